"""The words migrations are written in: columns and named constraints, as they stand in every schema version.

A migration does not import the models, which move on; what is said here must keep its meaning for ever.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

Column = sa.Column[Any]


def text(name: str, *, nullable: bool = False) -> Column:
    return sa.Column(name, sa.Text(), nullable=nullable)


def optional_texts(*names: str) -> list[Column]:
    return [text(name, nullable=True) for name in names]


def number(name: str, *, nullable: bool = False) -> Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def figures(*names: str) -> list[Column]:
    return [sa.Column(name, sa.Double(), nullable=True) for name in names]


def day(name: str, *, nullable: bool = True) -> Column:
    return sa.Column(name, sa.Date(), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def truth(name: str) -> Column:
    return sa.Column(name, sa.Boolean(), nullable=False)


def primary_key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def reference(table: str, column: str, other: str, *, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete=ondelete
    )


def create_index(table: str, column: str) -> None:
    op.create_index(f"ix_{table}_{column}", table, [column])


def dates(name: str, *, nullable: bool = True) -> list[Column]:
    raw: Column = sa.Column(name, sa.Text(), nullable=nullable)
    return [raw, day(f"{name}_earliest"), day(f"{name}_latest")]
