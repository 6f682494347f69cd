"""What readers get: whole records in the order asked for, links between them, and projections that agree with the documents."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import select, text

from kb.catalog import Catalog, ImportRequest
from kb.db import repository
from kb.db.repository import projecting
from kb.db.repository.stored import BATCH, batches
from kb.db.session import Database
from kb.db.tables import projections as tables
from kb.errors import NotFound
from kb.permissions import OPERATOR
from kb.records import Record
from tests.factories import EDITOR, OFFICER, make_event, make_record, make_translation


def publish(catalog: Catalog, *records: Record) -> None:
    for record in records:
        catalog.import_record(OPERATOR, ImportRequest(record, (), f"corpus/{record.slug}.md", record.slug))


def test_a_record_comes_back_as_it_was_written(catalog: Catalog, database: Database) -> None:
    record = make_record(
        summary=None,
        ended=None,
        costs=[{"amount": "KRW 44.456 billion", "number": 44456000000, "currency": "KRW"}],
        aliases=[{"text": "항구 급식", "language": "ko", "kind": "native"}],
        started="c. 2021",
        translations=[make_translation(of_revision=1).model_dump(mode="json")],
    )
    publish(catalog, record)

    with database.read() as session:
        stored = repository.get_published(session, record.slug)
    assert stored.record == record
    assert stored.record.not_reported == {"summary", "ended"}
    assert stored.record.costs[0].number == 44456000000


def test_many_records_come_in_the_order_asked_for(catalog: Catalog, database: Database) -> None:
    publish(catalog, *(make_record(slug=slug) for slug in ("a", "b", "c")))
    catalog.create(OFFICER, make_record(slug="draft"))

    with database.read() as session:
        found = repository.get_many_published(session, ["c", "a"])
        assert [stored.record.slug for stored in found] == ["c", "a"]
        with pytest.raises(NotFound, match=r"draft, nowhere"):
            repository.get_many_published(session, ["a", "draft", "nowhere"])
        assert repository.get_many_published(session, []) == ()


def test_a_stream_keeps_the_order_over_several_batches_and_leaves_out_what_is_not_public(
    catalog: Catalog, database: Database
) -> None:
    count = BATCH + 5
    publish(catalog, *(make_record(slug=f"record-{number}") for number in range(count)))
    catalog.withdraw(EDITOR, "record-3", "A test.")

    with database.read() as session:
        ids = repository.published_ids(session)
        backwards = [*reversed(ids), 999_999]
        streamed = [stored.id for stored in repository.stream_published(session, iter(backwards))]

    assert len(ids) == count - 1
    assert streamed == list(reversed(ids))


def test_a_stream_reads_no_further_than_it_is_asked(catalog: Catalog, database: Database) -> None:
    publish(catalog, make_record())
    taken: list[int] = []

    def ids() -> itertools.chain[int]:
        return itertools.chain(taken.append(n) or n for n in range(1, 10 * BATCH))  # type: ignore[func-returns-value]

    with database.read() as session:
        next(repository.stream_published(session, ids()))

    assert len(taken) == BATCH


def test_a_reader_sees_one_state_while_others_write(catalog: Catalog, database: Database) -> None:
    publish(catalog, make_record(slug="first"))

    with database.read() as session:
        before = repository.published_ids(session)
        publish(catalog, make_record(slug="second"))
        assert repository.published_ids(session) == before

    with database.read() as session:
        assert len(repository.published_ids(session)) == 2


def test_published_revisions(catalog: Catalog, database: Database) -> None:
    publish(catalog, make_record(slug="a"), make_record(slug="b"))
    publish(catalog, make_record(slug="a", title="Newer"))
    catalog.save(EDITOR, "b", make_record(slug="b", title="Under way"), 1)

    with database.read() as session:
        by_slug = {
            stored.record.slug: stored.id for stored in repository.get_many_published(session, ["a", "b"])
        }
        assert repository.published_revisions(session) == {by_slug["a"]: 2, by_slug["b"]: 1}


def test_an_event_is_found_from_the_practice_it_shows(catalog: Catalog, database: Database) -> None:
    publish(catalog, make_record(), make_event(), make_event(slug="other-forum", practices=[]))

    with database.read() as session:
        assert [event.record.slug for event in repository.events_showing(session, "harbour-meals")] == [
            "harbour-forum"
        ]
        assert repository.events_showing(session, "night-buses") == ()


def test_transfers_are_found_from_the_record_they_name(catalog: Catalog, database: Database) -> None:
    transfers = [
        {"kind": "adapted-from", "record": "harbour-meals", "note": "The menu."},
        {"kind": "inspired-by", "place": "Example Province"},
    ]
    publish(catalog, make_record(), make_record(slug="river-meals", practice_transfers=transfers))

    with database.read() as session:
        ((stored, transfer),) = repository.transfers_to(session, "harbour-meals")
    assert (stored.record.slug, transfer.kind, transfer.note) == ("river-meals", "adapted-from", "The menu.")


def test_links_of_a_withdrawn_record_or_an_older_text_are_gone(catalog: Catalog, database: Database) -> None:
    transfer = {"kind": "adapted-from", "record": "harbour-meals"}
    publish(catalog, make_event(), make_record(slug="river-meals", practice_transfers=[transfer]))
    publish(catalog, make_record(slug="river-meals", practice_transfers=[]))
    catalog.withdraw(EDITOR, "harbour-forum", "A test.")

    with database.read() as session:
        assert repository.events_showing(session, "harbour-meals") == ()
        assert repository.transfers_to(session, "harbour-meals") == ()
        assert session.scalars(select(tables.PracticeRow)).all() == [], "nothing public, nothing projected"


def test_projections_repeat_the_published_document(catalog: Catalog, database: Database) -> None:
    record = make_record(
        themes=["basic-services-food", "housing"],
        keywords=["fish"],
        partners=[{"name": "Example Union", "type": "ngo", "role": "delivers"}],
        timeline=[{"date": "2022-H1", "event": "Second district joins", "sources": [1, 2]}],
        awards=[{"name": "Example Prize", "year": 2022}],
        conflicts=[{"statement": "Two counts differ.", "sources": [1]}],
        translations=[make_translation(summary="Un plato.").model_dump(mode="json")],
        sources=[
            {"n": 1, "title": "Report", "issued": "2023-05", "captured_at": "2024-02-01"},
            {"n": 2, "title": "Other"},
        ],
    )
    publish(catalog, record)

    with database.read() as session:
        themes = session.execute(select(tables.ThemeRow.position, tables.ThemeRow.concept))
        assert [tuple(row) for row in themes] == [(0, "basic-services-food"), (1, "housing")]
        texts = session.execute(
            select(tables.TextRow.language, tables.TextRow.is_original, tables.TextRow.title)
        )
        assert {tuple(row) for row in texts} == {
            ("en", True, "Harbour meals"),
            ("es", False, "Comidas del puerto"),
        }
        entry = session.scalars(select(tables.TimelineRow)).one()
        assert (entry.date, str(entry.date_earliest), str(entry.date_latest)) == (
            "2022-H1", "2022-01-01", "2022-06-30",
        )  # fmt: skip
        assert (entry.part_id, entry.sources) == (record.timeline[0].id, "1,2")
        result = session.scalars(select(tables.ReportedResultRow)).one()
        assert (result.metric, result.value, result.number) == ("Meals served", "120", 120)
        source = session.scalars(select(tables.SourceRow).where(tables.SourceRow.n == 1)).one()
        assert (source.issued, str(source.issued_earliest), str(source.captured_at)) == (
            "2023-05", "2023-05-01", "2024-02-01",
        )  # fmt: skip
        publication = session.scalars(select(tables.PublicationRow)).one()
        assert (publication.stage, publication.evidence_level, publication.lead_type) == (
            "running", 1, "government",
        )  # fmt: skip


def test_every_list_has_its_projection_and_an_amendment_touches_none(
    catalog: Catalog, database: Database
) -> None:
    record = make_event(
        **{field: [{"name": "Example", "sources": [1]}] for field in ("awards",)},
        aliases=[{"text": "Forum"}],
        partners=[{"name": "Example Union"}],
        reached_groups=["children"],
        sdg_targets=["2.1"],
        keywords=["fish"],
        timeline=[{"date": "2022", "event": "Opening"}],
        conflicts=[{"statement": "Two counts differ."}],
        practice_transfers=[{"kind": "inspired-by", "place": "Example Province"}],
    )
    publish(catalog, record)
    catalog.save(EDITOR, record.slug, make_event(title="Under way"), 1)

    with database.read() as session:
        counts = {
            table.__tablename__: session.execute(text(f"SELECT count(*) FROM {table.__tablename__}")).scalar()
            for table in projecting.ALL_PROJECTIONS
        }
    assert all(counts.values()), counts
    assert (counts["practices"], counts["sections"], counts["aliases"]) == (2, 15, 1)


def test_batches() -> None:
    assert list(batches(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(batches([], 2)) == []
