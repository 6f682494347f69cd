"""Text to terms: one statement, used alike by the index, the query and the highlighter.

A text is folded (case, accents, ligatures), cut into words, and each word is stemmed by the language of its text.
Folding comes first, so what is typed without accents meets the same stems. A run of Hangul, Han or Kana becomes its
overlapping pairs of characters (bigrams), since words are not reliably set apart there; other words stay whole.
Elisions and possessives are left out: "l'habitat" and "city's" are read as "habitat" and "city".

Every text field is indexed twice: `title` holds the folded words at their positions (exact matches, phrases,
prefixes), `title_stem` the stems, each marked with its language ("en:hous"), so that a query word, whose language
nobody knows, can be stemmed in every language and only meets texts of that language.

Whoever changes what this module answers raises `SCHEMA_VERSION` in `kb.search.fields`: indexes must be rebuilt.
Offsets count characters of the text given; texts are expected in Unicode form NFC.
"""

from __future__ import annotations

import functools
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import Stemmer

from kb.search.document import TextFields
from kb.search.fields import TEXT_FIELDS
from kb.search.morphology import LANGUAGE as KOREAN
from kb.search.morphology import Morphology, marked

STEM_SUFFIX = "_stem"
STEM_CHANGES = 2  # stemmers rewrite at most the last two letters of a stem ("happi", "die" for "dying")
AS_WRITTEN = "und"  # the language of words that have no inflected forms, such as names of places (BCP 47)
PASSAGE_END = "¶"  # a term of its own between passages, so that no phrase runs across
_ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "id": "indonesian",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
    "ru": "russian",
    "tr": "turkish",
}
STEMMED_LANGUAGES = tuple(_ALGORITHMS)

# Letters that decomposition leaves as they are, although people type them plainly.
_PLAIN_LETTERS = {
    "ß": "ss", "ẞ": "ss", "œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o",
    "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ı": "i",
}  # fmt: skip
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]+")
_TO_FOLD = re.compile("[^\x00-\x7f가-힣一-鿿]")
_BIGRAM_SCRIPTS = (
    "\u1100-\u11ff\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
)
_BIGRAM_RUN = re.compile(f"[{_BIGRAM_SCRIPTS}]+")
_INDIC = "\u0900-\u0963\u0966-\u0dff"  # vowel signs belong to the word although they are no letters
WORD_CHARACTER = f"(?:[^\\W_]|[{_INDIC}])"
_WORD = re.compile(f"{WORD_CHARACTER}+(?:['’](?:s(?![^\\W_]))?)?")
_ELIDED = frozenset(("c", "d", "j", "l", "m", "n", "qu", "s", "t"))
_STEMMING = threading.Lock()  # a stemmer keeps state between its C calls


class Token(NamedTuple):
    """A folded word or bigram and where it stands in the text."""

    text: str
    start: int
    end: int


class FoldedText(NamedTuple):
    """A folded text; `offsets[i]` is where its character i stands in the original, None when nothing moved."""

    text: str
    offsets: list[int] | None

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of a run of the folded text."""
        return (start, end) if self.offsets is None else (self.offsets[start], self.offsets[end - 1] + 1)


def fold(text: str) -> str:
    """The text as it is compared: lower case, without accents and ligatures, compatibility forms resolved."""
    if text.isascii():
        return text.lower()
    return _TO_FOLD.sub(lambda match: _fold_character(match[0]), text).lower()


def fold_with_offsets(text: str) -> FoldedText:
    """Like `fold`, with the way back to the original's characters."""
    if text.isascii():
        return FoldedText(text.lower(), None)
    moved: list[tuple[int, int]] = []

    def replace(match: re.Match[str]) -> str:
        folded = _fold_character(match[0])
        if len(folded) != 1:
            moved.append((match.start(), len(folded)))
        return folded

    folded = _TO_FOLD.sub(replace, text).lower()
    return FoldedText(folded, _offsets(len(text), moved) if moved else None)


@functools.lru_cache(maxsize=20_000)
def _fold_character(character: str) -> str:
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", character))
    plain = "".join(_PLAIN_LETTERS.get(letter, letter) for letter in bare)
    return unicodedata.normalize("NFC", plain.casefold())


