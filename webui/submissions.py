"""An author's own records: the list, and the page of one with where it stands, what was said, and how it looks."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.db import repository
from kb.errors import InvalidRecord, InvalidTransition
from kb.permissions import Action
from kb.records import StoredRecord
from webui import handed_in, heads, status_words, submitting
from webui.context import actor, application
from webui.forms.problems import problem_text
from webui.kept_text import RESUME
from webui.record_page import record_page

blueprint = Blueprint("submissions", __name__, url_prefix="/submissions")
blueprint.record_once(status_words.add_to_templates)


@blueprint.get("/")
def index() -> str:
    """All records that the actor created or is amending."""
    with application().database.read() as session:
        records = repository.records_owned_by(session, actor().login)
    return render_template("submissions/index.html", records=records, may_write=heads.may_write)


@blueprint.get("/<slug:slug>")
def show(slug: str) -> ResponseReturnValue:
    return _page(slug)


@blueprint.post("/<slug:slug>")
def act(slug: str) -> ResponseReturnValue:
    """Submit, or comment."""
    do = request.form.get("do", "")
    if do == "submit":
        return _submit(heads.readable_head(slug))
    if do == "comment":
        return _comment(slug)
    if do == RESUME:
        return _page(slug, comment=request.form.get("comment", ""))
    return abort(400)


@blueprint.get("/<slug:slug>/delete")
def ask_to_delete(slug: str) -> str:
    """The step before a draft is gone for good."""
    return render_template("submissions/delete.html", stored=_deletable_head(slug))


@blueprint.post("/<slug:slug>/delete")
def delete(slug: str) -> ResponseReturnValue:
    stored = _deletable_head(slug)
    application().catalog.delete(actor(), slug, _expected_revision(stored))
    handed_in.forget(stored)
    flash(_("Deleted: %(title)s", title=stored.record.title))
    return redirect(url_for("submissions.index"), code=303)


def after_saving(stored: StoredRecord) -> ResponseReturnValue:
    """Back to the page from which this person works on the record."""
    page = "review.show" if heads.reviews(stored) else "submissions.show"
    return redirect(url_for(page, slug=stored.record.slug), code=303)


def _deletable_head(slug: str) -> StoredRecord:
    stored = heads.readable_head(slug)
    if not heads.may_delete(stored):
        raise InvalidTransition(_("Only a draft that was never submitted can be deleted."))
    return stored


def _submit(stored: StoredRecord) -> ResponseReturnValue:
    slug = stored.record.slug
    try:
        submitting.submit(stored, _expected_revision(stored))
    except InvalidRecord:
        return redirect(url_for("drafting.edit", slug=slug, check="submit"), code=303)
    flash(_("Submitted. An editor will read it."))
    return redirect(url_for("submissions.show", slug=slug), code=303)


def _comment(slug: str) -> ResponseReturnValue:
    text = request.form.get("comment", "")
    try:
        application().catalog.comment(actor(), slug, text)
    except InvalidRecord as error:
        return _page(slug, comment=text, comment_errors=[problem_text(p) for p in error.problems]), 422
    flash(_("Your comment is added."))
    return redirect(url_for("submissions.show", slug=slug) + "#comments", code=303)


def _page(slug: str, comment: str = "", comment_errors: list[str] | None = None) -> str:
    work = heads.work_file(heads.readable_head(slug))
    return render_template(
        "submissions/show.html",
        work=work,
        stored=work.stored,
        comment=comment,
        comment_errors=comment_errors or [],
        may_write=heads.may_write(work.stored),
        may_submit=heads.may(Action.SUBMIT, work.stored),
        may_delete=heads.may_delete(work.stored),
        may_comment=heads.may(Action.COMMENT, work.stored),
        unmet=submitting.unmet_to_submit(work.stored),
        page=record_page(work.stored),
    )


def _expected_revision(stored: StoredRecord) -> int:
    return request.form.get("expected_revision", stored.revision, type=int)
