"""The first sentence of a summary, with its matches, for a row of results."""

from __future__ import annotations

import re

from kb.search.results import Fragment, Snippet

SHORTEST, LONGEST = 40, 260  # characters
_SENTENCE_END = re.compile(r"[.!?。](?:[\"”’')]*)\s")


def lead(snippet: Snippet) -> tuple[Fragment, ...]:
    """The fragments up to the end of the first sentence, or to a word near LONGEST with an ellipsis."""
    text = str(snippet)
    end = next((match.end() - 1 for match in _SENTENCE_END.finditer(text, SHORTEST)), len(text))
    if end <= LONGEST:
        return _cut(snippet.fragments, end)
    space = text.rfind(" ", SHORTEST, LONGEST)
    return (*_cut(snippet.fragments, space if space > 0 else LONGEST), Fragment("…"))


def _cut(fragments: tuple[Fragment, ...], end: int) -> tuple[Fragment, ...]:
    kept, place = [], 0
    for fragment in fragments:
        if place >= end:
            break
        kept.append(Fragment(fragment.text[: end - place], fragment.matched))
        place += len(fragment.text)
    return tuple(kept)
