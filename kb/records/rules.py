"""The three rule sets: what a record needs to be imported, submitted and published.

Each returns every problem at once as data; an empty tuple means the record passes.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from kb.errors import Problem
from kb.records.citations import cited_numbers
from kb.records.parts import SECTION_NAMES, Translation
from kb.records.record import Record
from kb.vocab import Vocabulary

TITLE_LIMIT = 120
SUMMARY_LIMIT = 500
KEYWORDS_LIMIT = 30
KEYWORD_LENGTH = 60
NEVER_PRIMARY = "planning-regeneration"

_SCHEME_OF_FIELD = {
    "themes": "themes",
    "instruments": "instruments",
    "target_groups": "target-groups",
    "reached_groups": "target-groups",
    "sdg_targets": "sdg-targets",
}
_SCHEME_OF_SINGLE = {"jurisdiction": "government-levels", "scale": "scales"}
_SCHEME_OF_PART = {"type": "organisation-types", "role": "partner-roles"}
_CITED = ("reported_results", "costs", "timeline", "conflicts", "practice_transfers", "practices", "awards")
# What pydantic says in its own terms, in the reader's.
_PLAIN_MESSAGES = {
    "missing": "This field is needed.",
    "extra_forbidden": "There is no field of this name. Check its spelling.",
    "string_too_short": "Write something, or leave the field out.",
    "model_type": "Write this as named parts, such as {name: …}.",
    "model_attributes_type": "Write this as named parts, such as {name: …}.",
    "tuple_type": "Write this as a list, such as [first, second].",
}
_ANSWERED_TO_PUBLISH = (
    "jurisdiction",
    "scale",
    "instruments",
    "target_groups",
    "started",
    "lead_organisation",
    "reported_results",
    "costs",
)
_SECTIONS_TO_PUBLISH = tuple(
    name for name in SECTION_NAMES if name not in ("other", "legal_basis", "participation")
)


def problems_of(error: ValidationError) -> tuple[Problem, ...]:
    """Every complaint of pydantic as a `Problem` on its dotted field."""
    return tuple(
        _problem(
            ".".join(str(step) for step in complaint["loc"]),
            _PLAIN_MESSAGES.get(complaint["type"], complaint["msg"]),
        )
        for complaint in error.errors(include_url=False)
    )


def _problem(field: str, message: str) -> Problem:
    return Problem(field, message.removeprefix("Value error, ").replace("%", "%%"))


def import_problems(record: Record, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    """Title, language, a city, some text, and only concepts that exist. (Title and language the type itself demands.)"""
    return (
        *_missing_place_or_text(record),
        *_unknown_concepts(record, vocabulary),
        *_dangling_citations(record),
    )


def submit_problems(record: Record, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    """The quick form: title, summary, city, lead organisation, primary theme, stage, contact; and the length limits.

    What the author of a text can mend best is said now and not by an editor: a source that is cited and not listed, an
    end before the beginning.
    """
    return (
        *_unknown_concepts(record, vocabulary),
        *_quick_form_gaps(record),
        *length_problems(record),
        *_dangling_prose(record),
        *_ends_before_it_begins(record),
    )


def publish_problems(record: Record, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    """The import rules, plus summary, theme, a source, license, evidence with reason; each other field answered."""
    return (
        *import_problems(record, vocabulary),
        *_dangling_prose(record),
        *_ends_before_it_begins(record),
        *_publish_gaps(record),
        *length_problems(record),
        *_unanswered(record),
    )


def length_problems(text: Record | Translation) -> Iterator[Problem]:
    """What is longer in one language than a page has room for."""
    for field, written, limit in (
        ("title", text.title, TITLE_LIMIT),
        ("summary", text.summary or "", SUMMARY_LIMIT),
    ):
        if len(written) > limit:
            message = "%(length)s characters; shorten it to %(limit)s."
            yield Problem(field, message, {"length": len(written), "limit": limit})
    if len(text.keywords) > KEYWORDS_LIMIT:
        message = "%(count)s keywords; keep the %(limit)s that tell most."
        yield Problem("keywords", message, {"count": len(text.keywords), "limit": KEYWORDS_LIMIT})
    for keyword in text.keywords:
        if len(keyword) > KEYWORD_LENGTH:
            message = "'%(keyword)s …' has %(length)s characters; a keyword has at most %(limit)s."
            params = {"keyword": keyword[:20], "length": len(keyword), "limit": KEYWORD_LENGTH}
            yield Problem("keywords", message, params)


def _missing_place_or_text(record: Record) -> Iterator[Problem]:
    if not record.cities:
        yield Problem(
            "cities",
            "No city is named and none was found in the text. Name the city, for example `cities: [seoul]`.",
        )
    if not record.summary and not record.sections.texts():
        yield Problem("sections", "There is no text. Add a summary or at least one section.")


def _unknown_concepts(record: Record, vocabulary: Vocabulary) -> Iterator[Problem]:
    for field, scheme, concept in _named_concepts(record):
        if concept not in vocabulary.scheme(scheme):
            yield Problem(
                field,
                "'%(concept)s' is not a term of the scheme %(scheme)s.",
                {"concept": concept, "scheme": scheme},
            )
    for field, city in _named_cities(record):
        if city not in vocabulary.cities:
            yield Problem(
                field,
                "'%(city)s' is not in the city authority file. Use an id or name from it, "
                "or ask for the city to be added.",
                {"city": city},
            )
    if record.primary_theme == NEVER_PRIMARY:
        yield Problem(
            "themes", "'planning-regeneration' can only be a further theme. Put another theme first."
        )


def _named_concepts(record: Record) -> Iterator[tuple[str, str, str]]:
    """Field, scheme and concept id, for every concept that the record names."""
    for field, scheme in _SCHEME_OF_FIELD.items():
        yield from ((field, scheme, concept) for concept in getattr(record, field))
    for field, scheme in _SCHEME_OF_SINGLE.items():
        if concept := getattr(record, field):
            yield field, scheme, concept
    if record.lead_organisation and record.lead_organisation.type:
        yield "lead_organisation.type", "organisation-types", record.lead_organisation.type
    for number, partner in enumerate(record.partners):
        for name, scheme in _SCHEME_OF_PART.items():
            if concept := getattr(partner, name):
                yield f"partners.{number}.{name}", scheme, concept


def _named_cities(record: Record) -> Iterator[tuple[str, str]]:
    yield from (("cities", city) for city in record.cities)
    for number, transfer in enumerate(record.practice_transfers):
        if transfer.city:
            yield f"practice_transfers.{number}.city", transfer.city


def _dangling_citations(record: Record) -> Iterator[Problem]:
    known = {source.n for source in record.sources}
    for field in _CITED:
        for part in getattr(record, field):
            for number in part.sources:
                if number not in known:
                    yield Problem(
                        field,
                        "Row %(row)s cites source %(number)s, which is not in the list of sources.",
                        {"row": part.id, "number": number},
                    )


def _dangling_prose(record: Record) -> Iterator[Problem]:
    """Citations such as [8,11] in the prose that no source of the record bears."""
    known = {source.n for source in record.sources}
    for name, text in record.sections.texts().items():
        for number in sorted(cited_numbers(text) - known):
            yield Problem(
                f"sections.{name}",
                "The text cites source %(number)s, which is not in the list of sources.",
                {"number": number},
            )


def _ends_before_it_begins(record: Record) -> Iterator[Problem]:
    first = record.started.earliest if record.started else None
    last = record.ended.latest if record.ended else None
    if first and last and last < first:
        yield Problem(
            "ended",
            "It ends (%(ended)s) before it begins (%(started)s).",
            {"ended": str(record.ended), "started": str(record.started)},
        )


def _quick_form_gaps(record: Record) -> Iterator[Problem]:
    for field, what in (
        ("summary", "a summary"),
        ("cities", "the city"),
        ("lead_organisation", "the lead organisation"),
        ("themes", "the main theme"),
        ("stage", "the stage"),
    ):
        if not getattr(record, field):
            yield Problem(field, "Give %(what)s.", {"what": what})
    contact = record.contact
    if contact is None or not (contact.name or contact.unit or contact.email):
        yield Problem("contact", "Give %(what)s.", {"what": "a contact"})


def _publish_gaps(record: Record) -> Iterator[Problem]:
    for field, what in (
        ("summary", "a summary"),
        ("themes", "a theme"),
        ("sources", "at least one source"),
        ("license", "a licence"),
        ("evidence", "an evidence level with its reason"),
    ):
        if not getattr(record, field):
            yield Problem(field, "Publishing needs %(what)s.", {"what": what})
    if record.evidence and not record.evidence.reason:
        yield Problem(
            "evidence",
            "Say in one line why the evidence level is %(level)s.",
            {"level": record.evidence.level},
        )


def _unanswered(record: Record) -> Iterator[Problem]:
    if record.kind == "event":
        return
    unanswered = [name for name in _ANSWERED_TO_PUBLISH if not record.was_asked(name)]
    unanswered += [f"sections.{name}" for name in _SECTIONS_TO_PUBLISH if not record.sections.was_asked(name)]
    for name in unanswered:
        yield Problem(name, "Not answered. Fill it in, or say that it is not reported.")
