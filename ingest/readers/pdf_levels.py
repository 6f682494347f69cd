"""Which lines of a PDF are headings, and of which level: by size, below that by bold print.

Runs in the confined process.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ingest.readers.pdf_lines import Line

LARGER, SMALLER = 1.15, 0.93  # of the size of the text
ALIKE = 0.95  # sizes this near to each other are one
_LEVELS = 4
_BOLD_LEVEL = 5
_MOST_BOLD = 0.15  # of the letters; where more are bold, that marks no heading
_BOLD_LINES, _LONGEST_BOLD = 2, 120
_A_LITTLE_LARGER = 1.07
_GAP = 1.7
_OPENS = re.compile(r"[(¿¡“«\"']?[A-ZÀ-ÞĀ-Ž\d가-힣]")
_RUNS_ON = re.compile(r"[.,;:]\W*$")
_ENDS = re.compile(r"[.!?:;]\W*\d{0,3}$")


def body_size(lines: Iterable[Line]) -> float:
    """The size that most letters have."""
    counted: Counter[float] = Counter()
    for line in lines:
        counted[_rounded(line)] += len(line.text)
    return counted.most_common(1)[0][0] if counted else 0.0


def levels_of(lines: Sequence[Line], body: float) -> list[int]:
    """The heading level of each line: the largest size is 1, everything from the fourth larger size on alike, short lines
    in bold print below that; 0 for text."""
    by_size = _levels_by_size(lines, body)
    levels = [by_size.get(_rounded(line), 0) for line in lines]
    letters = sum(len(line.text) for line in lines)
    bold = sum(len(line.text) for line in lines if line.is_bold)
    if bold <= _MOST_BOLD * letters:
        for start, end in _bold_runs(lines, levels, body):
            if _is_bold_heading(lines, levels, start, end):
                levels[start:end] = [_BOLD_LEVEL] * (end - start)
    return levels


def _levels_by_size(lines: Iterable[Line], body: float) -> dict[float, int]:
    larger = sorted({size for line in lines if (size := _rounded(line)) >= body * LARGER}, reverse=True)
    levels: dict[float, int] = {}
    rank, largest = 0, float("inf")
    for size in larger:
        if size < largest * ALIKE:
            rank, largest = rank + 1, size
        levels[size] = min(rank, _LEVELS)
    return levels


def _bold_runs(lines: Sequence[Line], levels: Sequence[int], body: float) -> list[tuple[int, int]]:
    """Where lines in bold print, or a little larger than the text, begin and end."""
    runs: list[tuple[int, int]] = []
    for place, line in enumerate(lines):
        if levels[place] or not (line.is_bold or line.size >= body * _A_LITTLE_LARGER):
            continue
        if runs and runs[-1][1] == place and not _is_apart(lines[place - 1], line):
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _is_bold_heading(lines: Sequence[Line], levels: Sequence[int], start: int, end: int) -> bool:
    """Whether bold lines stand for themselves: few, short, no sentence, and neither continue one nor are continued."""
    text = " ".join(line.text for line in lines[start:end])
    if end - start > _BOLD_LINES or len(text) > _LONGEST_BOLD or _RUNS_ON.search(text):
        return False
    before = lines[start - 1] if start else None
    begins = (
        before is None or levels[start - 1] or _ENDS.search(before.text) or _is_apart(before, lines[start])
    )
    follows = end == len(lines) or lines[end].text[:1].isupper() or not lines[end].text[:1].isalpha()
    return bool(begins and follows and _OPENS.match(text))


def _is_apart(before: Line, line: Line) -> bool:
    return not 0 <= before.y - line.y <= _GAP * max(line.size, 1)


def _rounded(line: Line) -> float:
    return round(line.size * 2) / 2
