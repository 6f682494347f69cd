"""From the quick form to a record and back. `quick_values` fills the form, `with_quick_answers` takes the answers over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ingest.normalise import split_entries
from kb.errors import InvalidRecord, Problem
from kb.records import Record, Source, says_not_reported
from kb.vocab import CityAuthority, Vocabulary
from webui.forms.document_changes import (
    Document,
    Values,
    date_answer,
    not_reported_text,
    put,
    reordered,
    shown_text,
    to_record,
    typed,
)
from webui.forms.quick import TEXT_LIMITS
from webui.forms.repeated_rows import too_many_rows

FIELD_NAMES = {
    "cities": "city",
    "themes": "primary_theme",
    "lead_organisation": "lead_name",
    "lead_organisation.type": "lead_type",
    "contact": "contact_email",
    "sections": "problem",
    "language": "language",
}
_MULTILINE = ("summary", *TEXT_LIMITS)
_DATES = ("started", "ended")
_SOURCE_CELLS = ("title", "url", "publisher", "issued")
_CONTACT_CELLS = ("name", "unit", "email")
EMPTY: Values = {
    **dict.fromkeys(
        (
            "title",
            "summary",
            "stage",
            *_DATES,
            *TEXT_LIMITS,
            "city",
            "other_cities",
            "lead_name",
            "lead_type",
        ),
        "",
    ),
    "language": "",
    "primary_theme": "",
    "further_themes": [],
    "sources": [],
    **dict.fromkeys((f"contact_{name}" for name in _CONTACT_CELLS), ""),
}


def quick_values(record: Record, vocabulary: Vocabulary, language: str) -> Values:
    """What the form shows of a record; city names in the reader's `language`."""
    text = record.language
    names = [vocabulary.cities.full_label(city, language) for city in record.cities]
    return {
        "title": record.title,
        "language": text,
        "summary": shown_text(record, "summary", text),
        "stage": record.stage or "",
        **{name: shown_text(record, name, text) for name in _DATES},
        **{name: shown_text(record.sections, name, text) for name in TEXT_LIMITS},
        "city": names[0] if names else "",
        "other_cities": "; ".join(names[1:]),
        **_lead_values(record),
        "primary_theme": record.primary_theme or "",
        "further_themes": list(record.themes[1:]),
        "sources": [_source_values(source) for source in record.sources],
        **{f"contact_{name}": shown_text(record.contact, name, text) for name in _CONTACT_CELLS},
    }


def with_quick_answers(
    answers: Mapping[str, Any], before: Record | None, slug: str, vocabulary: Vocabulary, language: str
) -> Record:
    """The record after the form: `before` with the answers that differ from what was shown of it.

    Raises InvalidRecord with every problem at once.
    """
    values = typed(answers, _MULTILINE)
    shown = typed(quick_values(before, vocabulary, language), _MULTILINE) if before else EMPTY
    document: Document = before.model_dump(mode="json") if before else {"slug": slug}
    changed = {name for name, old in shown.items() if values[name] != old}
    problems = [*too_many_rows("sources", values["sources"], before.sources if before else ())]
    _put_texts(document, values, changed)
    if changed & {"city", "other_cities"}:
        put(document, "cities", _cities(values, vocabulary.cities, language, problems))
    if changed & {"lead_name", "lead_type"}:
        _put_lead(document, values, problems)
    if changed & {"primary_theme", "further_themes"}:
        put(document, "themes", _themes(values, before.themes if before else ()))
    if "sources" in changed:
        put(document, "sources", _sources(values["sources"], before))
    if changed & {f"contact_{name}" for name in _CONTACT_CELLS}:
        _put_contact(document, values)
    return _checked(document, problems)


def _checked(document: Document, problems: list[Problem]) -> Record:
    try:
        record = to_record(document)
    except InvalidRecord as error:
        raise InvalidRecord([*problems, *error.problems]) from error
    if problems:
        raise InvalidRecord(problems)
    return record


