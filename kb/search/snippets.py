"""The details of a hit: the best passage, title and summary in the language of the search, the alias that was matched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from kb.search.analysis import base_language
from kb.search.highlighting import Highlighter, Match, fragments
from kb.search.matching import NearWords
from kb.search.results import Display, Fragment, Heading, Hit, Snippet
from kb.search.shown import PASSAGE_BREAK, Passages, Shown
from kb.search.tree import Node, Phrase, TextLeaf, Word, equivalents, synonyms, text_leaves

PASSAGE_LENGTH = 240  # characters
LEAD_IN = 60  # characters shown before the first match
_ELLIPSIS = "…"


class Passage(NamedTuple):
    """The best place of a text for a query: neighbouring matches in one of its passages."""

    text: Passages
    matches: Sequence[Match]

    @property
    def parts(self) -> frozenset[int]:
        """The parts of the query that stand there."""
        return _parts(self.matches)

    def cut(self) -> Snippet:
        return Snippet(_cut(self.text.text, self.matches), self.text.language)


class HitMaker:
    """Makes the hits of one query; without words to match there is nothing to highlight.

    `near` answers what a fuzzy word was searched as. `language` is that of the reader, "" when nothing tells it
    (`kb.search.reading_language`): headings come in it unless the typed words fit another better.
    """

    def __init__(self, tree: Node, near: Callable[[str], NearWords], language: str = "") -> None:
        leaves = tuple(text_leaves(tree))
        self._highlighter = Highlighter(leaves, near, _equivalent_words(tree)) if leaves else None
        self._as_typed = Highlighter(leaves, near)
        self._language = language

    def hit(self, shown: Shown, score: float, *, by_meaning: bool = False) -> Hit:
        """A hit with snippet, summary, matched alias and keyword; of one found by meaning, the summary as it is."""
        display = shown.display
        heading = self._best_heading(display)
        translation = None if heading.language == display.language else heading
        if by_meaning or self._highlighter is None:
            summary = _whole(heading, ())
            return Hit(display, score, summary=summary, translation=translation, by_meaning=by_meaning)
        in_summary = self._highlighter.matches(heading.summary, heading.language)
        passage = best_passage(self._highlighter, shown.bodies)
        alias = matched_alias(self._as_typed, heading, display.aliases)
        seen = _parts(in_summary) | (passage.parts if passage else frozenset())
        return Hit(
            display,
            score,
            snippet=passage.cut() if passage else None,
            summary=_whole(heading, in_summary),
            matched_alias=alias,
            matched_keyword=self._telling_keyword(shown.keywords, heading, alias, seen),
            translation=translation,
        )

    def _telling_keyword(
        self,
        keywords: Sequence[Passages],
        heading: Heading,
        alias: tuple[str, str] | None,
        seen: frozenset[int],
    ) -> Snippet | None:
        """The keyword with most of the query, where it has some that neither the names nor the passages show."""
        if not keywords or self._highlighter is None:
            return None
        wanted = self._highlighter.parts - seen
        for name, language in filter(None, ((heading.title, heading.language), alias) if wanted else ()):
            wanted -= _parts(self._highlighter.matches(name, language))
        found = best_passage(self._highlighter, keywords) if wanted else None
        return found.cut() if found and found.parts & wanted else None

    def _best_heading(self, display: Display) -> Heading:
        """The heading that has most of the typed words, of those with as many the reader's, else the original's."""
        if not display.translations:
            return display.heading
        return max((display.heading, *display.translations), key=self._fit)

    def _fit(self, heading: Heading) -> tuple[int, bool]:
        return self._typed_parts(heading), base_language(heading.language) == self._language

    def _typed_parts(self, heading: Heading) -> int:
        texts = (heading.title, heading.summary)
        return len({match.part for text in texts for match in self._as_typed.matches(text, heading.language)})


def _equivalent_words(tree: Node) -> dict[TextLeaf, list[Word | Phrase]]:
    """By the first word of a part of the query, the words this part also stands for."""
    return {
        next(text_leaves(part)): [leaf for leaf in equivalents(part) if isinstance(leaf, Word | Phrase)]
        for part in synonyms(tree)
    }


def _whole(heading: Heading, matches: Iterable[Match]) -> Snippet | None:
    return Snippet(fragments(heading.summary, matches), heading.language) if heading.summary else None


def matched_alias(
    highlighter: Highlighter, heading: Heading, aliases: Sequence[tuple[str, str]]
) -> tuple[str, str] | None:
    """The alias that has more of the typed words than the title has, the first of the best."""
    if not aliases:
        return None
    in_title = len({match.part for match in highlighter.matches(heading.title, heading.language)})
    best: tuple[str, str] | None = None
    for alias, language in aliases:
        parts = len({match.part for match in highlighter.matches(alias, language)})
        if parts > in_title:
            best, in_title = (alias, language), parts
    return best


def best_passage(highlighter: Highlighter, texts: Sequence[Passages]) -> Passage | None:
    """The passage that matches most of the query, then most often, then comes first; None when no text matches."""
    best: tuple[tuple[int, int, int], Passage] | None = None
    for number, text in enumerate(texts):
        window = _best_window(highlighter.matches(text.text, text.language), text.text)
        if window:
            rank = (len(_parts(window)), len(window), -number)
            if best is None or rank > best[0]:
                best = (rank, Passage(text, window))
    return best[1] if best else None


def _parts(matches: Iterable[Match]) -> frozenset[int]:
    return frozenset(match.part for match in matches)


def _best_window(matches: list[Match], text: str) -> list[Match]:
    """The run of matches within one passage and PASSAGE_LENGTH that has most parts, then most matches."""
    best: tuple[int, int] = (0, 0)
    window: list[Match] = []
    room = PASSAGE_LENGTH - LEAD_IN
    for first, match in enumerate(matches):
        passage_end = text.find(PASSAGE_BREAK, match.start)
        limit = min(match.start + room, passage_end if passage_end >= 0 else len(text))
        last = first
        while last < len(matches) and matches[last].end <= limit:
            last += 1
        run = matches[first : max(last, first + 1)]
        rank = (len(_parts(run)), len(run))
        if rank > best:
            best, window = rank, run
    return window


def _cut(text: str, window: Sequence[Match]) -> tuple[Fragment, ...]:
    """The passage around the matches, cut between words, with an ellipsis where text is left out."""
    begin = text.rfind(PASSAGE_BREAK, 0, window[0].start) + 1
    stop = text.find(PASSAGE_BREAK, window[-1].end)
    stop = len(text) if stop < 0 else stop
    start = _word_start(text, begin, window[0].start)
    end = _word_end(text, window[-1].end, max(start + PASSAGE_LENGTH, window[-1].end), stop)
    shown = fragments(text, window, start, end)
    before = (Fragment(_ELLIPSIS),) if start > begin else ()
    after = (Fragment(_ELLIPSIS),) if end < stop else ()
    return (*before, *shown, *after)


def _word_start(text: str, begin: int, match_start: int) -> int:
    """The start of a word at most LEAD_IN characters before the match."""
    wanted = match_start - LEAD_IN
    if wanted <= begin:
        return begin
    space = text.find(" ", wanted - 1, match_start)
    return space + 1 if space >= 0 else wanted


def _word_end(text: str, match_end: int, wanted: int, stop: int) -> int:
    """The end of a word at or before the wanted place, and behind the last match."""
    if wanted >= stop:
        return stop
    space = text.rfind(" ", max(match_end, wanted - LEAD_IN), wanted + 1)
    return space if space >= 0 else wanted
