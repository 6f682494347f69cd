"""Accounts of officers and editors, and their sessions. Passwords are Argon2id, session tokens are stored as SHA-256 only."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kb.db.session import Database
from kb.db.tables import AuditEventRow, SessionRow, UserRow
from kb.errors import InvalidRecord, NotFound, Problem
from kb.permissions import Action, Actor, Role, require_general

PASSWORD_MIN, PASSWORD_MAX = 10, 200
LOGIN_MAX, NAME_MAX = 254, 120
SESSION_LIFETIME = timedelta(days=7)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can, or could, sign in."""

    login: str
    name: str
    role: Role
    disabled: bool


class Accounts:
    """All accounts of a database. `password_cost` is Argon2's time cost."""

    def __init__(self, database: Database, password_cost: int) -> None:
        self._database = database
        self._hasher = PasswordHasher(time_cost=password_cost)
        # Checked for an unknown login, so that it takes as long as a known one. Hashed when first needed.
        self._decoy = ""

    def add(self, actor: Actor, login: str, name: str, role: Role, password: str) -> Account:
        """Raises NotAllowed, InvalidRecord for unusable values, DuplicateValue when the login is taken."""
        require_general(actor, Action.MANAGE_USERS)
        login, name = normal_login(login), name.strip()
        problems = (
            *_login_problems(login),
            *_name_problems(name),
            *_role_problems(role),
            *_password_problems(password),
        )
        if problems:
            raise InvalidRecord(problems)
        password_hash, now = self._hasher.hash(password), datetime.now(UTC)
        with self._database.write() as session:
            session.add(
                UserRow(login=login, name=name, role=role, password_hash=password_hash, created_at=now)
            )
            _audit(session, actor, "add-user", f"{login} as {role}")
        return Account(login, name, role, disabled=False)

    def authenticate(self, login: str, password: str) -> Actor | None:
        """Who this is; None for a wrong password, an unknown login or a disabled account, after the same work."""
        with self._database.read() as session:
            user = _find(session, login)
        stored_hash = user.password_hash if user else self._decoy_hash()
        if not self._matches(stored_hash, password) or user is None or user.disabled_at:
            return None
        return _to_actor(user)

    def get(self, login: str) -> Actor | None:
        """The active account of this login."""
        with self._database.read() as session:
            user = _find(session, login)
            return _to_actor(user) if user and not user.disabled_at else None

    def names_of(self, logins: Collection[str]) -> dict[str, str]:
        """The names of these accounts by login, also of disabled ones: what they wrote stays."""
        query = select(UserRow).where(UserRow.login.in_(logins))
        with self._database.read() as session:
            return {user.login: user.name for user in session.scalars(query)}

    def list(self, actor: Actor) -> tuple[Account, ...]:
        """All accounts by login. Raises NotAllowed."""
        require_general(actor, Action.MANAGE_USERS)
        with self._database.read() as session:
            users = session.scalars(select(UserRow).order_by(UserRow.login))
            return tuple(
                Account(user.login, user.name, Role(user.role), user.disabled_at is not None)
                for user in users
            )

    def disable(self, actor: Actor, login: str) -> None:
        """Refuse the account from now on and end its sessions; what it wrote stays. Raises NotAllowed, NotFound."""
        require_general(actor, Action.MANAGE_USERS)
        with self._database.write() as session:
            user = _get(session, login)
            user.disabled_at = user.disabled_at or datetime.now(UTC)
            session.execute(delete(SessionRow).where(SessionRow.user_id == user.id))
            _audit(session, actor, "disable-user", user.login)

    def enable(self, actor: Actor, login: str) -> None:
        """Let a disabled account sign in again. Raises NotAllowed, NotFound."""
        require_general(actor, Action.MANAGE_USERS)
        with self._database.write() as session:
            user = _get(session, login)
            user.disabled_at = None
            _audit(session, actor, "enable-user", user.login)

    def set_password(self, actor: Actor, login: str, password: str) -> None:
        """Give an account a new password and end its sessions; a disabled one stays disabled.

        Raises NotAllowed, NotFound, InvalidRecord for a password that cannot be used.
        """
        require_general(actor, Action.MANAGE_USERS)
        problems = _password_problems(password)
        if problems:
            raise InvalidRecord(problems)
        self._store_password(actor, login, password, "set-password")

    def change_password(self, actor: Actor, current: str, new: str) -> None:
        """Give one's own account a new password, knowing the one it has, and end its sessions.

        Raises InvalidRecord when the current password is wrong or the new one cannot be used.
        """
        if self.authenticate(actor.login, current) is None:
            raise InvalidRecord([Problem("current", "This is not your present password.")])
        problems = _password_problems(new)
        if problems:
            raise InvalidRecord(problems)
        self._store_password(actor, actor.login, new, "change-password")

    def create_session(self, login: str, now: datetime) -> str:
        """A token for the browser's cookie, good for SESSION_LIFETIME. Expired sessions are swept. Raises NotFound."""
        token = secrets.token_urlsafe(32)
        with self._database.write() as session:
            user = _get(session, login)
            session.execute(delete(SessionRow).where(SessionRow.expires_at <= now))
            session.add(
                SessionRow(
                    user_id=user.id,
                    token_hash=_digest(token),
                    created_at=now,
                    expires_at=now + SESSION_LIFETIME,
                )
            )
        return token

    def actor_of_session(self, token: str, now: datetime) -> Actor | None:
        """Who holds this token; None when it is unknown, ended or expired, or the account is disabled."""
        query = (
            select(UserRow)
            .join(SessionRow, SessionRow.user_id == UserRow.id)
            .where(
                SessionRow.token_hash == _digest(token),
                SessionRow.expires_at > now,
                UserRow.disabled_at.is_(None),
            )
        )
        with self._database.read() as session:
            user = session.scalar(query)
            return _to_actor(user) if user else None

    def end_session(self, token: str) -> None:
        """Sign out. An unknown token is no error."""
        with self._database.write() as session:
            session.execute(delete(SessionRow).where(SessionRow.token_hash == _digest(token)))

    def _store_password(self, actor: Actor, login: str, password: str, action: str) -> None:
        new_hash = self._hasher.hash(password)
        with self._database.write() as session:
            user = _get(session, login)
            user.password_hash = new_hash
            session.execute(delete(SessionRow).where(SessionRow.user_id == user.id))
            _audit(session, actor, action, user.login)

    def _matches(self, stored_hash: str, password: str) -> bool:
        if len(password) > PASSWORD_MAX:
            return False
        try:
            return self._hasher.verify(stored_hash, password)
        except VerifyMismatchError:
            return False

    def _decoy_hash(self) -> str:
        self._decoy = self._decoy or self._hasher.hash(secrets.token_urlsafe(32))
        return self._decoy


