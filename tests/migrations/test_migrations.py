"""The migrations: up from nothing, down again, up with data inside, and the same schema as the models on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect

from kb.catalog import Catalog, ImportRequest
from kb.db import migrate, repository
from kb.db.session import Database
from kb.db.tables import Base
from kb.permissions import OPERATOR
from kb.vocab import Vocabulary
from tests.at_once import at_once
from tests.factories import OFFICER, make_record, make_suggestion


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    else:
        database = Database(request.getfixturevalue("empty_postgres_url"))
    yield database
    database.dispose()


def table_names(database: Database) -> set[str]:
    with database.schema_connection() as connection:
        return set(inspect(connection).get_table_names())


def fill(database: Database, vocabulary: Vocabulary) -> None:
    """A published record with every list, a draft, and a withdrawn record."""
    catalog = Catalog(database, vocabulary)
    record = make_record(awards=[{"name": "Example Prize"}], aliases=[{"text": "HM", "kind": "acronym"}])
    catalog.import_record(OPERATOR, ImportRequest(record, (make_suggestion(),), "a.md", "a1"))
    catalog.create(OFFICER, make_record(slug="draft"))
    catalog.import_record(OPERATOR, ImportRequest(make_record(slug="gone"), (), "b.md", "b1"))
    catalog.withdraw(OPERATOR, "gone", "A test.")


def test_up_from_nothing_and_down_again(empty: Database) -> None:
    assert migrate.current(empty) is None

    migrate.upgrade(empty)
    assert migrate.current(empty) == migrate.head()
    assert table_names(empty) == {*Base.metadata.tables, "alembic_version"}

    migrate.downgrade(empty, "base")
    assert migrate.current(empty) is None
    assert table_names(empty) == {"alembic_version"}


def test_an_upgrade_of_an_up_to_date_database_keeps_what_it_holds(
    empty: Database, vocabulary: Vocabulary
) -> None:
    migrate.upgrade(empty)
    fill(empty, vocabulary)

    migrate.upgrade(empty)

    with empty.read() as session:
        assert repository.get_published(session, "harbour-meals").record.title == "Harbour meals"
        assert repository.get_published(session, "gone").tombstone is not None


def test_down_and_up_with_data_inside(empty: Database, vocabulary: Vocabulary) -> None:
    migrate.upgrade(empty)
    fill(empty, vocabulary)

    migrate.downgrade(empty, "base")
    migrate.upgrade(empty)

    with empty.read() as session:
        assert repository.published_ids(session) == ()
    fill(empty, vocabulary)


def test_an_upgrade_that_fails_leaves_nothing_behind(empty: Database) -> None:
    with empty.schema_connection() as connection:
        connection.exec_driver_sql("CREATE TABLE awards (name TEXT)")

    with pytest.raises(Exception, match="already exists"):
        migrate.upgrade(empty)

    assert migrate.current(empty) is None
    assert table_names(empty) == {"awards"}


def test_the_migrated_schema_is_that_of_the_models(empty: Database) -> None:
    migrate.upgrade(empty)

    with empty.schema_connection() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_checks_keys_and_the_partial_index_are_those_of_the_models(empty: Database) -> None:
    """What Alembic does not compare: check constraints, the order of keys, the condition of an index."""
    migrate.upgrade(empty)

    with empty.schema_connection() as connection:
        found = inspect(connection)
        for name, table in Base.metadata.tables.items():
            checks = {c["name"] for c in found.get_check_constraints(name)}
            assert checks == {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint)}, name
            key = found.get_pk_constraint(name)
            assert (key["name"], key["constrained_columns"]) == (
                table.primary_key.name,
                [column.name for column in table.primary_key.columns],
            )
        (outbox_index,) = found.get_indexes("index_outbox")
        dialect_options = outbox_index["dialect_options"]
        assert "processed_at IS NULL" in str(dialect_options[f"{connection.dialect.name}_where"])


def test_the_models_have_the_same_conditions_as_the_migrations(tmp_path: Path) -> None:
    """Read back from SQLite, which keeps the words of a condition."""
    migrated = Database(f"sqlite:///{tmp_path / 'migrated.sqlite3'}")
    migrate.upgrade(migrated)
    from_models = Database(f"sqlite:///{tmp_path / 'models.sqlite3'}")
    with from_models.schema_connection() as connection:
        Base.metadata.create_all(connection)

    assert conditions(from_models) == conditions(migrated)
    for database in (migrated, from_models):
        database.dispose()


def conditions(database: Database) -> dict[str, str]:
    with database.schema_connection() as connection:
        found = inspect(connection)
        return {
            str(check["name"]): check["sqltext"]
            for table in Base.metadata.tables
            for check in found.get_check_constraints(table)
        }


def test_several_who_set_up_the_same_database_at_once(empty: Database) -> None:
    databases = [Database(empty.url) for _ in range(4)]

    for future in at_once([lambda d=d: migrate.upgrade(d) for d in databases]):
        future.result()

    assert migrate.current(empty) == migrate.head()
    for database in databases:
        database.dispose()


def test_the_scripts_are_in_the_package() -> None:
    assert migrate.head() == "0003"
    assert (migrate.SCRIPTS / "script.py.mako").is_file()
