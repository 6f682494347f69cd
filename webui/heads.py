"""Reading records under work for those who may: the newest revision, its comments, its history."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from kb.db import repository
from kb.errors import NotAllowed
from kb.permissions import Action, Role, allows
from kb.records import AuditEvent, Comment, Record, Status, StoredRecord
from webui.context import actor, application


@dataclass(frozen=True, slots=True)
class WorkFile:
    """A record under work with what was said about it and done to it; `names` maps a login to a person's name."""

    stored: StoredRecord
    comments: tuple[Comment, ...]
    history: tuple[AuditEvent, ...]
    published: Record | None
    names: dict[str, str]

    def name_of(self, login: str) -> str:
        return self.names.get(login) or login


def readable_head(slug: str) -> StoredRecord:
    """Raises NotFound, and NotAllowed when it is not the actor's to read."""
    with application().database.read() as session:
        stored = repository.get_head(session, slug)
    if not may(Action.READ_HEAD, stored):
        raise NotAllowed(_("Only its author can read this text now."))
    return stored


def reviewed_text(slug: str) -> StoredRecord:
    """What an editor works on: the head or, while an author is still writing an amendment, the text that is public.

    Raises as `readable_head`.
    """
    with application().database.read() as session:
        stored = repository.get_head(session, slug)
        if not may(Action.READ_HEAD, stored) and stored.is_public:
            return repository.get_published(session, slug)
    return readable_head(slug)


def work_file(stored: StoredRecord) -> WorkFile:
    """A text that the actor may read, with its surroundings."""
    slug = stored.record.slug
    with application().database.read() as session:
        comments = repository.comments_on(session, slug)
        history = repository.audit_of(session, slug)
    logins = {comment.author for comment in comments} | {event.actor for event in history}
    logins |= {login for login in (stored.owner, stored.amended_by) if login}
    return WorkFile(stored, comments, history, published_text(stored), names_of(logins))


def published_text(stored: StoredRecord) -> Record | None:
    """The text the public reads now; None when there is none."""
    if not stored.is_public:
        return None
    with application().database.read() as session:
        return repository.get_published(session, stored.record.slug).record


def owns(stored: StoredRecord) -> bool:
    return stored.belongs_to(actor().login)


def reviews(stored: StoredRecord) -> bool:
    """Whether the actor works on it as an editor of what somebody else wrote."""
    return actor().role is Role.EDITOR and not owns(stored)


def may(action: Action, stored: StoredRecord) -> bool:
    """Whether the actor may do this to the record now. What is public can be withdrawn, also behind an amendment."""
    status = Status.PUBLISHED if action is Action.WITHDRAW and stored.is_public else stored.status
    return allows(actor(), action, status, owns=owns(stored))


def editing_action(stored: StoredRecord) -> Action:
    """Writing to a published record opens an amendment."""
    return Action.AMEND if stored.status is Status.PUBLISHED else Action.EDIT


def may_write(stored: StoredRecord) -> bool:
    return may(editing_action(stored), stored)


def may_delete(stored: StoredRecord) -> bool:
    """Whether it is the actor's draft that nobody else has read; behind an amendment there is a public text."""
    return stored.published_revision is None and may(Action.DELETE, stored)


def names_of(logins: set[str]) -> dict[str, str]:
    """The names of those that have or had an account, by login."""
    return application().accounts.names_of(logins)