def normal_login(login: str) -> str:
    """Addresses differ neither by case nor by outer spaces."""
    return login.strip().casefold()


def _find(session: Session, login: str) -> UserRow | None:
    return session.scalar(select(UserRow).where(UserRow.login == normal_login(login)))


def _get(session: Session, login: str) -> UserRow:
    user = _find(session, login)
    if user is None:
        raise NotFound(f"There is no account '{login}'.")
    return user


def _to_actor(user: UserRow) -> Actor:
    return Actor(user.login, Role(user.role), user.name)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _audit(session: Session, actor: Actor, action: str, detail: str) -> None:
    session.add(AuditEventRow(slug="", actor=actor.login, action=action, at=datetime.now(UTC), detail=detail))


def _login_problems(login: str) -> tuple[Problem, ...]:
    if _ADDRESS.fullmatch(login) and len(login) <= LOGIN_MAX:
        return ()
    return (Problem("login", "Give an e-mail address, such as officer@city.example."),)


def _name_problems(name: str) -> tuple[Problem, ...]:
    if 0 < len(name) <= NAME_MAX:
        return ()
    return (Problem("name", "Give a name of up to %(limit)s characters.", {"limit": NAME_MAX}),)


def _role_problems(role: Role) -> tuple[Problem, ...]:
    if role in (Role.CONTRIBUTOR, Role.EDITOR):
        return ()
    return (Problem("role", "An account is a contributor or an editor."),)


def _password_problems(password: str) -> tuple[Problem, ...]:
    if PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        return ()
    message = "A password has %(low)s to %(high)s characters."
    return (Problem("password", message, {"low": PASSWORD_MIN, "high": PASSWORD_MAX}),)
