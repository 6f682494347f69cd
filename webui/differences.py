"""What differs between two texts of a record, field by field; texts are compared word by word."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from kb.records import SECTION_NAMES, Record
from webui.field_labels import field_label

Kind = Literal["same", "removed", "added"]
LEAST_ALIKE = 0.4
# Pairs of equal words of two texts that are still compared: two English texts of 3,000 words have so many, and a word that is
# repeated a thousand times would take minutes.
MOST_PAIRS = 100_000


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that stands in both, only in the earlier, or only in the later."""

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs: both texts whole, and the runs that lead from one to the other."""

    name: str
    label: str
    before: str
    after: str
    runs: tuple[Run, ...]


def record_differences(before: Record, after: Record) -> tuple[Difference, ...]:
    """Every field and section whose text differs, in the order of the record."""
    earlier, later = _texts(before), _texts(after)
    names = list(dict.fromkeys([*earlier, *later]))
    return tuple(
        Difference(name, field_label(name), old, new, text_runs(old, new))
        for name in names
        if (old := earlier.get(name, "")) != (new := later.get(name, ""))
    )


def text_runs(before: str, after: str) -> tuple[Run, ...]:
    """The runs of words that turn one text into the other; texts that share little, or repeat so much that to compare them
    takes too long, are shown whole, one after the other."""
    old, new = _words(before), _words(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if _pairs(old, new) > MOST_PAIRS or matcher.ratio() < LEAST_ALIKE:
        whole = (Run(before, "removed"), Run("\n", "same"), Run(after, "added"))
        return tuple(run for run in whole if run.text.strip() or (before and after))
    return tuple(run for step in matcher.get_opcodes() for run in _step_runs(step, old, new))


def _pairs(old: list[str], new: list[str]) -> int:
    """How many words of one text equal a word of the other, each with each: what the comparison looks at again and again."""
    others = Counter(new)
    return sum(count * others[word] for word, count in Counter(old).items())


def _step_runs(step: tuple[str, int, int, int, int], old: list[str], new: list[str]) -> Iterator[Run]:
    tag, old_start, old_end, new_start, new_end = step
    if tag == "equal":
        yield Run("".join(old[old_start:old_end]), "same")
        return
    if old_end > old_start:
        yield Run("".join(old[old_start:old_end]), "removed")
    if new_end > new_start:
        yield Run("".join(new[new_start:new_end]), "added")


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)


def _texts(record: Record) -> dict[str, str]:
    """Each field as readable text; what was said to be not reported says so."""
    document = record.model_dump(mode="json")
    sections = document.pop("sections", None) or {}
    texts = {name: _text(value) for name, value in document.items()}
    return texts | {f"sections.{name}": _text(sections[name]) for name in SECTION_NAMES if name in sections}


def _text(value: Any) -> str:
    if value is None:
        return "Not reported"
    if isinstance(value, dict):
        if "raw" in value and "precision" in value:
            return str(value["raw"])
        return "; ".join(
            f"{name.replace('_', ' ')}: {_text(part)}" for name, part in value.items() if name != "id"
        )
    if isinstance(value, list):
        separator = "\n" if any(isinstance(part, dict) for part in value) else ", "
        return separator.join(_text(part) for part in value)
    return str(value)
