"""The base of everything a record is made of: frozen, strict about unknown names, and honest about silence.

Three answers are told apart for every field: reported (a value), looked for but not reported (`null`, or the
sole text "Not reported" in the file's language), and never asked (the name is absent). The second is kept in
`not_reported`, so a reader of the typed value sees a plain None or an empty tuple and asks only when it matters.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping, Set
from typing import Any, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

NOT_REPORTED = {"en": "Not reported", "es": "No consta", "fr": "Non renseigné", "ko": "보고되지 않음"}
_SILENT = frozenset(
    text.casefold()
    for text in (
        *NOT_REPORTED.values(),
        "No informado",
        "No reportado",
        "Sin datos",
        "Non communiqué",
        "Non rapporté",
        "미보고",
        "보고 없음",
    )
)


def says_not_reported(value: object) -> bool:
    """True for null and for a text that says nothing but "not reported" in one of the supported languages."""
    return value is None or (isinstance(value, str) and value.strip().rstrip(".").casefold() in _SILENT)


class Described(BaseModel):
    """A frozen value whose serialised form holds exactly what was said: values, nulls, and no defaults."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    not_reported: frozenset[str] = Field(default=frozenset(), exclude=True, repr=False)

    @model_validator(mode="before")
    @classmethod
    def _set_silence_apart(cls, value: object) -> object:
        if not isinstance(value, Mapping):
            return value
        if "not_reported" in value:
            raise ValueError(
                "write null, or 'Not reported', at the field itself; there is no field 'not_reported'"
            )
        silent = {
            name for name, said in value.items() if says_not_reported(said) and name in cls.model_fields
        }
        return {name: said for name, said in value.items() if name not in silent} | {"not_reported": silent}

    @model_serializer(mode="wrap")
    def _write_what_was_said(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written = handler(self)
        said = {name: written[name] for name in written if name in self.model_fields_set}
        return said | dict.fromkeys(sorted(self.not_reported))

    def was_asked(self, name: str) -> bool:
        """Whether the field was given a value or said to be not reported."""
        return name in self.not_reported or name in self.model_fields_set

    def with_changes(self, **changes: object) -> Self:
        """A copy with some fields replaced (raw or typed values; None says not reported), validated anew."""
        return type(self).model_validate(self.model_dump(mode="json") | changes)


class IdentifiedPart(Described):
    """A part that repeats inside a record. Its `id` stays the same while the part means the same."""

    id: str = Field(default="", pattern=r"^[A-Za-z0-9._-]*$", max_length=80)

    def identifying_text(self) -> str:
        """The text the id is derived from; a class narrows it to what tells its rows apart."""
        return " | ".join(str(value) for name, value in self.model_dump(mode="json").items() if name != "id")


Part = TypeVar("Part", bound=IdentifiedPart)


def with_ids(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Give each part without an id the first 8 hex digits of the SHA-256 of its identifying text, "-2" on collision.

    Raises ValueError when two parts were given the same id.
    """
    given = [part.id for part in parts if part.id]
    taken = set(given)
    if len(taken) < len(given):
        raise ValueError("two rows have the same `id`; give each its own, or leave it out")
    identified = []
    for part in parts:
        identifier = part.id or _free_id(part, taken)
        taken.add(identifier)
        identified.append(part if part.id else part.model_copy(update={"id": identifier}))
    return tuple(identified)


def _free_id(part: IdentifiedPart, taken: Set[str]) -> str:
    digest = hashlib.sha256(part.identifying_text().encode()).hexdigest()[:8]
    numbered = (digest if number == 1 else f"{digest}-{number}" for number in itertools.count(1))
    return next(candidate for candidate in numbered if candidate not in taken)
