"""Pairing two lists one to one, as completely as their fit allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Left = TypeVar("Left")
Right = TypeVar("Right")


def unpaired(left: Sequence[Left], right: Sequence[Right], fits: Callable[[Left, Right], bool]) -> list[Left]:
    """What remains of `left` when as many of its members as possible have a fitting member of `right` to themselves
    (maximum bipartite matching by augmenting paths)."""
    candidates = [[at for at, member in enumerate(right) if fits(wanted, member)] for wanted in left]
    partner: dict[int, int] = {}

    def finds_partner(wanted: int, tried: set[int]) -> bool:
        for at in candidates[wanted]:
            if at in tried:
                continue
            tried.add(at)
            if at not in partner or finds_partner(partner[at], tried):
                partner[at] = wanted
                return True
        return False

    return [member for wanted, member in enumerate(left) if not finds_partner(wanted, set())]
