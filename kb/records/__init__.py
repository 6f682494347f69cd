"""Records: pure values, no storage. `record` is the content, `workflow` its place in the catalogue, `rules` what it must hold."""

from kb.records.described import NOT_REPORTED, says_not_reported
from kb.records.partial_date import PartialDate
from kb.records.parts import SECTION_NAMES, ReportedResult, Sections, Source, Translation
from kb.records.record import (
    Record,
    canonical_document,
    canonical_json,
    content_hash,
    from_document,
    public_document,
)
from kb.records.rules import import_problems, problems_of, publish_problems, submit_problems
from kb.records.workflow import (
    Assignment,
    AuditEvent,
    Comment,
    Revision,
    Status,
    StoredRecord,
    Tombstone,
)

__all__ = [
    "NOT_REPORTED",
    "SECTION_NAMES",
    "Assignment",
    "AuditEvent",
    "Comment",
    "PartialDate",
    "Record",
    "ReportedResult",
    "Revision",
    "Sections",
    "Source",
    "Status",
    "StoredRecord",
    "Tombstone",
    "Translation",
    "canonical_document",
    "canonical_json",
    "content_hash",
    "from_document",
    "import_problems",
    "problems_of",
    "public_document",
    "publish_problems",
    "says_not_reported",
    "submit_problems",
]
