"""Records near a record or near a text, each with the reasons: what both are about, and the telling words both use.

A candidate shares a concept, or is found by the telling words of the text, or is linked by a documented transfer. Its
score is a plain sum that a reader can follow: POINTS for each shared concept, the same primary theme and a transfer, and
WORDS times the share of the telling words, by weight, that it holds (HALF of them is as good as all). Languages meet in
the concepts. Only the best by concepts and by search are read word by word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kb.db import repository
from kb.db.repository import Standing
from kb.db.session import Database
from kb.errors import SearchUnavailable
from kb.records import Record
from kb.search.backend import SearchBackend
from kb.search.plain_text import plain_text
from kb.search.telling import TellingWord, index_terms_of, query_of, telling_words

POINTS: Mapping[str, float] = {"themes": 1.5, "target_groups": 1.0, "instruments": 1.0}
PRIMARY_THEME = 1.5  # beside the points of the theme itself
TRANSFER = 6.0
WORDS = 6.0
HALF = 0.5
ENOUGH_WORDS = 8  # a text with fewer telling words says less, and its words count less
CANDIDATES = 60  # by concepts
CANDIDATES_BY_WORDS = 30
SHOWN_WORDS = 6
READ_PER_SHOWN = 2
LEAST = 2.0  # less than this is no nearness: one group or one common word


@dataclass(frozen=True, slots=True)
class Sought:
    """What to look near to. `concepts` maps a field of POINTS to ids, the primary theme first; `linked` are slugs of
    transfers; `slug` is the record itself, which is left out."""

    text: str
    language: str
    concepts: Mapping[str, tuple[str, ...]]
    slug: str = ""
    linked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Near:
    """A record that is near, with why. `language` is that of the title, `words` are folded, as the text has them, `cities`
    are the record's own."""

    standing: Standing
    title: str
    language: str
    cities: tuple[str, ...]
    score: float
    is_linked: bool = False
    has_primary_theme: bool = False
    shared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ()


def sought_of(record: Record, linked: frozenset[str]) -> Sought:
    """A record as what to look near to."""
    texts = (record.title, record.summary or "", *record.sections.texts().values(), *record.keywords)
    return Sought(
        text="\n".join(map(plain_text, texts)),
        language=record.language,
        concepts={name: tuple(getattr(record, name)) for name in POINTS},
        slug=record.slug,
        linked=linked | {transfer.record for transfer in record.practice_transfers if transfer.record},
    )


def nearest(
    database: Database, backend: SearchBackend, sought: Sought, limit: int, language: str = ""
) -> tuple[Near, ...]:
    """The nearest public records, best first, ties by slug; titles in `language` where there are any in it.

    While search is down, words do not count.
    """
    words, scores = _by_words(backend, sought)
    with database.read() as session:
        ids = repository.sharing_concepts(session, sought.concepts, POINTS, CANDIDATES)
        candidates = {standing.slug: standing for standing in repository.standing_of_ids(session, ids)}
        candidates |= repository.standing_of_slugs(session, {*scores, *sought.linked} - set(candidates))
        concepts = repository.concepts_of(session, [standing.id for standing in candidates.values()])
        found = [
            _near(standing, sought, concepts[standing.id])
            for standing in candidates.values()
            if standing.is_public and standing.id in concepts and standing.slug != sought.slug
        ]
        found.sort(
            key=lambda near: (-near.score - WORDS * scores.get(near.standing.slug, 0.0), near.standing.slug)
        )
        best = [near.standing.id for near in found[: READ_PER_SHOWN * limit]]
        titles = repository.public_titles(session, best, language)
        texts = repository.texts_of(session, best)
    read = [
        _read(near, words, titles[near.standing.id], texts[near.standing.id])
        for near in found
        if near.standing.id in titles
    ]
    read.sort(key=lambda near: (-near.score, near.standing.slug))
    return tuple(near for near in read if near.score >= LEAST)[:limit]


def _by_words(backend: SearchBackend, sought: Sought) -> tuple[tuple[TellingWord, ...], dict[str, float]]:
    """The telling words, and slug -> share of the best score, of the records found by them."""
    try:
        least = 2 if sought.slug else 1  # the record itself holds each of its words
        words = telling_words(sought.text, sought.language, backend, in_records=least)
        asked = replace(query_of(words), per_page=CANDIDATES_BY_WORDS, words_only=True)
        hits = backend.search(asked).hits if words else ()
    except SearchUnavailable:
        return (), {}
    others = [hit for hit in hits if hit.display.slug != sought.slug]
    best = max((hit.score for hit in others), default=0.0)
    return words, {hit.display.slug: hit.score / best for hit in others if best > 0}


def _near(standing: Standing, sought: Sought, concepts: Mapping[str, tuple[str, ...]]) -> Near:
    """What the concepts and the links say."""
    shared = {
        name: tuple(concept for concept in wanted if concept in concepts[name])
        for name, wanted in sought.concepts.items()
    }
    primary = sought.concepts.get("themes", ())[:1]
    has_primary = bool(primary) and concepts["themes"][:1] == primary
    is_linked = standing.slug in sought.linked
    score = sum(POINTS[name] * len(both) for name, both in shared.items())
    score += PRIMARY_THEME * has_primary + TRANSFER * is_linked
    return Near(standing, "", "", concepts["cities"], score, is_linked, has_primary, shared)


def _read(
    near: Near, words: tuple[TellingWord, ...], title: tuple[str, str], texts: list[tuple[str, str]]
) -> Near:
    """With what the words say, and the record's title."""
    held = frozenset[str]().union(*(index_terms_of(text, language) for language, text in texts))
    shared = [word for word in words if held.issuperset(word.terms)]
    total = sum(word.weight for word in words)
    share = sum(word.weight for word in shared) / total if total else 0.0
    return replace(
        near,
        title=title[0],
        language=title[1],
        score=near.score + WORDS * min(1.0, share / HALF) * min(1.0, len(words) / ENOUGH_WORDS),
        words=tuple(word.text for word in shared[:SHOWN_WORDS]),
    )
