"""Write-ups with the tags that people decided on: of our own corpus, or of any folder in the documented layout.

A folder for `--gold` is laid out as `gold_lines` says; a line has `file` (a path in the folder) and any of `cities`,
`themes` (the primary theme first), `target_groups`, `instruments`, `sdg_targets` as lists of ids or labels; `language`
where the file does not say it; `half` ("dev" or "test"). A field that is left out was not decided and is not counted; an
empty list says that nothing fits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.discover import FoundFile, discover
from ingest.draft import draft
from ingest.evaluation.gold_lines import check_keys, gold_cases, gold_file
from ingest.evaluation.halves import Half, half_of, stated_half
from ingest.prepare import draft_texts
from ingest.readers import read
from kb.errors import InvalidRecord, Problem
from kb.records.workflow import TAGGED_FIELDS, TaggedField
from kb.vocab import Vocabulary

_KNOWN = frozenset((*TAGGED_FIELDS, "file", "language", "half"))
_SCHEMES = {"target_groups": "target-groups", "sdg_targets": "sdg-targets"}


@dataclass(frozen=True, slots=True)
class GoldCase:
    """The texts of a write-up by section, without anything its writer said about tags; `decided` holds that."""

    name: str
    language: str
    texts: Mapping[str, str]
    decided: Mapping[TaggedField, tuple[str, ...]]
    half: Half


def corpus_cases(folder: Path, vocabulary: Vocabulary, max_bytes: int) -> list[GoldCase]:
    """The originals of a corpus folder; their front matter is the decision. Raises InvalidRecord for an unreadable file."""
    return [
        _corpus_case(file, vocabulary, max_bytes)
        for file in discover([folder])
        if file.is_original and file.kind == "case-study"
    ]


def folder_cases(folder: Path, vocabulary: Vocabulary, max_bytes: int) -> list[GoldCase]:
    """The write-ups that `expected.jsonl` names. Raises InvalidRecord with every line that cannot be used."""
    return gold_cases(
        folder, lambda line: _folder_case(folder, line, vocabulary, max_bytes), "docs/tagging.md"
    )


def _corpus_case(file: FoundFile, vocabulary: Vocabulary, max_bytes: int) -> GoldCase:
    drafted = draft(read(file.path, max_bytes=max_bytes), vocabulary)
    decided = {
        name: tuple(map(str, found)) for name in TAGGED_FIELDS if (found := drafted.document.get(name))
    }
    language = str(drafted.document.get("language") or "en")
    return GoldCase(file.slug, language, draft_texts(drafted), decided, _half(None, decided, file.slug))


def _folder_case(folder: Path, line: Mapping[str, Any], vocabulary: Vocabulary, max_bytes: int) -> GoldCase:
    file = gold_file(folder, line)
    check_keys(line, _KNOWN)
    drafted = draft(read(file, max_bytes=max_bytes), vocabulary)
    decided = {name: _ids(name, line[name], vocabulary) for name in TAGGED_FIELDS if name in line}
    language = str(line.get("language") or drafted.document.get("language") or "en")
    half = _half(line.get("half"), decided, line["file"])
    return GoldCase(line["file"], language, draft_texts(drafted), decided, half)


def _half(given: object, decided: Mapping[TaggedField, tuple[str, ...]], name: str) -> Half:
    lead = decided.get("cities", ())[:1]
    return stated_half(given) or half_of(lead[0] if lead else name)


def _ids(name: TaggedField, values: object, vocabulary: Vocabulary) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise InvalidRecord([Problem(name, "Write a list of ids or labels, [] for none.")])
    resolve = (
        vocabulary.cities.resolve if name == "cities" else vocabulary.scheme(_SCHEMES.get(name, name)).resolve
    )
    found = {str(value): resolve(str(value)) for value in values}
    if unknown := [value for value, concept in found.items() if concept is None]:
        raise InvalidRecord([Problem(name, f"'{unknown[0]}' is not a term of its scheme.")])
    return tuple(concept for concept in found.values() if concept)
