"""The permission table, cell by cell: role x action x status x own, against a table written here by hand."""

from __future__ import annotations

import itertools

import pytest

from kb.errors import InvalidTransition, NotAllowed
from kb.permissions import GENERAL, LEADS_TO, Action, Actor, Role, allows, require, require_general
from kb.records import Status

# One letter per status, in the order of the columns. "x" is allowed, "." is not.
COLUMNS = (
    Status.DRAFT,
    Status.SUBMITTED,
    Status.IN_REVIEW,
    Status.CHANGES_REQUESTED,
    Status.ACCEPTED,
    Status.PUBLISHED,
    Status.DECLINED,
    Status.WITHDRAWN,
)
NOWHERE = "........"
#                        draft submitted in-review changes accepted published declined withdrawn
OFFICER_ON_OWN = {
    Action.READ_HEAD: "xxxxxxxx",
    Action.EDIT: "x..x....",
    Action.DELETE: "x.......",
    Action.SUBMIT: "x..x....",
    Action.AMEND: ".....x..",
    Action.COMMENT: "xxxxx...",
    Action.DECIDE_TAG: "x..x....",
}
EDITOR_ON_OTHERS = {
    Action.READ_HEAD: ".xxxxxxx",
    Action.EDIT: ".xx.x...",
    Action.START_REVIEW: ".x......",
    Action.REQUEST_CHANGES: ".xx.....",
    Action.ACCEPT: "..x.....",
    Action.PUBLISH: ".xx.x...",
    Action.DECLINE: ".xx.....",
    Action.WITHDRAW: ".....x..",
    Action.AMEND: ".....x..",
    Action.COMMENT: ".xxxx...",
    Action.DECIDE_TAG: ".xx.xx..",
}
EDITOR_ON_OWN = EDITOR_ON_OTHERS | {
    Action.READ_HEAD: "xxxxxxxx",
    Action.EDIT: "xxxxx...",
    Action.DELETE: "x.......",
    Action.SUBMIT: "x..x....",
    Action.COMMENT: "xxxxx...",
    Action.DECIDE_TAG: "xxxxxx..",
}
OPERATOR_ON_OTHERS = {
    Action.READ_HEAD: "xxxxxxxx",
    Action.PUBLISH: "xxx.x...",
    Action.WITHDRAW: ".....x..",
    Action.DECIDE_TAG: "xxxxxxx.",
}
OPERATOR_ON_OWN = OPERATOR_ON_OTHERS | {
    Action.EDIT: "x..x....",
    Action.DELETE: "x.......",
    Action.SUBMIT: "x..x....",
    Action.AMEND: ".....x..",
    Action.COMMENT: "xxxxx...",
}
EXPECTED = {
    (Role.VISITOR, True): {},
    (Role.VISITOR, False): {},
    (Role.CONTRIBUTOR, True): OFFICER_ON_OWN,
    (Role.CONTRIBUTOR, False): {},
    (Role.EDITOR, True): EDITOR_ON_OWN,
    (Role.EDITOR, False): EDITOR_ON_OTHERS,
    (Role.OPERATOR, True): OPERATOR_ON_OWN,
    (Role.OPERATOR, False): OPERATOR_ON_OTHERS,
}
EXPECTED_GENERAL = {
    Role.VISITOR: set(),
    Role.CONTRIBUTOR: {Action.CREATE},
    Role.EDITOR: {Action.CREATE},
    Role.OPERATOR: {Action.IMPORT, Action.MANAGE_USERS},
}
EXPECTED_STEPS = {
    Action.SUBMIT: Status.SUBMITTED,
    Action.START_REVIEW: Status.IN_REVIEW,
    Action.REQUEST_CHANGES: Status.CHANGES_REQUESTED,
    Action.ACCEPT: Status.ACCEPTED,
    Action.PUBLISH: Status.PUBLISHED,
    Action.DECLINE: Status.DECLINED,
    Action.WITHDRAW: Status.WITHDRAWN,
    Action.AMEND: Status.DRAFT,
}
ROWS = list(itertools.product(Role, (True, False), Action))


def actor(role: Role) -> Actor:
    return Actor("someone@city.example", role)


def test_the_columns_are_all_statuses() -> None:
    assert set(COLUMNS) == set(Status)
    assert {role for role, _ in EXPECTED} == set(Role)


@pytest.mark.parametrize(("role", "owns", "action"), ROWS, ids=str)
def test_every_cell(role: Role, owns: bool, action: Action) -> None:
    row = EXPECTED[role, owns].get(action, NOWHERE)

    allowed = "".join("x" if allows(actor(role), action, status, owns=owns) else "." for status in COLUMNS)

    assert allowed == row


@pytest.mark.parametrize(("role", "owns", "action"), ROWS, ids=str)
def test_a_refusal_says_whether_the_status_or_the_account_stands_in_the_way(
    role: Role, owns: bool, action: Action
) -> None:
    row = EXPECTED[role, owns].get(action, NOWHERE)
    refusal = InvalidTransition if "x" in row else NotAllowed
    for status, cell in zip(COLUMNS, row, strict=True):
        if cell == "x":
            require(actor(role), action, status, owns=owns)
        else:
            with pytest.raises(refusal, match=action):
                require(actor(role), action, status, owns=owns)


@pytest.mark.parametrize("role", Role)
def test_what_needs_no_record(role: Role) -> None:
    assert set(GENERAL[role]) == EXPECTED_GENERAL[role]
    for action in Action:
        if action in EXPECTED_GENERAL[role]:
            require_general(actor(role), action)
        else:
            with pytest.raises(NotAllowed):
                require_general(actor(role), action)


def test_where_each_step_leads() -> None:
    assert dict(LEADS_TO) == EXPECTED_STEPS
