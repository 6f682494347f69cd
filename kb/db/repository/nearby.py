"""What records share with each other, read from the projections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from kb.db.repository.stored import batches
from kb.db.tables.projections import (
    CityRow,
    InstrumentRow,
    NamedConcept,
    SectionRow,
    TargetGroupRow,
    TextRow,
    ThemeRow,
)

_TABLES: Mapping[str, type[NamedConcept]] = {
    "themes": ThemeRow,
    "target_groups": TargetGroupRow,
    "instruments": InstrumentRow,
    "cities": CityRow,
}
Concepts = Mapping[str, tuple[str, ...]]  # field -> concepts, in the record's order


def sharing_concepts(
    session: Session, wanted: Concepts, weights: Mapping[str, float], limit: int
) -> tuple[int, ...]:
    """The public records that share most of the wanted concepts, each weighing as its field does; best first."""
    parts = [
        _weighed(_TABLES[field], concepts, weights[field]) for field, concepts in wanted.items() if concepts
    ]
    if not parts:
        return ()
    shared = union_all(*parts).subquery()
    weight = func.sum(shared.c.weight)
    query = select(shared.c.record_id).group_by(shared.c.record_id)
    return tuple(session.scalars(query.order_by(weight.desc(), shared.c.record_id).limit(limit)))


def concepts_of(session: Session, ids: Iterable[int]) -> dict[int, dict[str, tuple[str, ...]]]:
    """Record id -> field -> its concepts, for public records."""
    found: defaultdict[int, dict[str, tuple[str, ...]]] = defaultdict(lambda: dict.fromkeys(_TABLES, ()))
    for batch in batches(ids):
        for field, table in _TABLES.items():
            query = select(table.record_id, table.concept).where(table.record_id.in_(batch))
            for record_id, concept in session.execute(query.order_by(table.record_id, table.position)):
                found[record_id][field] += (concept,)
    return dict(found)


def texts_of(session: Session, ids: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """Record id -> (language, text) of titles, summaries and sections, for public records."""
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for batch in batches(ids):
        heads = select(TextRow.record_id, TextRow.language, TextRow.title, TextRow.summary)
        for record_id, language, title, summary in session.execute(heads.where(TextRow.record_id.in_(batch))):
            found[record_id].append((language, f"{title}\n{summary or ''}"))
        sections = select(SectionRow.record_id, SectionRow.language, SectionRow.text)
        for record_id, language, text in session.execute(sections.where(SectionRow.record_id.in_(batch))):
            found[record_id].append((language, text))
    return dict(found)


def _weighed(table: type[NamedConcept], concepts: tuple[str, ...], weight: float) -> Select[int, float]:
    return select(table.record_id, literal(weight).label("weight")).where(table.concept.in_(concepts))
