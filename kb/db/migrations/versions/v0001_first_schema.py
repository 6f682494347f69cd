"""The first schema: records and their workflow, people, and the projections of published revisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kb.db.migrations.columns import (
    Column,
    check,
    create_index,
    dates,
    day,
    figures,
    moment,
    number,
    optional_texts,
    primary_key,
    reference,
    text,
    truth,
    unique,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

CONCEPT_LISTS = (
    "cities",
    "themes",
    "instruments",
    "target_groups",
    "reached_groups",
    "sdg_targets",
    "keywords",
)
TABLES = (
    "records", "revisions", "assignments", "ingested_files", "comments", "audit_events", "tombstones", "index_outbox",
    "users", "invitations", "sessions", "publications", "texts", "sections", "sources", *CONCEPT_LISTS, "aliases",
    "partners", "reported_results", "costs", "timeline", "conflicts", "practice_transfers", "practices", "awards",
)  # fmt: skip


def upgrade() -> None:
    _create_records()
    _create_revisions()
    _create_workflow()
    _create_people()
    _create_single_projections()
    for table in CONCEPT_LISTS:
        _create_part(table, text("concept"), indexed="concept")
    _create_part_lists()
    _create_result_lists()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_records() -> None:
    op.create_table(
        "records",
        number("id"),
        text("slug"),
        text("kind"),
        text("status"),
        *optional_texts("owner", "amended_by"),
        number("head_number"),
        number("published_number", nullable=True),
        day("issued"),
        moment("created_at"),
        primary_key("records", "id"),
        unique("records", "slug"),
        check("records", "kind", "kind IN ('case-study', 'event')"),
        check(
            "records",
            "status",
            "status IN ('draft', 'submitted', 'in-review', 'changes-requested', 'accepted', 'published', 'declined', "
            "'withdrawn')",
        ),
    )
    create_index("records", "status")
    create_index("records", "owner")


def _create_revisions() -> None:
    op.create_table(
        "revisions",
        number("id"),
        number("record_id"),
        number("number"),
        text("document"),
        number("schema_version"),
        text("content_hash"),
        text("origin"),
        number("based_on", nullable=True),
        truth("holds_edit"),
        text("author"),
        text("comment"),
        moment("created_at"),
        moment("published_at", nullable=True),
        primary_key("revisions", "id"),
        reference("revisions", "record_id", "records"),
        unique("revisions", "record_id", "number"),
        check("revisions", "origin", "origin IN ('ingest', 'edit', 'tag-decision')"),
        check("revisions", "number", "number >= 1"),
    )
    op.create_table(
        "assignments",
        number("id"),
        number("revision_id"),
        text("field"),
        text("concept"),
        text("method"),
        sa.Column("score", sa.Double(), nullable=False),
        text("sentence"),
        text("cue"),
        text("section"),
        text("language"),
        text("decision", nullable=True),
        text("decided_by"),
        primary_key("assignments", "id"),
        reference("assignments", "revision_id", "revisions"),
        unique("assignments", "revision_id", "field", "concept", "method"),
        check(
            "assignments",
            "field",
            "field IN ('cities', 'themes', 'target_groups', 'instruments', 'sdg_targets')",
        ),
        check("assignments", "method", "method IN ('human', 'authority-file', 'cue-words')"),
        check("assignments", "decision", "decision IN ('accepted', 'rejected')"),
        check("assignments", "score", "score BETWEEN 0 AND 1"),
    )


def _create_workflow() -> None:
    op.create_table(
        "ingested_files",
        number("id"),
        text("path"),
        text("sha256"),
        number("record_id"),
        text("language"),
        truth("is_original"),
        moment("ingested_at"),
        primary_key("ingested_files", "id"),
        reference("ingested_files", "record_id", "records"),
        unique("ingested_files", "path"),
        unique("ingested_files", "record_id", "language"),
    )
    op.create_table(
        "comments",
        number("id"),
        number("record_id"),
        text("author"),
        text("text"),
        text("field"),
        number("revision"),
        moment("created_at"),
        primary_key("comments", "id"),
        reference("comments", "record_id", "records"),
    )
    create_index("comments", "record_id")
    op.create_table(
        "audit_events",
        number("id"),
        number("record_id", nullable=True),
        text("slug"),
        text("actor"),
        text("action"),
        moment("at"),
        text("detail"),
        primary_key("audit_events", "id"),
        reference("audit_events", "record_id", "records"),
    )
    create_index("audit_events", "record_id")
    op.create_table(
        "tombstones",
        number("record_id"),
        text("title"),
        text("reason"),
        day("withdrawn_on", nullable=False),
        primary_key("tombstones", "record_id"),
        reference("tombstones", "record_id", "records"),
    )
    _create_index_outbox()


def _create_index_outbox() -> None:
    op.create_table(
        "index_outbox",
        number("id"),
        number("record_id"),
        moment("created_at"),
        number("attempts"),
        text("last_error", nullable=True),
        moment("processed_at", nullable=True),
        primary_key("index_outbox", "id"),
        reference("index_outbox", "record_id", "records"),
    )
    unprocessed = sa.text("processed_at IS NULL")
    op.create_index(
        "ix_index_outbox_unprocessed",
        "index_outbox",
        ["id"],
        sqlite_where=unprocessed,
        postgresql_where=unprocessed,
    )


def _create_people() -> None:
    roles = "role IN ('contributor', 'editor')"
    op.create_table(
        "users",
        number("id"),
        text("login"),
        text("name"),
        text("role"),
        text("password_hash"),
        moment("created_at"),
        moment("disabled_at", nullable=True),
        primary_key("users", "id"),
        unique("users", "login"),
        check("users", "role", roles),
    )
    op.create_table(
        "invitations",
        number("id"),
        text("login"),
        text("role"),
        text("token_hash"),
        text("invited_by"),
        moment("created_at"),
        moment("expires_at"),
        moment("accepted_at", nullable=True),
        primary_key("invitations", "id"),
        unique("invitations", "token_hash"),
        check("invitations", "role", roles),
    )
    create_index("invitations", "login")
    op.create_table(
        "sessions",
        number("id"),
        number("user_id"),
        text("token_hash"),
        moment("created_at"),
        moment("expires_at"),
        primary_key("sessions", "id"),
        reference("sessions", "user_id", "users", ondelete="CASCADE"),
        unique("sessions", "token_hash"),
    )
    create_index("sessions", "user_id")


def _create_single_projections() -> None:
    op.create_table(
        "publications",
        number("record_id"),
        number("revision"),
        *optional_texts("jurisdiction", "scale", "lead_name", "lead_type", "stage"),
        *dates("started"),
        *dates("ended"),
        number("evidence_level", nullable=True),
        text("evidence_reason", nullable=True),
        text("license"),
        day("confirmed_on"),
        day("review_by"),
        primary_key("publications", "record_id"),
        reference("publications", "record_id", "records"),
    )
    create_index("publications", "review_by")
    op.create_table(
        "texts",
        number("record_id"),
        text("language"),
        truth("is_original"),
        text("title"),
        *optional_texts("summary", "stage_note", "translated_by"),
        number("of_revision", nullable=True),
        primary_key("texts", "record_id", "language"),
        reference("texts", "record_id", "records"),
    )
    op.create_table(
        "sections",
        number("record_id"),
        text("language"),
        text("name"),
        text("text"),
        primary_key("sections", "record_id", "language", "name"),
        reference("sections", "record_id", "records"),
    )
    op.create_table(
        "sources",
        number("record_id"),
        number("n"),
        text("title"),
        *optional_texts("url", "publisher"),
        *dates("issued"),
        *optional_texts("language", "note", "archived_url"),
        day("captured_at"),
        primary_key("sources", "record_id", "n"),
        reference("sources", "record_id", "records"),
    )


def _create_part(table: str, *columns: Column, indexed: str | None = None) -> None:
    """A list of a record: one row per entry, keyed by its position."""
    op.create_table(
        table,
        number("record_id"),
        number("position"),
        *columns,
        primary_key(table, "record_id", "position"),
        reference(table, "record_id", "records"),
    )
    if indexed:
        create_index(table, indexed)


def _create_part_lists() -> None:
    _create_part(
        "aliases",
        text("part_id"),
        text("text"),
        *optional_texts("language"),
        text("kind"),
        *optional_texts("note"),
    )
    _create_part("partners", text("part_id"), text("name"), *optional_texts("type", "role"))
    _create_part("timeline", text("part_id"), *dates("date", nullable=False), text("event"), text("sources"))
    _create_part("conflicts", text("part_id"), text("statement"), text("sources"))
    _create_part(
        "practice_transfers",
        text("part_id"),
        text("kind"),
        *optional_texts("record", "city", "place", "note"),
        text("sources"),
        indexed="record",
    )
    _create_part(
        "practices",
        text("part_id"),
        *optional_texts("record", "title", "role", "note"),
        text("sources"),
        indexed="record",
    )
    _create_part(
        "awards",
        text("part_id"),
        text("name"),
        number("year", nullable=True),
        *optional_texts("result"),
        text("sources"),
    )


def _create_result_lists() -> None:
    _create_part(
        "reported_results",
        text("part_id"),
        text("metric"),
        *optional_texts("family", "value"),
        *figures("number", "low", "high"),
        text("qualifier", nullable=True),
        *figures("denominator"),
        *optional_texts(
            "unit", "baseline", "comparator", "period", "population", "kind", "design", "reporter"
        ),
        number("evidence_level", nullable=True),
        text("note", nullable=True),
        text("sources"),
    )
    _create_part(
        "costs",
        text("part_id"),
        text("amount"),
        *figures("number"),
        *optional_texts("currency", "period", "kind", "scope", "note"),
        text("sources"),
    )
