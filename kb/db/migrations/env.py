"""Alembic's environment: runs the migrations on the connection, and inside the transaction, that `kb.db.migrate` opened."""

from __future__ import annotations

from alembic import context

from kb.db.tables import Base


def run() -> None:
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=Base.metadata,
        render_as_batch=True,  # SQLite alters a table by copying it
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
