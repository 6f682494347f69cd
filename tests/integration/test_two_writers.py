"""Two at the same time: both wait their turn, the second sees what the first did, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kb.catalog import Catalog, ImportRequest
from kb.db import repository
from kb.db.session import Database
from kb.errors import DuplicateValue, RevisionConflict
from kb.permissions import OPERATOR
from kb.records import StoredRecord
from kb.vocab import Vocabulary
from tests.at_once import at_once
from tests.factories import EDITOR, OFFICER, make_record

SLUG = "harbour-meals"
WRITERS = 6


@pytest.fixture
def catalogs(database_url: str, vocabulary: Vocabulary) -> Iterator[list[Catalog]]:
    """One catalogue per writer, each with connections of its own, as two processes have."""
    databases = [Database(database_url) for _ in range(WRITERS)]
    yield [Catalog(database, vocabulary) for database in databases]
    for database in databases:
        database.dispose()


def test_of_many_who_save_the_same_revision_one_succeeds(catalogs: list[Catalog], database: Database) -> None:
    catalogs[0].create(OFFICER, make_record())

    def save(catalog: Catalog, number: int) -> StoredRecord:
        return catalog.save(OFFICER, SLUG, make_record(title=f"Text {number}"), 1)

    done = at_once([lambda c=c, n=n: save(c, n) for n, c in enumerate(catalogs)])

    errors = [future.exception() for future in done if future.exception()]
    assert [type(error) for error in errors] == [RevisionConflict] * (WRITERS - 1)
    (winner,) = [future.result() for future in done if not future.exception()]
    with database.read() as session:
        assert repository.get_head(session, SLUG) == winner
        assert [revision.number for revision in repository.list_revisions(session, SLUG)] == [2, 1]


def test_of_many_who_take_a_slug_one_gets_it(catalogs: list[Catalog]) -> None:
    done = at_once([lambda c=c: c.create(OFFICER, make_record()) for c in catalogs])

    errors = [future.exception() for future in done if future.exception()]
    assert [type(error) for error in errors] == [DuplicateValue] * (WRITERS - 1)


def test_writers_of_different_records_all_succeed(catalogs: list[Catalog], database: Database) -> None:
    """A transaction that reads first and writes later must not fail as "database is locked"."""

    def work(catalog: Catalog, writer: int) -> None:
        for number in range(5):
            slug = f"record-{writer}-{number}"
            catalog.import_record(OPERATOR, ImportRequest(make_record(slug=slug), (), f"{slug}.md", slug))
            catalog.decide_tag(EDITOR, slug, "themes", "housing", "accepted")

    for future in at_once([lambda c=c, n=n: work(c, n) for n, c in enumerate(catalogs)]):
        future.result()

    with database.read() as session:
        assert set(repository.published_revisions(session).values()) == {2}
        assert len(repository.published_ids(session)) == WRITERS * 5


def test_decisions_on_one_record_queue_up(
    catalogs: list[Catalog], database: Database, vocabulary: Vocabulary
) -> None:
    catalogs[0].import_record(OPERATOR, ImportRequest(make_record(), (), "a.md", "a1"))
    others = [concept.id for concept in vocabulary.scheme("themes") if concept.id != "basic-services-food"]
    chosen = others[:WRITERS]

    done = at_once(
        [
            lambda c=c, theme=theme: c.decide_tag(EDITOR, SLUG, "themes", theme, "accepted")
            for c, theme in zip(catalogs, chosen, strict=True)
        ]
    )

    for future in done:
        future.result()
    with database.read() as session:
        stored = repository.get_published(session, SLUG)
    assert set(stored.record.themes) == {"basic-services-food", *chosen}
    assert stored.revision == 1 + len(chosen)
