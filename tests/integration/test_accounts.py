"""Accounts and sessions: who may sign in, and for how long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kb.accounts import PASSWORD_MAX, SESSION_LIFETIME, Accounts
from kb.db.session import Database
from kb.db.tables import AuditEventRow, SessionRow, UserRow
from kb.errors import DuplicateValue, InvalidRecord, NotAllowed, NotFound
from kb.permissions import OPERATOR, Actor, Role
from tests.factories import EDITOR

LOGIN, PASSWORD = "officer@city.example", "correct horse battery"
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def accounts(database: Database) -> Accounts:
    return Accounts(database, password_cost=1)


@pytest.fixture
def officer(accounts: Accounts) -> Actor:
    accounts.add(OPERATOR, LOGIN, "City officer", Role.CONTRIBUTOR, PASSWORD)
    return Actor(LOGIN, Role.CONTRIBUTOR, "City officer")


def test_who_knows_the_password_is_let_in(accounts: Accounts, officer: Actor) -> None:
    assert accounts.authenticate(LOGIN, PASSWORD) == officer
    assert accounts.authenticate(f" {LOGIN.upper()} ", PASSWORD) == officer
    assert accounts.get(LOGIN) == officer


@pytest.mark.parametrize(
    ("login", "password"),
    [
        (LOGIN, "wrong horse battery"),
        (LOGIN, ""),
        (LOGIN, "x" * (PASSWORD_MAX + 1)),
        ("nobody@city.example", PASSWORD),
    ],
)
@pytest.mark.usefixtures("officer")
def test_nobody_else_is(accounts: Accounts, login: str, password: str) -> None:
    assert accounts.authenticate(login, password) is None


def test_an_unknown_login_costs_a_password_check_like_a_known_one(
    accounts: Accounts, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    matches = accounts._matches
    monkeypatch.setattr(
        accounts, "_matches", lambda known, given: checked.append(known) or matches(known, given)
    )

    accounts.authenticate("nobody@city.example", PASSWORD)
    accounts.authenticate(officer.login, PASSWORD)

    assert len(checked) == 2
    assert {known.split("$")[1] for known in checked} == {"argon2id"}


def test_no_secret_is_stored(accounts: Accounts, officer: Actor, database: Database) -> None:
    token = accounts.create_session(LOGIN, NOW)

    with database.read() as session:
        assert session.query(UserRow).one().password_hash.startswith("$argon2id$")
        assert token not in session.query(SessionRow).one().token_hash


def test_a_login_can_be_taken_once(accounts: Accounts, officer: Actor) -> None:
    with pytest.raises(DuplicateValue) as refusal:
        accounts.add(OPERATOR, LOGIN.upper(), "Another", Role.EDITOR, PASSWORD)

    assert (refusal.value.field, refusal.value.value) == ("login", LOGIN)


def test_all_that_is_wrong_with_a_new_account_is_said_at_once(accounts: Accounts) -> None:
    with pytest.raises(InvalidRecord) as refusal:
        accounts.add(OPERATOR, "officer", " ", Role.OPERATOR, "short")

    assert [problem.field for problem in refusal.value.problems] == ["login", "name", "role", "password"]
    assert "10 to 200 characters" in str(refusal.value)


def test_only_the_operator_manages_accounts(accounts: Accounts, officer: Actor) -> None:
    for actor in (officer, EDITOR):
        with pytest.raises(NotAllowed):
            accounts.add(actor, "x@city.example", "X", Role.EDITOR, PASSWORD)
        with pytest.raises(NotAllowed):
            accounts.list(actor)
        with pytest.raises(NotAllowed):
            accounts.disable(actor, LOGIN)
        with pytest.raises(NotAllowed):
            accounts.enable(actor, LOGIN)
        with pytest.raises(NotAllowed):
            accounts.set_password(actor, LOGIN, PASSWORD)


def test_a_disabled_account_is_out_at_once(accounts: Accounts, officer: Actor, database: Database) -> None:
    token = accounts.create_session(LOGIN, NOW)

    accounts.disable(OPERATOR, LOGIN)

    assert accounts.authenticate(LOGIN, PASSWORD) is None
    assert accounts.get(LOGIN) is None
    assert accounts.actor_of_session(token, NOW) is None
    (account,) = accounts.list(OPERATOR)
    assert (account.login, account.disabled) == (LOGIN, True)
    with database.read() as session:
        assert [event.action for event in session.query(AuditEventRow)] == ["add-user", "disable-user"]
        assert session.query(SessionRow).count() == 0


def test_a_session_lasts_its_time(accounts: Accounts, officer: Actor) -> None:
    token = accounts.create_session(LOGIN, NOW)

    assert accounts.actor_of_session(token, NOW + SESSION_LIFETIME - timedelta(seconds=1)) == officer
    assert accounts.actor_of_session(token, NOW + SESSION_LIFETIME) is None
    assert accounts.actor_of_session("guessed", NOW) is None


def test_signing_out_ends_one_session(accounts: Accounts, officer: Actor) -> None:
    here, elsewhere = accounts.create_session(LOGIN, NOW), accounts.create_session(LOGIN, NOW)

    accounts.end_session(here)
    accounts.end_session("unknown")

    assert accounts.actor_of_session(here, NOW) is None
    assert accounts.actor_of_session(elsewhere, NOW) == officer


def test_expired_sessions_are_swept(accounts: Accounts, officer: Actor, database: Database) -> None:
    accounts.create_session(LOGIN, NOW)
    accounts.create_session(LOGIN, NOW + SESSION_LIFETIME)

    with database.read() as session:
        assert session.query(SessionRow).count() == 1


def test_an_enabled_account_signs_in_with_the_password_it_had(
    accounts: Accounts, officer: Actor, database: Database
) -> None:
    token = accounts.create_session(LOGIN, NOW)
    accounts.disable(OPERATOR, LOGIN)

    accounts.enable(OPERATOR, LOGIN)

    assert accounts.authenticate(LOGIN, PASSWORD) == officer
    assert accounts.actor_of_session(token, NOW) is None
    assert [account.disabled for account in accounts.list(OPERATOR)] == [False]
    with database.read() as session:
        actions = [event.action for event in session.query(AuditEventRow).order_by(AuditEventRow.id)]
    assert actions == ["add-user", "disable-user", "enable-user"]


def test_a_new_password_ends_the_sessions_of_the_old_one(
    accounts: Accounts, officer: Actor, database: Database
) -> None:
    token = accounts.create_session(LOGIN, NOW)

    with pytest.raises(InvalidRecord, match="characters"):
        accounts.set_password(OPERATOR, LOGIN, "short")
    assert accounts.authenticate(LOGIN, PASSWORD) == officer
    accounts.set_password(OPERATOR, LOGIN, "a new long password")

    assert accounts.actor_of_session(token, NOW) is None
    assert accounts.authenticate(LOGIN, PASSWORD) is None
    assert accounts.authenticate(LOGIN, "a new long password") == officer
    with database.read() as session:
        actions = [event.action for event in session.query(AuditEventRow).order_by(AuditEventRow.id)]
    assert actions == ["add-user", "set-password"]


def test_a_new_password_does_not_enable_an_account(accounts: Accounts, officer: Actor) -> None:
    accounts.disable(OPERATOR, LOGIN)

    accounts.set_password(OPERATOR, LOGIN, "a new long password")

    assert accounts.authenticate(LOGIN, "a new long password") is None


def test_unknown_accounts(accounts: Accounts) -> None:
    assert accounts.get("nobody@city.example") is None
    with pytest.raises(NotFound):
        accounts.disable(OPERATOR, "nobody@city.example")
    with pytest.raises(NotFound):
        accounts.enable(OPERATOR, "nobody@city.example")
    with pytest.raises(NotFound):
        accounts.set_password(OPERATOR, "nobody@city.example", PASSWORD)
    with pytest.raises(NotFound):
        accounts.create_session("nobody@city.example", NOW)
