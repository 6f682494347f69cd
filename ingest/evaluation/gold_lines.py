"""A folder for `--gold`: files and `expected.jsonl`, which says of each, in one JSON object a line, what a person found in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from kb.errors import InvalidRecord, Problem

EXPECTED = "expected.jsonl"
Case = TypeVar("Case")


def gold_cases(
    folder: Path, case_of: Callable[[Mapping[str, Any]], Case | None], described_in: str
) -> list[Case]:
    """What `case_of` makes of each line, without those it makes None of. `described_in` is where the layout stands.

    Raises InvalidRecord with every line that cannot be used.
    """
    path = folder / EXPECTED
    if not path.is_file():
        message = f"There is no such file. See the layout in {described_in}."
        raise InvalidRecord([Problem(str(path), message)])
    cases: list[Case] = []
    problems: list[Problem] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            case = case_of(_object(line)) if line.strip() else None
        except InvalidRecord as error:
            place = f"{EXPECTED} line {number}"
            problems += [Problem(place, "%(why)s", {"why": str(problem)}) for problem in error.problems]
        else:
            cases += [case] if case is not None else []
    if problems:
        raise InvalidRecord(problems)
    return cases


def gold_file(folder: Path, line: Mapping[str, Any]) -> Path:
    """The file that a line is about. Raises InvalidRecord when it names none, or one outside the folder."""
    name = line.get("file")
    if not isinstance(name, str):
        raise InvalidRecord([Problem("file", "Every line is an object that names its `file`.")])
    file = folder / name
    if not file.resolve().is_relative_to(folder.resolve()):
        raise InvalidRecord([Problem("file", "The file lies outside the folder.")])
    return file


def check_keys(line: Mapping[str, Any], known: frozenset[str]) -> None:
    """Raises InvalidRecord for a key that does not exist, which would go unnoticed."""
    if unknown := sorted(set(line) - known):
        message = f"There is no such key. Keys: {', '.join(sorted(known))}."
        raise InvalidRecord([Problem(unknown[0], message)])


def _object(line: str) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise InvalidRecord([Problem("", "This is no JSON object: %(why)s.", {"why": error})]) from error
    if not isinstance(found, dict):
        raise InvalidRecord([Problem("file", "Every line is an object that names its `file`.")])
    return found
