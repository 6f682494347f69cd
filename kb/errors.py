"""The exceptions of the core. Every message tells the reader what to do; `webui.errors` maps each class to an HTTP answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field of a record, a form or a file.

    `message` is an English sentence and at the same time the gettext id: `params` fill its `%(name)s` places,
    so an interface in another language translates the sentence first and fills it in afterwards ("%%" is a "%").
    `field` is the record's field name, dotted for a part ("reported_results.2.number"), or "" for the whole.
    """

    field: str
    message: str
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        text = self.message % dict(self.params)
        return f"{self.field}: {text}" if self.field else text


class CityKBError(Exception):
    """Base of every error that CityKB raises on purpose."""


class SettingsError(CityKBError):
    """A setting is unknown, missing or has a value that cannot be used."""


class NotFound(CityKBError):
    """No such record, revision, user or concept."""


class InvalidRecord(CityKBError):
    """A record breaks a rule set; `problems` holds all of them at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


class DuplicateValue(CityKBError):
    """A unique value is taken; `field` names the form field that must change."""

    def __init__(self, field_name: str, value: str) -> None:
        self.field, self.value = field_name, value
        super().__init__(f"{field_name}: '{value}' is already in use. Choose another.")


class RevisionConflict(CityKBError):
    """Somebody saved a newer revision since this one was read."""

    def __init__(self, slug: str, expected: int, found: int) -> None:
        self.slug, self.expected, self.found = slug, expected, found
        super().__init__(
            f"'{slug}' is at revision {found} by now, this change was made to revision {expected}. "
            "Look at the newer text and apply the change to it."
        )


class InvalidTransition(CityKBError):
    """The workflow does not lead from the record's status to the one asked for."""


class NotAllowed(CityKBError):
    """The actor may not do this to this record in its present status."""


class InvalidQuery(CityKBError):
    """A search asks for something that cannot be answered, such as an unknown filter."""


class SearchUnavailable(CityKBError):
    """The search engine cannot answer now; records can still be read from the database."""


class IndexOutdated(SearchUnavailable):
    """The index was written by another version of the field table and must be rebuilt."""
