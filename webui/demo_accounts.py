"""The two accounts of `make demo`. Their passwords are no secret: the demo runs on the loopback address only."""

from __future__ import annotations

from kb.config import Settings
from kb.permissions import Role

DemoAccount = tuple[str, str, Role, str]

ACCOUNTS: tuple[DemoAccount, ...] = (
    ("officer@demo.invalid", "Demo officer", Role.CONTRIBUTOR, "officer-demo"),
    ("editor@demo.invalid", "Demo editor", Role.EDITOR, "editor-demo"),
)


def shown_accounts(settings: Settings) -> tuple[DemoAccount, ...]:
    """What the sign-in page shows: login, name, role and password of each; nothing outside the demo."""
    return ACCOUNTS if settings.demo else ()
