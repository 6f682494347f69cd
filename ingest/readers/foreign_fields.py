"""Front matter of other sites' Markdown: what of it says who wrote what and when, and what of it is text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.normalise import closest, one_line
from ingest.readers.document_dates import day_of
from ingest.readers.html_head import language_tag
from ingest.readers.markdown_text import escaped
from ingest.readers.outline import Block
from ingest.readers.write_up import DocumentFacts
from kb.errors import Problem
from kb.records import Record

_OURS = frozenset(Record.model_fields) - {"not_reported", "translations"} | {"translation"}
# Ours too, but anybody's: they do not show that a file was written in our form.
_ANYBODYS = frozenset(
    (
        "title",
        "language",
        "slug",
        "summary",
        "keywords",
        "license",
        "contact",
        "partners",
        "sources",
        "awards",
    )
)
_LANGUAGE = ("language", "lang", "locale")
_SUMMARY = ("summary", "description", "excerpt", "abstract", "mission", "subtitle", "tagline")
_PUBLISHED = ("date", "published", "publishdate", "published_at", "createdat", "created", "pubdate", "issued")
_MODIFIED = ("updated", "modified", "lastmod", "updatedat", "last_modified", "dateupdated")
_AUTHOR = ("author", "authors", "creator")
_PUBLISHER = ("publisher", "organisation", "organization")
_FACTS = frozenset((*_LANGUAGE, *_PUBLISHED, *_MODIFIED, *_AUTHOR, *_PUBLISHER, "title"))
_READ = _FACTS | frozenset(_SUMMARY)
_FEWEST_WORDS = 6


@dataclass(frozen=True, slots=True)
class ForeignFields:
    """What front matter gives: facts, a summary, text to be kept under its name, and warnings of what is left."""

    facts: DocumentFacts
    summary: str
    texts: tuple[Block, ...]
    warnings: tuple[Problem, ...]


def are_foreign(fields: Mapping[str, object]) -> bool:
    """Whether front matter is another site's: it has a title and no field that is ours alone, and either one that is
    unlike any of ours, or nothing but anybody's fields without the language that ours must name."""
    names = {name.partition(".")[0] for name in fields}
    if "title" not in names or names & (_OURS - _ANYBODYS):
        return False
    unknown = names - _OURS
    if not unknown:
        return "language" not in names
    return any(not closest(name, sorted(_OURS)) for name in unknown)


def read_foreign(fields: Mapping[str, object]) -> ForeignFields:
    """The fields by the names that site generators use for them. Nested ones and addresses are not taken over."""
    plain = {name.lower(): one_line(value) for name, value in fields.items() if isinstance(value, str)}
    facts = DocumentFacts(
        title=plain.get("title", ""),
        language=language_tag(_first(plain, _LANGUAGE)),
        published=day_of(_first(plain, _PUBLISHED)),
        modified=day_of(_first(plain, _MODIFIED)),
        author=_first(plain, _AUTHOR),
        publisher=_first(plain, _PUBLISHER),
    )
    summary = _first(plain, _SUMMARY)
    texts = {name: text for name, text in plain.items() if text != summary and _is_text(name, text)}
    left = [name for name in fields if name.lower() not in texts and name.lower() not in _READ]
    blocks = tuple(Block(0, "", f"**{name}:** {escaped(text)}") for name, text in texts.items())
    return ForeignFields(facts, summary, blocks, tuple(_warning(left)))


def _first(fields: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((fields[name] for name in names if fields.get(name)), "")


def _is_text(name: str, text: str) -> bool:
    """Sentences that are no fact. What holds an address is somebody's contact, which a record never shows."""
    return name not in _FACTS and name != "contact" and len(text.split()) >= _FEWEST_WORDS and "@" not in text


def _warning(left: list[str]) -> Iterator[Problem]:
    if left:
        yield Problem(
            "", "Fields of the file that were not taken over: %(names)s.", {"names": ", ".join(left)}
        )
