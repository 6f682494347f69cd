"""Translations beside their original: each keeps the number of the revision it was made from."""

from __future__ import annotations

from typing import Any

from kb.errors import InvalidRecord, Problem
from kb.records import Record, Translation


def with_translation(record: Record, translation: Translation, original_revision: int) -> Record:
    """The record with this translation in the place of an earlier one; `record` itself when it says the same.

    Raises InvalidRecord when the translation is in the original's language.
    """
    if translation.language == record.language:
        message = "The original is in %(language)s already; a translation needs another language."
        raise InvalidRecord([Problem("language", message, {"language": record.language})])
    known = record.in_language(translation.language)
    if known is not None and _text(known) == _text(translation):
        return record
    others = [text for text in record.translations if text.language != translation.language]
    made_from = _made_from(translation, known, original_revision)
    return _with_texts(record, [*others, translation.with_changes(of_revision=made_from)])


def merged_translations(record: Record, head: Record | None, revision: int) -> Record:
    """The record of a file with the translations it brings, and those of the head that it does not bring.

    A text that says the same as before keeps its `of_revision`; a new one was made from `revision`, the one to come.
    """
    before = {text.language: text for text in head.translations} if head else {}
    before.pop(record.language, None)
    brought = [_with_origin(text, before.get(text.language), revision) for text in record.translations]
    languages = {text.language for text in brought}
    kept = [text for language, text in before.items() if language not in languages]
    return _with_texts(record, [*brought, *kept]) if brought or kept else record


def _with_origin(text: Translation, known: Translation | None, revision: int) -> Translation:
    if known is not None and _text(known) == _text(text):
        return known
    return text if text.of_revision else text.with_changes(of_revision=_made_from(text, known, revision))


def _made_from(text: Translation, known: Translation | None, revision: int) -> int | None:
    """The revision that a text is a translation of: with other keywords, which are none, it is that of the known one."""
    same = known is not None and _translated(known) == _translated(text)
    return known.of_revision if known is not None and same else revision


def _translated(translation: Translation) -> dict[str, Any]:
    return _text(translation) | {"keywords": None}


def _with_texts(record: Record, texts: list[Translation]) -> Record:
    ordered = tuple(sorted(texts, key=lambda text: text.language))
    return record.model_copy(update={"translations": ordered})


def _text(translation: Translation) -> dict[str, Any]:
    return translation.model_dump(mode="json") | {"of_revision": None}
