"""Themes and cities that the tagger finds in a text, offered in the form with the sentence they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ingest.tagging import suggest, texts_of, unsure
from kb.records import Assignment, Record
from kb.search.results import Fragment
from kb.vocab import Vocabulary
from webui.forms.quick import TEXT_LIMITS

OFFERED = ("cities", "themes")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One offered tag: `value` is what the tick box sends, `sentence` the text around the cue, cut into runs."""

    value: str
    label: str
    field: str
    sentence: tuple[Fragment, ...]


def typed_texts(answers: Mapping[str, Any], before: Record | None) -> dict[str, str]:
    """The texts to read: what the form holds now, and those parts of the record that the form does not show."""
    unseen = texts_of(before) if before else {}
    shown = ("title", "summary", *TEXT_LIMITS)
    return unseen | {name: answers[name] or "" for name in shown}


def offer_tags(
    texts: Mapping[str, str],
    text_language: str,
    chosen: Mapping[str, Iterable[str]],
    vocabulary: Vocabulary,
    language: str,
) -> tuple[Suggestion, ...]:
    """What the tagger suggests and the form does not hold yet; `chosen` are the ids it holds per field. Where neither has
    a city, those that the text may be about."""
    found = suggest(texts, text_language, vocabulary)
    if not any(chosen["cities"]) and not any(tag.field == "cities" for tag in found):
        found = (*found, *unsure(texts, text_language, vocabulary))
    return tuple(
        Suggestion(
            f"{tag.field}:{tag.concept}", _label(tag, vocabulary, language), tag.field, _around_cue(tag)
        )
        for tag in found
        if tag.field in OFFERED and tag.concept not in chosen[tag.field]
    )


def accept_tags(form: Any, accepted: Iterable[str], vocabulary: Vocabulary, language: str) -> None:
    """Write ticked suggestions into the form's own fields: an empty main field first, then the further ones."""
    for value in accepted:
        field, _colon, concept = value.partition(":")
        if field == "cities" and concept in vocabulary.cities:
            _accept_city(form, vocabulary.cities.full_label(concept, language))
        elif field == "themes" and concept in vocabulary.scheme("themes"):
            _accept_theme(form, concept, may_lead=vocabulary.scheme("themes")[concept].primary)


def assignments_for(
    record: Record, before: Record | None, login: str, vocabulary: Vocabulary
) -> tuple[Assignment, ...]:
    """The tagger's suggestions for a record about to be saved; those that this save takes up are marked as accepted."""
    return tuple(
        replace(found, decision="accepted", decided_by=login)
        if _is_taken_up(found, record, before)
        else found
        for found in suggest(texts_of(record), record.language, vocabulary)
    )


def _is_taken_up(found: Assignment, record: Record, before: Record | None) -> bool:
    held = getattr(before, found.field) if before else ()
    return found.concept in getattr(record, found.field) and found.concept not in held


def _accept_city(form: Any, name: str) -> None:
    if not form.city.data:
        form.city.data = name
    elif name != form.city.data:
        form.other_cities.data = "; ".join(filter(None, (form.other_cities.data, name)))


def _accept_theme(form: Any, theme: str, *, may_lead: bool) -> None:
    if may_lead and not form.primary_theme.data:
        form.primary_theme.data = theme
    elif theme != form.primary_theme.data:
        form.further_themes.data = [*(form.further_themes.data or ()), theme]


def _label(found: Assignment, vocabulary: Vocabulary, language: str) -> str:
    if found.field == "cities":
        return vocabulary.cities.full_label(found.concept, language)
    return vocabulary.scheme("themes").label(found.concept, language)


def _around_cue(found: Assignment) -> tuple[Fragment, ...]:
    before, cue, after = found.sentence.partition(found.cue) if found.cue else (found.sentence, "", "")
    runs = (Fragment(before), Fragment(cue, matched=True), Fragment(after))
    return tuple(run for run in runs if run.text)
