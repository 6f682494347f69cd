"""From a write-up to a draft: labels become ids, dates and numbers are spelled as the record spells them.

A draft is the record's document before it is checked. What cannot be understood is left out of it and named as a
`Problem`, so that a writer hears of everything at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ingest.normalise import (
    closest,
    date_text,
    is_plain_number,
    one_line,
    source_numbers,
    split_citations,
    split_entries,
    split_values,
)
from ingest.organisations import organisation
from ingest.possible_cities import unknown_city
from ingest.readers import WriteUp
from kb.errors import Problem
from kb.records import Record, says_not_reported
from kb.vocab import Scheme, Vocabulary
from kb.vocab.labels import name_key

Row = dict[str, Any]

_CONCEPT_LISTS = {
    "themes": "themes",
    "instruments": "instruments",
    "target_groups": "target-groups",
    "reached_groups": "target-groups",
    "sdg_targets": "sdg-targets",
}
_CONCEPTS = {"jurisdiction": "government-levels", "scale": "scales", "stage": "stages"}
_CONCEPTS_IN_ROWS = {
    "aliases": {"kind": "alias-kinds"},
    "reported_results": {"kind": "result-kinds", "design": "result-designs", "reporter": "result-reporters"},
    "costs": {"kind": "cost-kinds"},
    "practice_transfers": {"kind": "transfer-kinds"},
    "practices": {"role": "practice-roles"},
    "partners": {"type": "organisation-types", "role": "partner-roles"},
}
_NUMBERS_IN_ROWS = {
    "reported_results": ("number", "low", "high", "denominator", "evidence_level"),
    "costs": ("number",),
    "sources": ("n",),
    "awards": ("year",),
}
_DATES_IN_ROWS = {"timeline": ("date",), "sources": ("issued", "captured_at")}
_PARTS = (
    "aliases",
    "partners",
    "reported_results",
    "costs",
    "timeline",
    "conflicts",
    "practice_transfers",
    "sources",
    "practices",
    "awards",
    "attachments",
)
_DATES = ("started", "ended", "confirmed_on", "review_by")
_SDG_TARGET = re.compile(r"\b(\d{1,2}\.[0-9a-d]{1,2})\b")
_FIELDS = frozenset(Record.model_fields) - {"not_reported", "translations"} | {"translation"}


@dataclass(slots=True)
class Draft:
    """`document` has the record's shape with raw values; `problems` names what was left out of it."""

    document: Row
    problems: list[Problem] = field(default_factory=list)


def draft(write_up: WriteUp, vocabulary: Vocabulary) -> Draft:
    """The draft of a write-up. It may lack slug and kind, which the file's place gives."""
    return _Drafting(vocabulary).draft(write_up)


