"""What stands beside the value of a figure, so that nothing in it is said twice."""

from __future__ import annotations

_PERCENT = "%"


def unit_beside(value: str, unit: str) -> str:
    """The unit without what the value as reported says already: "28%" of "% of flats" leaves "of flats".

    Words that end the value and begin the unit are said once, whatever their case; so is the sign of per cent, wherever
    in the value it stands.
    """
    words, said = unit.split(), value.casefold().split()
    if words[:1] == [_PERCENT] and _PERCENT in value:
        return " ".join(words[1:])
    for count in range(min(len(words), len(said)), 0, -1):
        if said[-count:] == [word.casefold() for word in words[:count]]:
            return " ".join(words[count:])
    return " ".join(words)
