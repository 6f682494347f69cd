"""Who may do what in which status: one table, and the one workflow. Every use case asks here; a test walks each cell.

A contributor is an officer of a city and sees "own" records only: those they created. An editor decides. The
operator is whoever runs the command line on the machine that holds the data. A visitor has no account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kb.errors import InvalidTransition, NotAllowed
from kb.records import Status


class Role(StrEnum):
    VISITOR = "visitor"
    CONTRIBUTOR = "contributor"
    EDITOR = "editor"
    OPERATOR = "operator"


class Action(StrEnum):
    CREATE = "create"
    READ_HEAD = "read-head"
    EDIT = "edit"
    DELETE = "delete"
    SUBMIT = "submit"
    START_REVIEW = "start-review"
    REQUEST_CHANGES = "request-changes"
    ACCEPT = "accept"
    PUBLISH = "publish"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    AMEND = "amend"
    COMMENT = "comment"
    DECIDE_TAG = "decide-tag"
    IMPORT = "import"
    MANAGE_USERS = "manage-users"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `login` is the address an account signs in with; the operator and visitors have none of their own."""

    login: str
    role: Role
    name: str = ""


OPERATOR = Actor("operator", Role.OPERATOR, "Operator")
VISITOR = Actor("", Role.VISITOR, "Visitor")

_D, _S, _R, _C, _A, _P, _X, _W = (
    Status.DRAFT,
    Status.SUBMITTED,
    Status.IN_REVIEW,
    Status.CHANGES_REQUESTED,
    Status.ACCEPTED,
    Status.PUBLISHED,
    Status.DECLINED,
    Status.WITHDRAWN,
)
_ALL = frozenset(Status)
_OPEN = frozenset({_D, _S, _R, _C, _A})

# Role -> action -> statuses in which it is allowed. For a contributor: on own records only.
PERMISSIONS: Mapping[Role, Mapping[Action, frozenset[Status]]] = {
    Role.VISITOR: {},
    Role.CONTRIBUTOR: {
        Action.READ_HEAD: _ALL,
        Action.EDIT: frozenset({_D, _C}),
        Action.DELETE: frozenset({_D}),
        Action.SUBMIT: frozenset({_D, _C}),
        Action.AMEND: frozenset({_P}),
        Action.COMMENT: _OPEN,
        Action.DECIDE_TAG: frozenset({_D, _C}),
    },
    Role.EDITOR: {
        Action.READ_HEAD: _ALL - {_D},
        Action.EDIT: frozenset({_S, _R, _A}),
        Action.START_REVIEW: frozenset({_S}),
        Action.REQUEST_CHANGES: frozenset({_S, _R}),
        Action.ACCEPT: frozenset({_R}),
        Action.PUBLISH: frozenset({_S, _R, _A}),
        Action.DECLINE: frozenset({_S, _R}),
        Action.WITHDRAW: frozenset({_P}),
        Action.AMEND: frozenset({_P}),
        Action.COMMENT: _OPEN - {_D},
        Action.DECIDE_TAG: frozenset({_S, _R, _A, _P}),
    },
    Role.OPERATOR: {
        Action.READ_HEAD: _ALL,
        Action.PUBLISH: frozenset({_D, _S, _R, _A}),
        Action.WITHDRAW: frozenset({_P}),
        Action.DECIDE_TAG: _ALL - {_W},
    },
}

# What a role may do without a record at hand.
GENERAL: Mapping[Role, frozenset[Action]] = {
    Role.VISITOR: frozenset(),
    Role.CONTRIBUTOR: frozenset({Action.CREATE}),
    Role.EDITOR: frozenset({Action.CREATE}),
    Role.OPERATOR: frozenset({Action.IMPORT, Action.MANAGE_USERS}),
}

# Action -> the status it leads to.
LEADS_TO: Mapping[Action, Status] = {
    Action.SUBMIT: _S,
    Action.START_REVIEW: _R,
    Action.REQUEST_CHANGES: _C,
    Action.ACCEPT: _A,
    Action.PUBLISH: _P,
    Action.DECLINE: _X,
    Action.WITHDRAW: _W,
    Action.AMEND: _D,
}


def allows(actor: Actor, action: Action, status: Status, *, owns: bool) -> bool:
    """One cell of the table. Authors keep what they wrote: an editor who owns a draft may work on it as a contributor does."""
    if (
        owns
        and status in PERMISSIONS[Role.CONTRIBUTOR].get(action, frozenset())
        and actor.role is not Role.VISITOR
    ):
        return True
    return actor.role is not Role.CONTRIBUTOR and status in PERMISSIONS[actor.role].get(action, frozenset())


def require(actor: Actor, action: Action, status: Status, *, owns: bool) -> None:
    """Raises NotAllowed when the actor may never do this, InvalidTransition when only the status forbids it."""
    if allows(actor, action, status, owns=owns):
        return
    if any(allows(actor, action, other, owns=owns) for other in Status):
        raise InvalidTransition(
            f"The record is {status} now, where '{action}' is not possible. Its page says where it stands."
        )
    raise NotAllowed(f"Your account ({actor.role}) may not do this: {action}.")


def require_general(actor: Actor, action: Action) -> None:
    """Raises NotAllowed."""
    if action not in GENERAL[actor.role]:
        raise NotAllowed(f"Your account ({actor.role}) may not do this: {action}.")
