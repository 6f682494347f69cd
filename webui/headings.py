"""The title of a record in the language its reader came in, and the language a list of results is read in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kb.records import Record
from kb.search.results import Display, Fragment, Heading, Hit, Snippet


def heading_in(shown: Record | Display, language: str | None) -> Heading:
    """Title and summary in that language; the original's where there is no text in it, or no language."""
    texts = (shown, *shown.translations)
    text = next((text for text in texts if text.language == language), shown)
    return Heading(text.language, text.title, text.summary or "")


def language_read(hits: Sequence[Hit]) -> str | None:
    """The language of most headings, when translations are among those; None when it is that of the originals alone."""
    shown = [(hit.translation or hit.display.heading).language for hit in hits]
    most = Counter(shown).most_common(1)
    translated = {hit.translation.language for hit in hits if hit.translation}
    return most[0][0] if most and most[0][0] in translated else None


def for_browsing(hits: Iterable[Hit], language: str) -> tuple[Hit, ...]:
    """Hits of a list that nobody typed words for, in the language of its page where they have a heading in it."""
    return tuple(_for_browsing(hit, language) for hit in hits)


def _for_browsing(hit: Hit, language: str) -> Hit:
    heading = heading_in(hit.display, language)
    if hit.translation or heading.language == hit.display.language:
        return hit
    return replace(hit, translation=heading, summary=Snippet((Fragment(heading.summary),), heading.language))
