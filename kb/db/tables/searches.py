"""Searches that somebody cites: what was asked, and what the answer was at that time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from kb.db.base import Base, UtcDateTime


class CitedSearchRow(Base):
    """One search as it was answered; rows are never changed.

    `filters` is a JSON object of lists, `found` a JSON list of [slug, revision] in the order of the answer, cut at a
    bound; `total` counts all of them. `generation` and `fingerprint` are those of the index that answered.
    """

    __tablename__ = "cited_searches"
    __table_args__ = (UniqueConstraint("identifier"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(Text)
    query: Mapped[str] = mapped_column(Text)
    filters: Mapped[str] = mapped_column(Text)
    sort: Mapped[str] = mapped_column(Text)
    words_only: Mapped[bool] = mapped_column(server_default=false())
    generation: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(Text)
    total: Mapped[int]
    found: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
