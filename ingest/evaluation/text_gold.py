"""Documents with the main text that a person marked in them: a public benchmark of web pages, or any folder of files.

A folder for `--gold` holds files and `expected.jsonl`, one JSON object a line: `file` (a path in the folder) and
`main_text`. Lines without `main_text` are for other measures and passed over.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ingest.readers import MEDIA_TYPE_OF_SUFFIX, read_bytes
from kb.errors import InvalidRecord, Problem

Half = Literal["dev", "test", ""]
BENCHMARK = "html_scrapinghub"
EXPECTED = "expected.jsonl"
_LARGEST_PAGE = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class GoldText:
    """A document and its main text as expected. `half` is "dev" where the extractor was tuned on it, "" for a folder."""

    name: str
    content: bytes
    media_type: str
    main_text: str
    half: Half = ""


def benchmark_texts(folder: Path) -> Iterator[GoldText]:
    """The pages of the benchmark. Every second one by id, from the first, is the half our extractor was tuned on."""
    expected = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for number, name in enumerate(sorted(expected)):
        with gzip.open(folder / "html" / f"{name}.html.gz") as page:
            content = page.read(_LARGEST_PAGE)
        half: Half = "test" if number % 2 else "dev"
        yield GoldText(name, content, "text/html", str(expected[name]["articleBody"]), half)


def folder_texts(folder: Path, max_bytes: int) -> list[GoldText]:
    """The documents that `expected.jsonl` gives a main text for. Raises InvalidRecord with every line that is wrong."""
    path = folder / EXPECTED
    if not path.is_file():
        raise InvalidRecord(
            [Problem(str(path), "There is no such file. The operator guide shows the layout.")]
        )
    texts, problems = [], []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            entry = json.loads(line) if line.strip() else {}
            if not line.strip() or (isinstance(entry, dict) and "main_text" not in entry):
                continue
            texts.append(_entry(folder, entry, max_bytes))
        except InvalidRecord as error:
            problems += [Problem(f"{EXPECTED} line {number}", str(problem)) for problem in error.problems]
        except ValueError as error:
            problems.append(Problem(f"{EXPECTED} line {number}", f"This is no JSON object: {error}."))
    if not texts and not problems:
        problems.append(Problem(str(path), "No line gives a `main_text`."))
    if problems:
        raise InvalidRecord(problems)
    return texts


def _entry(folder: Path, entry: Any, max_bytes: int) -> GoldText:
    is_whole = (
        isinstance(entry, dict) and isinstance(entry.get("file"), str) and isinstance(entry["main_text"], str)
    )
    if not is_whole:
        raise InvalidRecord(
            [Problem("file", "Every line is an object with the texts `file` and `main_text`.")]
        )
    file = folder / entry["file"]
    if not file.resolve().is_relative_to(folder.resolve()):
        raise InvalidRecord([Problem("file", "The file lies outside the folder.")])
    media_type = MEDIA_TYPE_OF_SUFFIX.get(file.suffix.lower(), file.suffix)
    return GoldText(entry["file"], read_bytes(file, max_bytes), media_type, entry["main_text"])