def _put_texts(document: Document, values: Values, changed: set[str]) -> None:
    for name in ("title", "language", "summary", "stage"):
        if name in changed:
            put(document, name, values[name])
    for name in changed & set(_DATES):
        put(document, name, date_answer(values[name]))
    sections = dict(document.get("sections") or {})
    for name in TEXT_LIMITS:
        if name in changed:
            put(sections, name, values[name])
    if sections != (document.get("sections") or {}):
        put(document, "sections", sections)


def _cities(values: Values, authority: CityAuthority, language: str, problems: list[Problem]) -> list[str]:
    found = []
    for field, name in (
        ("city", values["city"]),
        *(("other_cities", n) for n in split_entries(values["other_cities"])),
    ):
        city = authority.resolve(name) if name else None
        if city:
            found.append(city)
        elif name:
            problems.append(_unknown_city(field, name, authority, language))
    if values["other_cities"] and not values["city"]:
        problems.append(Problem("city", "Name the city that leads first."))
    return list(dict.fromkeys(found))


def _unknown_city(field: str, name: str, authority: CityAuthority, language: str) -> Problem:
    """The names to choose from, as the form understands them."""
    several = authority.candidates(name)
    labels = [authority.full_label(city, language) for city in several or authority.similar(name)]
    params = {"name": name, "near": "; ".join(labels)}
    if several:
        return Problem(field, "Several cities are called '%(name)s'. Write which one: %(near)s.", params)
    if labels:
        return Problem(field, "'%(name)s' is not in the list of cities. Did you mean %(near)s?", params)
    return Problem(
        field,
        "'%(name)s' is not in the list of cities. Write its usual English name, with the country after a comma, or leave "
        "this empty in your draft and ask the editors in a comment to add the city.",
        {"name": name},
    )


def city_of(answers: Mapping[str, Any], vocabulary: Vocabulary) -> str | None:
    """The id of the lead city typed, None when it is not known."""
    return vocabulary.cities.resolve(answers["city"] or "") or None


def _lead_values(record: Record) -> Values:
    lead = record.lead_organisation
    if "lead_organisation" in record.not_reported:
        return {"lead_name": not_reported_text(record.language), "lead_type": ""}
    return {"lead_name": lead.name if lead else "", "lead_type": (lead and lead.type) or ""}


def _put_lead(document: Document, values: Values, problems: list[Problem]) -> None:
    name, kind = values["lead_name"], values["lead_type"]
    if kind and not name:
        problems.append(Problem("lead_organisation", "Name the organisation of this type."))
    if not name or says_not_reported(name):
        put(document, "lead_organisation", name)
        return
    lead = dict(document.get("lead_organisation") or {})
    put(lead, "name", name)
    put(lead, "type", kind)
    document["lead_organisation"] = lead


def _themes(values: Values, before: Sequence[str]) -> list[str]:
    primary = values["primary_theme"]
    further = [theme for theme in values["further_themes"] if theme != primary]
    return ([primary] if primary else []) + reordered(before, further)


def _source_values(source: Source) -> Values:
    return {"n": str(source.n), **{name: shown_text(source, name, "en") for name in _SOURCE_CELLS}}


def _sources(rows: Sequence[Mapping[str, Any]], before: Record | None) -> list[Document]:
    known = {str(source.n): source for source in before.sources} if before else {}
    return [_source(row, known.get(row["n"])) for row in rows if any(row[name] for name in _SOURCE_CELLS)]


def _source(row: Mapping[str, Any], before: Source | None) -> Document:
    document: Document = before.model_dump(mode="json") if before else {"n": row["n"]}
    shown = _source_values(before) if before else dict.fromkeys(_SOURCE_CELLS, "")
    for name in _SOURCE_CELLS:
        if row[name] != shown[name]:
            put(document, name, date_answer(row[name]) if name == "issued" else row[name])
    document |= row.get("read", {})
    return document


def _put_contact(document: Document, values: Values) -> None:
    contact = dict(document.get("contact") or {})
    for name in _CONTACT_CELLS:
        put(contact, name, values[f"contact_{name}"])
    put(document, "contact", contact)
