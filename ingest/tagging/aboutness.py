"""Whether a text is about a city it names, or names it in passing.

A write-up of a practice names its city in the title or the summary, or again and again. A report on a country, a list of
references, an address of a publisher name cities too. A city counts when

- the title names it, or another name the record goes by, or it is the city's government that published the text;
- it is named three times and at least once in 25 sentences, or its government once in 100 and it once more;
- the summary names it and the text at least once in 40 sentences; in a write-up in the sections of a case study, which is
  about a practice somewhere, the summary is enough, and without it three mentions at that rate.

In a text of a few sentences every mention counts. A name that stands alone in brackets, for an institution or a larger
area, in an address, or with which the text compares, is no mention here; a sentence said twice is one.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.tagging.name_contexts import is_governed, is_passing
from ingest.tagging.passages import Sentence
from ingest.tagging.scoring import Match

_SHORT = 5  # sentences of a text in which one mention is enough
_LEAST_MENTIONS = 3
_OFTEN, _VERY_OFTEN, _PER_GOVERNMENT = 40, 25, 100  # sentences to one mention
_NAMING = frozenset(("title", "aliases", "organisation"))
_SHAPELESS = "other"  # the section of whatever no known heading opens


def is_about(mentions: Sequence[Match], sentences: Sequence[Sentence]) -> bool:
    """Whether a text of these sentences that holds these mentions of a city is about it."""
    once = {(mention.sentence.text, mention.start): mention for mention in reversed(mentions)}.values()
    direct = [mention for mention in once if not is_passing(mention.sentence, mention.start, mention.end)]
    sections = [mention.sentence.section for mention in direct]
    if not direct or _NAMING.intersection(sections) or len(sentences) <= _SHORT:
        return bool(direct)
    if is_in_sections(sentences):
        return "summary" in sections or _is_frequent(direct, sentences, _OFTEN)
    return _is_frequent(direct, sentences, _VERY_OFTEN) or (
        "summary" in sections and len(direct) > 1 and len(direct) * _OFTEN >= len(sentences)
    )


def is_in_sections(sentences: Sequence[Sentence]) -> bool:
    """Whether the text has the shape of a case study: most of it under headings that are known."""
    return sum(sentence.section == _SHAPELESS for sentence in sentences) * 2 < len(sentences)


def _is_frequent(direct: Sequence[Match], sentences: Sequence[Sentence], per_mention: int) -> bool:
    governed = sum(is_governed(mention.sentence, mention.start, mention.end) for mention in direct)
    if len(direct) > 1 and governed * _PER_GOVERNMENT >= len(sentences):
        return True
    return len(direct) >= _LEAST_MENTIONS and len(direct) * per_mention >= len(sentences)
