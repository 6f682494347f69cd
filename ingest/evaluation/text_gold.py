"""Documents with the main text that a person marked in them: a public benchmark of web pages, or any folder of files.

A folder for `--gold` is laid out as `gold_lines` says; a line has `file` (a path in the folder) and `main_text`. Lines
without `main_text` are for other measures and passed over.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ingest.evaluation.gold_lines import EXPECTED, gold_cases, gold_file
from ingest.readers import MEDIA_TYPE_OF_SUFFIX, read_bytes
from kb.errors import InvalidRecord, Problem

Half = Literal["dev", "test", ""]
BENCHMARK = "html_scrapinghub"
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
    texts = gold_cases(folder, lambda line: _entry(folder, line, max_bytes), "the operator guide")
    if not texts:
        raise InvalidRecord([Problem(str(folder / EXPECTED), "No line gives a `main_text`.")])
    return texts


def _entry(folder: Path, line: Mapping[str, Any], max_bytes: int) -> GoldText | None:
    if "main_text" not in line:
        return None
    file = gold_file(folder, line)
    if not isinstance(line["main_text"], str):
        raise InvalidRecord([Problem("main_text", "Write the main text as one text.")])
    media_type = MEDIA_TYPE_OF_SUFFIX.get(file.suffix.lower(), file.suffix)
    return GoldText(line["file"], read_bytes(file, max_bytes), media_type, line["main_text"])
