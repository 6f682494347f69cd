"""Write-ups with the tags that people decided on: of our own corpus, or of any folder in the documented layout.

A folder for `--gold` holds the write-ups and `expected.jsonl`, one JSON object a line: `file` (a path in the folder),
and any of `cities`, `themes` (the primary theme first), `target_groups`, `instruments`, `sdg_targets` as lists of ids or
labels; `language` where the file does not say it; `half` ("dev" or "test"). A field that is left out was not decided
and is not counted; an empty list says that nothing fits.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from ingest.discover import FoundFile, discover
from ingest.draft import draft
from ingest.prepare import draft_texts
from ingest.readers import read
from kb.errors import InvalidRecord, Problem
from kb.records.workflow import TaggedField
from kb.vocab import Vocabulary

Half = Literal["dev", "test"]
EXPECTED = "expected.jsonl"
FIELDS: tuple[TaggedField, ...] = get_args(TaggedField)
_KNOWN = frozenset((*FIELDS, "file", "language", "half"))
_SCHEMES = {"target_groups": "target-groups", "sdg_targets": "sdg-targets"}


@dataclass(frozen=True, slots=True)
class GoldCase:
    """The texts of a write-up by section, without anything its writer said about tags; `decided` holds that."""

    name: str
    language: str
    texts: Mapping[str, str]
    decided: Mapping[TaggedField, tuple[str, ...]]
    half: Half


def half_of(name: str) -> Half:
    """The half of a lead city (or, without one, of a file): "dev" when the first hex digit of the SHA-256 of the id in
    UTF-8 is even. All records of a city fall into one half, so nothing learnt about a city helps with its records."""
    return "dev" if int(hashlib.sha256(name.encode()).hexdigest()[0], 16) % 2 == 0 else "test"


def corpus_cases(folder: Path, vocabulary: Vocabulary, max_bytes: int) -> list[GoldCase]:
    """The originals of a corpus folder; their front matter is the decision. Raises InvalidRecord for an unreadable file."""
    return [
        _corpus_case(file, vocabulary, max_bytes)
        for file in discover([folder])
        if file.is_original and file.kind == "case-study"
    ]


def folder_cases(folder: Path, vocabulary: Vocabulary, max_bytes: int) -> list[GoldCase]:
    """The write-ups that `expected.jsonl` names. Raises InvalidRecord with every line that cannot be used."""
    cases, problems = [], []
    for number, line in _lines(folder / EXPECTED):
        try:
            cases.append(_folder_case(folder, json.loads(line), vocabulary, max_bytes))
        except InvalidRecord as error:
            problems += [Problem(f"{EXPECTED} line {number}", str(problem)) for problem in error.problems]
        except ValueError as error:
            problems.append(Problem(f"{EXPECTED} line {number}", f"This is no JSON object: {error}."))
    if problems:
        raise InvalidRecord(problems)
    return cases


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    if not path.is_file():
        raise InvalidRecord([Problem(str(path), "There is no such file. See the layout in docs/tagging.md.")])
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.strip():
            yield number, line


def _corpus_case(file: FoundFile, vocabulary: Vocabulary, max_bytes: int) -> GoldCase:
    drafted = draft(read(file.path, max_bytes=max_bytes), vocabulary)
    decided = {name: tuple(map(str, found)) for name in FIELDS if (found := drafted.document.get(name))}
    language = str(drafted.document.get("language") or "en")
    return GoldCase(file.slug, language, draft_texts(drafted), decided, _half(None, decided, file.slug))


def _folder_case(folder: Path, line: Any, vocabulary: Vocabulary, max_bytes: int) -> GoldCase:
    if not isinstance(line, dict) or not isinstance(line.get("file"), str):
        raise InvalidRecord([Problem("file", "Every line is an object that names its `file`.")])
    if unknown := sorted(set(line) - _KNOWN):
        raise InvalidRecord(
            [Problem(unknown[0], f"There is no such key. Keys: {', '.join(sorted(_KNOWN))}.")]
        )
    drafted = draft(read(folder / line["file"], max_bytes=max_bytes), vocabulary)
    decided = {name: _ids(name, line[name], vocabulary) for name in FIELDS if name in line}
    language = str(line.get("language") or drafted.document.get("language") or "en")
    half = _half(line.get("half"), decided, line["file"])
    return GoldCase(line["file"], language, draft_texts(drafted), decided, half)


def _half(given: object, decided: Mapping[TaggedField, tuple[str, ...]], name: str) -> Half:
    if given not in (None, "dev", "test"):
        raise InvalidRecord([Problem("half", f"'{given}' is neither dev nor test.")])
    lead = decided.get("cities", ())[:1]
    return "dev" if given == "dev" else "test" if given == "test" else half_of(lead[0] if lead else name)


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
