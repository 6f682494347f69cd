"""What stands beside the value of a figure, so that nothing in it is said twice."""

from __future__ import annotations

_PERCENT = "%"
_PERCENT_IS_CLOSE = frozenset({"en", "ja", "ko", "zh"})  # languages that write "28%"; others write "28 %"


def unit_beside(value: str, unit: str) -> str:
    """The unit without what the value as reported says already: "28%" of "% of flats" leaves "of flats".

    Words that end the value and begin the unit are said once, whatever their case; so is a unit with which the value
    begins ("grade 1"), and the sign of per cent, wherever in the value it stands.
    """
    words, said = unit.split(), value.casefold().split()
    if words and said[: len(words)] == [word.casefold() for word in words]:
        return ""
    if words[:1] == [_PERCENT] and _PERCENT in value:
        return " ".join(words[1:])
    for count in range(min(len(words), len(said)), 0, -1):
        if said[-count:] == [word.casefold() for word in words[:count]]:
            return " ".join(words[count:])
    return " ".join(words)


def gap_before(unit: str, language: str | None) -> str:
    """What stands between a value and its unit in a text of that language; nothing where there is no unit."""
    is_close = unit.startswith(_PERCENT) and (language or "en").partition("-")[0] in _PERCENT_IS_CLOSE
    return " " if unit and not is_close else ""
