"""The editors' work: the queue, and the page on which a record is read as it will look and decided on."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.db import repository
from kb.errors import InvalidRecord, Problem, RevisionConflict
from kb.permissions import Action
from kb.records import StoredRecord, publish_problems
from webui import heads, status_words
from webui.context import actor, application
from webui.differences import record_differences
from webui.forms.problems import problem_text
from webui.kept_text import RESUME
from webui.record_page import record_page

blueprint = Blueprint("review", __name__, url_prefix="/review")

DECISIONS = (
    Action.PUBLISH, Action.START_REVIEW, Action.ACCEPT, Action.REQUEST_CHANGES, Action.DECLINE, Action.WITHDRAW,
    Action.COMMENT,
)  # fmt: skip


@blueprint.get("/")
def queue() -> str:
    """Everything that waits for an editor, the oldest first."""
    vocabulary = application().vocabulary
    with application().database.read() as session:
        waiting = repository.review_queue(session)
    unmet = {stored.id: len(publish_problems(stored.record, vocabulary)) for stored in waiting}
    authors = heads.names_of({login for stored in waiting if (login := stored.amended_by or stored.owner)})
    return render_template("review/queue.html", records=waiting, unmet=unmet, authors=authors)


@blueprint.get("/<slug:slug>")
def show(slug: str) -> str:
    return _page(slug)


@blueprint.post("/<slug:slug>")
def decide(slug: str) -> ResponseReturnValue:
    """One decision, with the comment where it needs one. The revision that was read is the one decided on."""
    do, comment = request.form.get("do", ""), request.form.get("comment", "")
    if do == RESUME:
        return _page(slug, comment=comment)
    if do not in DECISIONS:
        abort(400)
    try:
        _decide(Action(do), heads.reviewed_text(slug), comment)
    except InvalidRecord as error:
        return _page(slug, comment=comment, problems=error.problems), 422
    except RevisionConflict:
        flash(_("The record was changed after you opened this page. Read the new text before you decide."))
        return _page(slug, comment=comment), 409
    flash(status_words.decided(Action(do)))
    return redirect(url_for("review.show", slug=slug), code=303)


def _decide(decision: Action, stored: StoredRecord, comment: str) -> None:
    read = request.form.get("expected_revision", 0, type=int)
    slug = stored.record.slug
    if read != stored.revision:
        raise RevisionConflict(slug, read, stored.revision)
    catalog, editor = application().catalog, actor()
    steps: dict[Action, Callable[[], StoredRecord]] = {
        Action.PUBLISH: lambda: catalog.publish(editor, slug, read),
        Action.START_REVIEW: lambda: catalog.start_review(editor, slug, read),
        Action.ACCEPT: lambda: catalog.accept(editor, slug, read),
        Action.REQUEST_CHANGES: lambda: catalog.request_changes(editor, slug, comment, read),
        Action.DECLINE: lambda: catalog.decline(editor, slug, comment, read),
        Action.WITHDRAW: lambda: catalog.withdraw(editor, slug, comment, stored.head_revision),
        Action.COMMENT: lambda: catalog.comment(editor, slug, comment),
    }
    steps[decision]()


def _page(slug: str, comment: str = "", problems: tuple[Problem, ...] = ()) -> str:
    work = heads.work_file(heads.reviewed_text(slug))
    stored = work.stored
    on_comment = [problem for problem in problems if problem.field in ("comment", "text", "reason")]
    return render_template(
        "review/show.html",
        work=work,
        stored=stored,
        comment=comment,
        comment_errors=[problem_text(problem) for problem in on_comment],
        refused=bool(problems) and not on_comment,
        decisions=[decision for decision in DECISIONS if heads.may(decision, stored)],
        may_write=heads.may_write(stored),
        unmet=publish_problems(stored.record, application().vocabulary),
        differences=record_differences(work.published, stored.record) if work.published else (),
        page=record_page(stored),
    )
