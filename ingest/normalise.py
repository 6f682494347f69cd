"""Text, dates, numbers and citations of a write-up in the spelling of the record. Nothing is guessed: what cannot be
read is given back as it came, and the record's own checks then name it.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Sequence

from kb.records import says_not_reported
from kb.vocab.labels import name_key

_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
# Control characters, and halves of surrogate pairs, which JSON in a page may hold and nothing can store.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LONGEST_SOURCE_NUMBER, _LONGEST_WHOLE_NUMBER = 4, 9  # digits
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_CITATION = r"\[\d{1,4}(?:\s*[,;]\s*\d{1,4})*\]"
_WHOLE_CITATION = re.compile(_CITATION)
# Read from documents of anybody: an opening bracket that is never closed must not be looked for to the end of the text
# from each that follows, nor a run of empty lines from each line.
_LINK = re.compile(r"\[([^\[\]]*)\]\([^)\[]*\)")
_MARKUP = re.compile(r"^[^\S\n]*(?:#{1,6}\s+|[-*+>]\s+|\d+[.)]\s+|\|)|[*`|\\]|(?<!\w)_|_(?!\w)", re.MULTILINE)
_NEIGHBOURS = re.compile(rf"{_CITATION}(?:[ ,]*{_CITATION})+")

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january enero ene janvier janv", "feb february febrero febr fevrier fevr", "mar march marzo mars",
            "apr april abril abr avril avr", "may mayo mai", "jun june junio juin", "jul july julio juillet juil",
            "aug august agosto ago aout", "sep sept september septiembre setiembre septembre",
            "oct october octubre octobre", "nov november noviembre novembre", "dec december diciembre dic decembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)"
_DATE_FORMS = tuple(
    re.compile(rf"^{form}$")
    for form in (
        rf"(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)? (?:de )?(?P<name>[a-z]+) (?:de |del )?{_YEAR}",
        rf"(?P<name>[a-z]+) (?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_YEAR}",
        rf"(?P<name>[a-z]+) (?:de |del )?{_YEAR}",
        rf"{_YEAR}년(?: ?(?P<month>\d{{1,2}})월)?(?: ?(?P<day>\d{{1,2}})일)?",
    )
)
_APPROXIMATE = re.compile(
    r"^(?:about|around|circa|ca\.?|hacia|alrededor de|aproximadamente|vers|environ|약)\s*(.+)$", re.IGNORECASE
)
_UNDATED = frozenset(
    {"n d", "no date", "undated", "s f", "sin fecha", "s d", "sans date", "날짜 없음", "미상"}
)
_PLAIN_NUMBER = re.compile(r"^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$", re.IGNORECASE)


def clean_text(text: str) -> str:
    """NFC, no control or invisible characters, single spaces, at most one empty line in a row; line breaks kept."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    bare = _CONTROL.sub("", _INVISIBLE.sub("", composed))
    return re.sub(r"\n{3,}", "\n\n", bare).strip()


def one_line(text: str) -> str:
    """`clean_text` on a single line."""
    return " ".join(clean_text(text).split())


def prose(text: str) -> str:
    """`clean_text` for Markdown: indentation stays, other runs of spaces become one, no spaces at line ends."""
    lines = clean_text(text).split("\n")
    return "\n".join(_spaced(line) for line in lines)


def _spaced(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip(" "))]
    return (indent + _SPACES.sub(" ", line.strip())).rstrip()


def plain_text(markdown: str) -> str:
    """The words of Markdown: links as their text, without marks of emphasis, headings, lists and escapes."""
    return _MARKUP.sub("", _LINK.sub(r"\1", markdown))


def join_citations(text: str) -> str:
    """Citations that stand side by side as one: "[1] [2]" is "[1,2]"."""
    return _NEIGHBOURS.sub(lambda match: f"[{','.join(map(str, cited_numbers(match[0])))}]", text)


def cited_numbers(text: str) -> tuple[int, ...]:
    """The source numbers cited in brackets, in order, each once."""
    numbers = [int(n) for group in re.findall(_CITATION, text) for n in re.findall(r"\d+", group)]
    return tuple(dict.fromkeys(numbers))


