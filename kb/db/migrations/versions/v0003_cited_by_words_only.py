"""Whether a cited search was by its words only; until now every search was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column: sa.Column[bool] = sa.Column("words_only", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("cited_searches", column)


def downgrade() -> None:
    op.drop_column("cited_searches", "words_only")