def _offsets(length: int, moved: list[tuple[int, int]]) -> list[int]:
    widths = [1] * length
    for position, width in moved:
        widths[position] = width
    return [position for position, width in enumerate(widths) for _ in range(width)]


def terms(text: str) -> list[str]:
    """The folded words and bigrams of a text, in order."""
    found: list[str] = []
    for word in _WORD.findall(fold(text)):
        if word.isascii() and word.isalnum():
            found.append(word)
        else:
            found.extend(token.text for token in _parts(word, 0))
    return found


def tokens(folded: FoldedText) -> Iterator[Token]:
    """The terms of a folded text with their places in the original."""
    for match in _WORD.finditer(folded.text):
        for token in _parts(match[0], match.start()):
            yield Token(token.text, *folded.original_span(token.start, token.end))


def _parts(word: str, start: int) -> Iterator[Token]:
    """What a run of letters and digits is searched by: itself without apostrophe, or bigrams and the rest."""
    bare, apostrophe, _ = word.replace("’", "'").partition("'")
    if apostrophe and bare in _ELIDED:
        return
    at = 0
    for run in _BIGRAM_RUN.finditer(bare):
        if run.start() > at:
            yield Token(bare[at : run.start()], start + at, start + run.start())
        yield from bigrams(run[0], start + run.start())
        at = run.end()
    if at < len(bare):
        yield Token(bare[at:], start + at, start + len(bare))


def bigrams(run: str, start: int = 0) -> Iterator[Token]:
    """The overlapping pairs of a run of characters; a single character is kept."""
    for at in range(max(1, len(run) - 1)):
        yield Token(run[at : at + 2], start + at, start + min(at + 2, len(run)))


def is_bigram(term: str) -> bool:
    """Whether a term comes from a script that is cut into bigrams."""
    return _BIGRAM_RUN.match(term) is not None


@functools.lru_cache(maxsize=500_000)
def stem(term: str, language: str) -> str | None:
    """The marked stem of a folded word ("en:hous"); None for bigrams and for languages without a stemmer."""
    if language not in _ALGORITHMS or is_bigram(term):
        return None
    with _STEMMING:
        return f"{language}:{_stemmer(language).stemWord(term)}"


def stems(term: str, languages: Iterable[str] = STEMMED_LANGUAGES) -> tuple[str, ...]:
    """The marked stems of a query word in each of the languages."""
    return tuple(found for language in languages if (found := stem(term, language)))


def base_language(language: str) -> str:
    """The language a text is stemmed in: "pt-BR" is Portuguese."""
    return language.partition("-")[0].lower()


def term_language(term: str) -> str:
    """The language whose texts alone can hold a term: that of a marked stem, Korean for Hangul; "" when any can."""
    language, mark, _ = term.partition(":")
    return language if mark else ("ko" if "가" <= term[0] <= "힣" else "")


@functools.cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_ALGORITHMS[language], 0)  # `stem` does the caching


def index_terms(texts: Iterable[TextFields], morphology: Morphology) -> dict[str, list[str]]:
    """The terms of a record per index field, all its languages together, passages set apart by PASSAGE_END."""
    fields: dict[str, list[str]] = {
        name: [] for field in TEXT_FIELDS for name in (field.name, field.name + STEM_SUFFIX)
    }
    for text in texts:
        language = base_language(text.language)
        for name, passages in _passages(text).items():
            for passage in passages:
                words = terms(passage)
                exact = fields[name]
                exact += [PASSAGE_END, *words] if exact else words
                stem_field = fields[name + STEM_SUFFIX]
                stem_field += [found for word in words if (found := stem(word, language))]
                if language == KOREAN:
                    stem_field += marked(morphology, passage)
    return fields


def written_in(texts: Iterable[TextFields]) -> list[str]:
    """Which text fields of a record hold something in which base language: "title:en", "body:en", "title:es"."""
    found = (
        language_of(name, base_language(text.language))
        for text in texts
        for name, passages in _passages(text).items()
        if any(passages)
    )
    return list(dict.fromkeys(found))


def language_of(field: str, language: str) -> str:
    """The value that stands for a text field that holds something in a base language."""
    return f"{field}:{language}"


def _passages(text: TextFields) -> Mapping[str, tuple[str, ...]]:
    return {
        "title": (text.title,),
        "aliases": text.aliases,
        "summary": (text.summary,),
        "keywords": text.keywords,
        "body": text.body,
    }