def split_citations(text: str) -> tuple[str, tuple[int, ...]]:
    """A statement and the sources cited at its end; without any there, those cited inside it."""
    text = text.strip()
    end = _end_without_citations(text)
    if end == len(text):
        return text, cited_numbers(text)
    return text[:end], cited_numbers(text[end:])


def _end_without_citations(text: str) -> int:
    """Where the statement ends before the citations at its end."""
    end = len(text)
    while end and text[end - 1] == "]":
        start = text.rfind("[", 0, end)
        if start < 0 or not _WHOLE_CITATION.fullmatch(text, start, end):
            break
        end = start
        while end and text[end - 1].isspace():
            end -= 1
    return end


def source_numbers(text: str) -> tuple[int, ...] | None:
    """The numbers of a source cell: "3, 7", "[11,23]" or "[3] [7]"; None when it holds anything else."""
    bare = re.sub(r"[\[\](),;\s]|\band\b", " ", text)
    words = bare.split()
    numbers = [whole_number(word) for word in words if len(word) <= _LONGEST_SOURCE_NUMBER]
    found = tuple(dict.fromkeys(number for number in numbers if number is not None))
    return found if len(numbers) == len(words) and None not in numbers else None


def whole_number(text: str) -> int | None:
    """The number that up to nine plain digits write; None for anything else, such as "²"."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_WHOLE_NUMBER
    return int(text) if is_number else None


def split_values(text: str) -> tuple[str, ...]:
    """Several values in one cell: parted by semicolon, line or bar outside brackets, else by comma."""
    parts = tuple(_split_outside_brackets(text, ";\n|·"))
    return parts if len(parts) > 1 else tuple(_split_outside_brackets(text, ",、"))


def split_entries(text: str) -> tuple[str, ...]:
    """As `split_values`, but commas belong to the entry ("Ministry of Health, Labour and Welfare")."""
    return tuple(_split_outside_brackets(text, ";\n|"))


def _split_outside_brackets(text: str, separators: str) -> Iterator[str]:
    depth, entry = 0, ""
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if character in separators and depth <= 0:
            if entry.strip():
                yield entry.strip()
            entry = ""
        else:
            entry += character
    if entry.strip():
        yield entry.strip()


def date_text(text: str) -> str | None:
    """A date as people write it ("15 May 2024", "mayo de 2024", "2024년 5월", "around 2010") in the record's spelling.

    "n.d." is None. A text that is no such date comes back as it is.
    """
    text = one_line(text)
    if says_not_reported(text) or name_key(text) in _UNDATED:
        return None
    if match := _APPROXIMATE.match(text):
        return f"c. {date_text(match[1])}"
    spoken = name_key(text)
    return next((found for form in _DATE_FORMS if (found := _spelled(form.match(spoken)))), text)


def _spelled(match: re.Match[str] | None) -> str | None:
    if match is None:
        return None
    groups = match.groupdict()
    month = int(groups["month"]) if groups.get("month") else MONTHS.get(groups.get("name") or "", 0)
    if groups.get("name") and not month:
        return None
    parts = (
        groups["year"],
        f"{month:02}" if month else "",
        f"{int(groups['day']):02}" if groups.get("day") else "",
    )
    return "-".join(part for part in parts if part)


def is_plain_number(text: str) -> bool:
    """Whether the record can read the number without guessing what its commas mean."""
    return _PLAIN_NUMBER.match(text) is not None


def slug_from(text: str) -> str:
    """Small letters, digits and hyphens of a file's stem or a title; "" when it has none of them."""
    return "-".join(re.findall(r"[a-z0-9]+", name_key(text)))[:80].strip("-")


def closest(word: str, known: Sequence[str]) -> str:
    """The known word most like a wrong one, "" when none is near."""
    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.7)), "")


def size_text(count: int) -> str:
    """A number of bytes as people say it: "20 MB", "195 kB"."""
    return f"{count // 2**20} MB" if count >= 2**20 else f"{count // 2**10} kB"
