"""The use cases on records. `Catalog` is the door; one small module per kind of work stands behind it.

Each use case takes who acts, asks `kb.permissions`, and owns one transaction in which record, revision, projections,
audit event and outbox row are written together or not at all.
"""

from kb.catalog.catalog import Catalog
from kb.catalog.importing import ImportOutcome, ImportRequest
from kb.db.repository.files import KnownFile

__all__ = ["Catalog", "ImportOutcome", "ImportRequest", "KnownFile"]
