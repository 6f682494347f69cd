"""Names are spelled as the city authority file and the fact sheet spell them.

A title may add words of its own to the practice's name, so a name in it is compared word by word: a word with a capital
that is nearly, but not quite, a word of one of the names is a misspelling. An alias is a name and nothing else.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence, Set

from ingest.corpus_check.passages import Passage
from ingest.corpus_check.report import Finding
from ingest.corpus_check.sheet import Sheet
from kb.records import Record
from kb.vocab import Vocabulary
from kb.vocab.labels import name_key

_PLAIN_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 5
_NEARLY = 0.85
_LONGEST_LABEL = 5


def name_findings(record: Record, sheet: Sheet, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Aliases that the sheet does not give, names of the sheet that the record lacks, another city than the sheet's."""
    entries = [_words(entry) for entry in sheet.entries()]
    for alias in record.aliases:
        if not any(_words(alias.text) <= entry for entry in entries):
            message = f"'{alias.text}' is not a name that the fact sheet gives. Copy a name from there, or take it out."
            yield Finding("name", f"aliases.{alias.id}", message)
    for name in sheet.names[1:]:
        if not _is_held(name, record):
            message = f"The fact sheet's name '{name}' is missing. Add it as an alias."
            yield Finding("name-missing", "aliases", message)
    yield from _other_city(record, sheet, vocabulary)


class Spelling:
    """The spellings of one record's names: those of its sheet and its cities, and of every city in each language."""

    def __init__(self, record: Record, sheet: Sheet, vocabulary: Vocabulary) -> None:
        self._cities = vocabulary.cities
        self._record_cities = record.cities
        self._names = {word for name in sheet.names for word in _PLAIN_WORD.findall(name) if _is_name(word)}
        self._in_sheet = {word for entry in sheet.entries() for word in _PLAIN_WORD.findall(entry)}

    def findings(self, passages: Sequence[Passage]) -> Iterator[Finding]:
        """Cities that the prose of one language spells otherwise than the authority file, and misspelt names."""
        language = passages[0].language if passages else ""
        labels = {name_key(city.label(language)): city.label(language) for city in self._cities.kept}
        cities = {
            word
            for city in self._record_cities
            for word in _PLAIN_WORD.findall(self._cities.label(city, language))
        }
        for passage in passages:
            yield from self._misspelt_cities(passage, labels)
            if not passage.field.startswith("aliases."):
                yield from self._misspelt_names(passage, self._names | cities)

    def _misspelt_names(self, passage: Passage, names: Set[str]) -> Iterator[Finding]:
        for word in dict.fromkeys(_PLAIN_WORD.findall(passage.text)):
            near = _is_name(word) and word not in self._in_sheet and _nearest(word, names)
            if near:
                yield Finding(
                    "name",
                    passage.field,
                    f"'{word}' is nearly '{near}'. Spell the name as there.",
                    passage.text,
                )

    def _misspelt_cities(self, passage: Passage, labels: Mapping[str, str]) -> Iterator[Finding]:
        """Words that are a city's name in the passage's language but for accents and hyphens."""
        openings = {key.split()[0] for key in labels}
        words = list(_PLAIN_WORD.finditer(passage.text))
        for first, start in enumerate(words):
            if not start[0][0].isupper() or name_key(start[0]) not in openings:
                continue
            for end in words[first : first + _LONGEST_LABEL]:
                written = passage.text[start.start() : end.end()]
                label = labels.get(name_key(written))
                if label and written.casefold() != label.casefold() and written not in self._in_sheet:
                    message = f"'{written}' is '{label}' in the city authority file. Write it so."
                    yield Finding("name", passage.field, message, passage.text)


def _other_city(record: Record, sheet: Sheet, vocabulary: Vocabulary) -> Iterator[Finding]:
    """A sheet may add a second name or the place around it in brackets."""
    expected = vocabulary.cities.resolve(sheet.city) or vocabulary.cities.resolve(
        sheet.city.partition(" (")[0]
    )
    if expected != record.city:
        message = (
            f"The lead city is '{record.city}', the fact sheet has '{sheet.city}'. Name that city first."
        )
        yield Finding("city", "cities", message)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _PLAIN_WORD.findall(text))


def _is_held(name: str, record: Record) -> bool:
    """Whether the title holds the name, or one of the names that the entry lists ("Old name / new name (short)"), or an
    alias has its words."""
    parts = [part.strip(" ()") for part in re.split(r"[/(]|\s-\s|,\s", name)]
    if any(part and part.casefold() in record.title.casefold() for part in (name, *parts)):
        return True
    wanted = [words for words in map(_words, parts) if words]
    aliases = [_words(alias.text) for alias in record.aliases]
    return any(alias <= _words(name) or any(words <= alias for words in wanted) for alias in aliases)


def _is_name(word: str) -> bool:
    return len(word) >= _SHORTEST and word[0].isupper()


def _nearest(word: str, names: Set[str]) -> str | None:
    """The name that the word nearly is; None where it is one, or only inflects it ("Projects" of "Project")."""
    others = [name for name in names if name.casefold() != word.casefold()]
    if len(others) < len(names):
        return None
    near = next(iter(difflib.get_close_matches(word, others, 1, _NEARLY)), "")
    return None if word.startswith(near) or near.startswith(word) else near