class _Drafting:
    """Collects the problems of one write-up while its fields are put in order."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._problems: list[Problem] = []

    def draft(self, write_up: WriteUp) -> Draft:
        fields = _nested(_tidied(write_up.fields))
        sections = fields.pop("sections", None)
        document = {name: self._field(name, value) for name, value in fields.items() if self._is_known(name)}
        document = {name: value for name, value in document.items() if value is not _LEFT_OUT}
        document["sections"] = (sections if isinstance(sections, dict) else {}) | dict(write_up.sections)
        return Draft(document, self._problems)

    def _is_known(self, name: str) -> bool:
        if name in _FIELDS:
            return True
        near = closest(name, sorted(_FIELDS))
        hint = "Did you mean '%(near)s'?" if near else "See corpus/README.md for the fields there are."
        self._problem(name, f"There is no field of this name. {hint}", near=near)
        return False

    def _field(self, name: str, value: Any) -> Any:
        if says_not_reported(value):
            return None
        if name in _CONCEPT_LISTS:
            return self._concepts(name, value)
        if name in _CONCEPTS:
            return self._concept(name, value, self._vocabulary.scheme(_CONCEPTS[name]))
        if name in _PARTS:
            return self._rows(name, value)
        reader = _SINGLE_FIELDS.get(name)
        return reader(self, value) if reader else value

    def _rows(self, part: str, value: Any) -> Any:
        entries = (
            value
            if isinstance(value, list)
            else list(split_entries(value))
            if isinstance(value, str)
            else value
        )
        if not isinstance(entries, list):
            self._problem(part, "Write a list of rows.")
            return _LEFT_OUT
        return [self._row(part, number, entry) for number, entry in enumerate(entries)]

    def _row(self, part: str, number: int, entry: Any) -> Any:
        if isinstance(entry, str):
            entry = self._row_of_text(part, entry)
        if not isinstance(entry, dict):
            return entry
        at = f"{part}.{number}"
        row = {name: self._in_row(part, at, name, value) for name, value in entry.items()}
        return {name: value for name, value in row.items() if value is not _LEFT_OUT}

    def _row_of_text(self, part: str, text: str) -> Any:
        if part == "partners":
            return organisation(text, self._vocabulary, roles=True)
        if part == "conflicts":
            statement, sources = split_citations(text)
            return {"statement": statement, "sources": list(sources)}
        key = {"aliases": "text", "costs": "amount", "awards": "name", "practices": "title"}.get(part)
        return {key: text} if key else text

    def _in_row(self, part: str, at: str, name: str, value: Any) -> Any:
        if name == "sources":
            return self._citing(f"{at}.sources", value)
        if says_not_reported(value) or not isinstance(value, str):
            return None if says_not_reported(value) else value
        if scheme := _CONCEPTS_IN_ROWS.get(part, {}).get(name):
            return self._concept(f"{at}.{name}", value, self._vocabulary.scheme(scheme))
        if name in _NUMBERS_IN_ROWS.get(part, ()):
            return self._number(f"{at}.{name}", value)
        if name in _DATES_IN_ROWS.get(part, ()):
            return date_text(value)
        return self._city(f"{at}.city", value) if name == "city" else value

    def _citing(self, at: str, value: Any) -> Any:
        """The numbers a row cites, from a list, a single number or "3, 7"."""
        if says_not_reported(value):
            return None
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        numbers = source_numbers(text)
        if numbers is None:
            self._problem(at, "'%(text)s' is no list of source numbers. Write [3, 7].", text=text)
            return _LEFT_OUT
        return list(numbers)

    def _number(self, at: str, text: str) -> Any:
        if is_plain_number(text):
            return text
        self._problem(
            at,
            "'%(text)s' is not a plain number. Write digits with at most one point, such as 9069 or 2.5.",
            text=text,
        )
        return _LEFT_OUT

    def _concepts(self, name: str, value: Any) -> Any:
        scheme = self._vocabulary.scheme(_CONCEPT_LISTS[name])
        find = _sdg_target if name == "sdg_targets" else scheme.resolve
        whole = scheme.resolve(value) if isinstance(value, str) else None
        found = [whole] if whole else [self._concept(name, text, scheme, find) for text in _texts(value)]
        return list(dict.fromkeys(concept for concept in found if concept is not _LEFT_OUT))

    def _concept(
        self, at: str, text: Any, scheme: Scheme, find: Callable[[str], str | None] | None = None
    ) -> Any:
        concept = (find or scheme.resolve)(str(text))
        if concept is not None and concept in scheme:
            return concept
        known = {
            name_key(label): concept.id
            for concept in scheme
            for label in (concept.id, *concept.pref_label.values())
        }
        near = known.get(closest(name_key(str(text)), list(known)), "")
        hint = "Did you mean '%(near)s'?" if near else "The terms are in kb/vocab/data/%(scheme)s.yaml."
        self._problem(
            at,
            f"'%(text)s' is not a term of the scheme %(scheme)s. {hint}",
            text=text,
            scheme=scheme.name,
            near=near,
        )
        return _LEFT_OUT

    def _cities(self, value: Any) -> Any:
        whole = self._vocabulary.cities.resolve(value) if isinstance(value, str) else None
        found = [whole] if whole else [self._city("cities", text) for text in _texts(value)]
        return list(dict.fromkeys(city for city in found if city is not _LEFT_OUT))

    def _city(self, at: str, text: str) -> Any:
        city = self._vocabulary.cities.resolve(text)
        if city:
            return city
        unknown = unknown_city(text, self._vocabulary)
        self._problem(at, unknown.message, **unknown.params)
        return _LEFT_OUT

    def _lead(self, value: Any) -> Any:
        if isinstance(value, str):
            return organisation(value, self._vocabulary, roles=False)
        if (
            isinstance(value, dict)
            and isinstance(value.get("type"), str)
            and not says_not_reported(value["type"])
        ):
            kind = self._concept(
                "lead_organisation.type", value["type"], self._vocabulary.scheme("organisation-types")
            )
            return {name: text for name, text in (value | {"type": kind}).items() if text is not _LEFT_OUT}
        return value

    def _evidence(self, value: Any) -> Any:
        if not isinstance(value, dict) or not isinstance(value.get("level"), str):
            return value
        given = value["level"].strip()
        level = given[0] if re.match(r"^[0-5](?!\d)", given) else None
        found = level or self._concept("evidence.level", given, self._vocabulary.scheme("evidence-levels"))
        return {name: text for name, text in (value | {"level": found}).items() if text is not _LEFT_OUT}

    def _problem(self, at: str, message: str, **params: object) -> None:
        self._problems.append(Problem(at, message, params))


_LEFT_OUT = object()
_SINGLE_FIELDS: Mapping[str, Callable[[_Drafting, Any], Any]] = {
    "cities": _Drafting._cities,
    "lead_organisation": _Drafting._lead,
    "evidence": _Drafting._evidence,
    "keywords": lambda _, value: list(_texts(value)),
    "kind": lambda _, value: "-".join(name_key(str(value)).split()),
} | {name: (lambda _, value: date_text(value) if isinstance(value, str) else value) for name in _DATES}


def _texts(value: Any) -> Sequence[str]:
    """The entries of a list field, however it was written."""
    if isinstance(value, list):
        return [str(entry) for entry in value if entry is not None]
    return split_values(str(value))


def _sdg_target(text: str) -> str | None:
    match = _SDG_TARGET.search(text)
    return match[1] if match else None


def _tidied(value: Any) -> Any:
    """Every text of the fields in NFC and on one line."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, list):
        return [_tidied(entry) for entry in value]
    if isinstance(value, Mapping):
        return {name: _tidied(entry) for name, entry in value.items()}
    return value


def _nested(fields: Mapping[str, Any]) -> Row:
    """Dotted names as parts: {"evidence.level": 3} is {"evidence": {"level": 3}}. Beside an "evidence" that is no mapping the
    dotted name stays, and is refused as one that does not exist."""
    nested: Row = {}
    for name, value in fields.items():
        outer, dot, inner = name.partition(".")
        if dot and isinstance(part := nested.get(outer, {}), dict):
            nested[outer] = part | {inner: value}
        else:
            nested[name] = value
    return nested
