"""What each status is called, and what happens next, for those who wrote the record and for those who decide."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from flask.blueprints import BlueprintSetupState
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from kb.permissions import Action
from kb.records import Status, StoredRecord
from webui.answer_links import answer_url
from webui.field_labels import field_label
from webui.forms.problems import grouped_problems, list_errors, listed_errors, problem_text

LABELS: Mapping[Status, object] = {
    Status.DRAFT: _l("Draft"),
    Status.SUBMITTED: _l("Submitted"),
    Status.IN_REVIEW: _l("In review"),
    Status.CHANGES_REQUESTED: _l("Changes asked for"),
    Status.ACCEPTED: _l("Accepted"),
    Status.PUBLISHED: _l("Published"),
    Status.DECLINED: _l("Declined"),
    Status.WITHDRAWN: _l("Withdrawn"),
}
_FOR_AUTHORS: Mapping[Status, object] = {
    Status.DRAFT: _l("Only you see it. Submit it when it is ready; an editor then reads it."),
    Status.SUBMITTED: _l("An editor will read it. You cannot change it meanwhile; you can comment."),
    Status.IN_REVIEW: _l("An editor is reading it and will publish it, or ask you for changes."),
    Status.CHANGES_REQUESTED: _l(
        "An editor asks for changes. Read the comments, change the text and submit it again."
    ),
    Status.ACCEPTED: _l("An editor accepts it. It will be published when the last answers are filled in."),
    Status.PUBLISHED: _l("Everybody can read and find it. To change it, open an amendment."),
    Status.DECLINED: _l("It will not be published. The comments say why."),
    Status.WITHDRAWN: _l("It was taken out of public view. Its address says why."),
}
_FOR_EDITORS: Mapping[Status, object] = {
    Status.DRAFT: _l("Its author is still writing."),
    Status.SUBMITTED: _l("It waits for you. Start the review, so that its author and other editors know."),
    Status.IN_REVIEW: _l("Publish it, ask for changes, accept it to publish later, or decline it."),
    Status.CHANGES_REQUESTED: _l("Its author was asked for changes and will submit it again."),
    Status.ACCEPTED: _l("Fill in what publishing still needs, then publish it."),
    Status.PUBLISHED: _l("Everybody can read and find it."),
    Status.DECLINED: _l("It was declined."),
    Status.WITHDRAWN: _l("It was taken out of public view."),
}
AMENDMENT_NOTE = _l("The published text stays as it is until this amendment is published.")


def is_amendment(stored: StoredRecord) -> bool:
    """Whether a change to a text that is already public is under way."""
    return stored.is_public and stored.status is not Status.PUBLISHED


def next_for_author(stored: StoredRecord) -> str:
    return _with_note(stored, _FOR_AUTHORS)


def next_for_editor(stored: StoredRecord) -> str:
    return _with_note(stored, _FOR_EDITORS)


def _with_note(stored: StoredRecord, sentences: Mapping[Status, object]) -> str:
    said = str(sentences[stored.status])
    return f"{said} {AMENDMENT_NOTE}" if is_amendment(stored) else said


# The words on the button of an editor's decision.
_DECISIONS: Mapping[Action, object] = {
    Action.PUBLISH: _l("Publish"),
    Action.START_REVIEW: _l("Start the review"),
    Action.ACCEPT: _l("Accept"),
    Action.REQUEST_CHANGES: _l("Ask for changes"),
    Action.DECLINE: _l("Decline"),
    Action.WITHDRAW: _l("Withdraw"),
    Action.COMMENT: _l("Only comment"),
}
# What is said after it.
_DECIDED: Mapping[Action, object] = {
    Action.PUBLISH: _l("Published. It can be found in a moment."),
    Action.START_REVIEW: _l("The review has begun."),
    Action.ACCEPT: _l("Accepted. Publish it when the last answers are filled in."),
    Action.REQUEST_CHANGES: _l("The author is asked for changes."),
    Action.DECLINE: _l("Declined."),
    Action.WITHDRAW: _l("Withdrawn. Its address says why."),
    Action.COMMENT: _l("Your comment is added."),
}
# What an audit event says was done.
_DONE: Mapping[str, object] = {
    "create": _l("wrote the first draft"),
    "edit": _l("changed it"),
    "amend": _l("opened an amendment"),
    "delete": _l("deleted the draft"),
    "submit": _l("submitted it"),
    "start-review": _l("began the review"),
    "request-changes": _l("asked for changes"),
    "accept": _l("accepted it"),
    "publish": _l("published it"),
    "decline": _l("declined it"),
    "withdraw": _l("withdrew it"),
    "comment": _l("commented"),
    "decide-tag": _l("decided on a tag"),
    "import": _l("read it from a file"),
}


def decision_label(decision: Action) -> str:
    return str(_DECISIONS[decision])


def decision_hint(decisions: Collection[Action]) -> str:
    """Who reads the comment, and which of these decisions need one."""
    hints = []
    if Action.DECLINE in decisions:
        hints.append(_("Its author reads it. Needed to ask for changes and to decline."))
    elif Action.COMMENT in decisions:
        hints.append(_("Its author reads it."))
    if Action.WITHDRAW in decisions:
        hints.append(
            _(
                "To withdraw takes the public text away for good and needs a comment, which everybody then reads at its address."
            )
        )
    return " ".join(hints)


def decided(decision: Action) -> str:
    return str(_DECIDED[decision])


def done_label(action: str) -> str:
    return str(_DONE.get(action, action))


def done_detail(detail: str) -> str:
    """What an audit event adds: a change of status in the words of the marks, anything else as it stands."""
    before, _to, after = detail.partition(" to ")
    if {before, after} <= set(Status):
        return f"{LABELS[Status(before)]} → {LABELS[Status(after)]}"
    return detail


def moment(value: datetime) -> str:
    """A time as the interface's language writes it, in UTC as it is stored."""
    return str(format_datetime(value, "d MMMM yyyy, HH:mm 'UTC'", rebase=False))


def add_to_templates(state: BlueprintSetupState) -> None:
    """The words of the workflow, for the templates that show it."""
    state.app.jinja_env.filters["moment"] = moment
    state.app.jinja_env.globals.update(
        status_label=lambda status: str(LABELS[status]),
        is_amendment=is_amendment,
        next_for_author=next_for_author,
        next_for_editor=next_for_editor,
        done_label=done_label,
        done_detail=done_detail,
        decision_label=decision_label,
        decision_hint=decision_hint,
        answer_url=answer_url,
        field_label=field_label,
        problem_text=problem_text,
        list_errors=list_errors,
        listed_errors=listed_errors,
        grouped_problems=grouped_problems,
    )
