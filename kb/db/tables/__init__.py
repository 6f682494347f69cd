"""All tables. Importing this package fills `Base.metadata`, which the migrations are compared with."""

from kb.db.base import Base
from kb.db.tables import projections
from kb.db.tables.people import InvitationRow, SessionRow, UserRow
from kb.db.tables.records import (
    AssignmentRow,
    AuditEventRow,
    CommentRow,
    IndexOutboxRow,
    IngestedFileRow,
    RecordRow,
    RevisionRow,
    TombstoneRow,
)
from kb.db.tables.searches import CitedSearchRow

__all__ = [
    "AssignmentRow",
    "AuditEventRow",
    "Base",
    "CitedSearchRow",
    "CommentRow",
    "IndexOutboxRow",
    "IngestedFileRow",
    "InvitationRow",
    "RecordRow",
    "RevisionRow",
    "SessionRow",
    "TombstoneRow",
    "UserRow",
    "projections",
]
