"""What an engine stores for one record, and its projection from a published record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kb.records import Record, StoredRecord, Translation
from kb.records.figures import grouped
from kb.search.plain_text import plain_text
from kb.search.results import Display, Heading, HeadlineFigure
from kb.vocab import CityAuthority, Vocabulary


@dataclass(frozen=True, slots=True)
class TextFields:
    """The searchable text of a record in one language. `aliases`, `body` and `keywords` hold one passage per entry."""

    language: str
    title: str
    aliases: tuple[str, ...]
    summary: str
    body: tuple[str, ...]
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """One record for the index. `filters` holds the values of every filter field, years as text.

    The orders sort by `newest_key` (an engine reverses it), `city_key` and `evidence`.
    """

    id: int
    slug: str
    revision: int
    texts: tuple[TextFields, ...]
    filters: Mapping[str, tuple[str, ...]]
    newest_key: str
    city_key: str
    evidence: int
    display: Display


def to_document(stored: StoredRecord, vocabulary: Vocabulary) -> IndexDocument:
    """Project a published record. The contact is never part of it."""
    record = stored.record
    issued = stored.issued.isoformat() if stored.issued else ""
    return IndexDocument(
        id=stored.id,
        slug=record.slug,
        revision=stored.revision,
        texts=(_original(record, vocabulary), *(_translated(text) for text in record.translations)),
        filters=_filters(record, vocabulary),
        newest_key=newest_key(record, issued),
        city_key=vocabulary.cities.label(record.city).casefold() if record.city else "",
        evidence=record.evidence.level if record.evidence else -1,
        display=_display(record, issued),
    )


def newest_key(record: Record, issued: str) -> str:
    """The day of first publication, then the day from which the practice runs: of all that were loaded on one day the one
    begun last comes first, one whose start is not known last."""
    started = record.started and (record.started.earliest or record.started.latest)
    return f"{issued} {started or ''}".rstrip()


def _original(record: Record, vocabulary: Vocabulary) -> TextFields:
    return TextFields(
        record.language,
        record.title,
        tuple(alias.text for alias in record.aliases),
        record.summary or "",
        (*filter(None, map(plain_text, _passages(record))), *_further_places(record, vocabulary.cities)),
        record.keywords,
    )


def _translated(text: Translation) -> TextFields:
    """The texts of a translation; one of title and summary alone has no body that could be compared with others."""
    passages = (*text.sections.texts().values(), text.stage_note or "") if text.is_full_text else ()
    body = tuple(filter(None, map(plain_text, passages)))
    return TextFields(text.language, text.title, (), text.summary or "", body, text.keywords)


def _passages(record: Record) -> Iterator[str]:
    yield from record.sections.texts().values()
    if record.stage_note:
        yield record.stage_note
    for result in record.reported_results:
        figure = " ".join(filter(None, (_grouped(result.value, record), result.unit)))
        reported = ": ".join(filter(None, (result.metric, figure)))
        yield _row(reported, result.period, result.population, result.note)
    yield from (_row(_grouped(cost.amount_said, record), cost.period, cost.note) for cost in record.costs)
    yield from (f"{entry.date}: {entry.event}" for entry in record.timeline)
    yield from (conflict.statement for conflict in record.conflicts)
    yield from (_row(transfer.place, transfer.note) for transfer in record.practice_transfers)
    yield from (_row(practice.title, practice.note) for practice in record.practices)
    yield from (
        organisation.name for organisation in (record.lead_organisation, *record.partners) if organisation
    )


def _grouped(value: str | None, record: Record) -> str | None:
    """A reported number as the page writes it; `kb.search.expansion` finds it by its plain digits as well."""
    return grouped(value, record.language) if value else value


def _further_places(record: Record, cities: CityAuthority) -> Iterator[str]:
    """What cities are called that the thesaurus leaves out, with their countries: where the text says "the city", they
    are found all the same."""
    for city in filter(cities.further.__contains__, record.cities):
        names = (*cities[city].names.values(), *(alt.name for alt in cities[city].alt_names))
        countries = cities.countries.get(cities[city].country, {}).values()
        yield "; ".join(dict.fromkeys((*names, *countries)))


def _row(*parts: str | None) -> str:
    """The cells of a row as one text to read."""
    return "; ".join(part.rstrip(".;") for part in parts if part)


def _filters(record: Record, vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    regions = dict.fromkeys(
        vocabulary.cities[city].region for city in record.cities if city in vocabulary.cities
    )
    return {
        "theme": record.themes,
        "city": record.cities,
        "region": tuple(regions),
        "target_group": record.target_groups,
        "instrument": record.instruments,
        "stage": (record.stage,) if record.stage else (),
        "evidence": (str(record.evidence.level),) if record.evidence else (),
        "year": (str(record.year),) if record.year else (),
        "language": record.full_text_languages,
    }


def _display(record: Record, issued: str) -> Display:
    return Display(
        slug=record.slug,
        kind=record.kind,
        language=record.language,
        title=record.title,
        cities=record.cities,
        themes=record.themes,
        stage=record.stage,
        started=record.started.raw if record.started else None,
        ended=record.ended.raw if record.ended else None,
        evidence_level=record.evidence.level if record.evidence else None,
        summary=record.summary or "",
        aliases=tuple((alias.text, alias.language or "") for alias in record.aliases),
        headline=headline_figure(record),
        issued=issued,
        translations=tuple(
            Heading(text.language, text.title, text.summary or "") for text in record.translations
        ),
    )


def headline_figure(record: Record) -> HeadlineFigure | None:
    """The figure of a result row: the best of the record's figures.

    None where all values are words, such as "lower dropout": they are no figure and are read on the record's page.
    """
    best = next(iter(record.figures), None)
    if best is None or best.value is None:
        return None
    value = " ".join(filter(None, (best.leading_qualifier, best.value)))
    return HeadlineFigure(best.metric, value, best.trailing_unit, best.sources[0] if best.sources else None)
