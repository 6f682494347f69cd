"""Searches that somebody cites."""

from __future__ import annotations

from alembic import op

from kb.db.migrations.columns import moment, number, primary_key, text, unique

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cited_searches",
        number("id"),
        text("identifier"),
        text("query"),
        text("filters"),
        text("sort"),
        number("generation"),
        text("fingerprint"),
        number("total"),
        text("found"),
        moment("created_at"),
        primary_key("cited_searches", "id"),
        unique("cited_searches", "identifier"),
    )


def downgrade() -> None:
    op.drop_table("cited_searches")
