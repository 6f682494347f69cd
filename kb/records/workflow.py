"""A record's place in the catalogue: status, revisions, assignments, comments, audit.

A record points at two revisions. `published` is what the public reads; `head` is the newest. They differ while
an amendment of a published record is being written or reviewed; `status` is always that of the head.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, get_args

from kb.records.record import Record


class Status(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in-review"
    CHANGES_REQUESTED = "changes-requested"
    ACCEPTED = "accepted"
    PUBLISHED = "published"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


RevisionOrigin = Literal["ingest", "edit", "tag-decision"]
TaggedField = Literal["cities", "themes", "target_groups", "instruments", "sdg_targets"]
TAGGED_FIELDS: tuple[TaggedField, ...] = get_args(TaggedField)
Method = Literal["human", "authority-file", "cue-words"]
Decision = Literal["accepted", "rejected"]


@dataclass(frozen=True, slots=True)
class Assignment:
    """A concept given to a record, and why.

    `score` is between 0 and 1. `sentence` is the text that triggered it, `cue` the words inside it, `section` where
    it stands ("title", "summary" or a section name). `decision` is a person's verdict on a suggestion; a concept
    that the file or the form names has method "human" and no sentence.
    """

    field: TaggedField
    concept: str
    method: Method
    score: float
    sentence: str = ""
    cue: str = ""
    section: str = ""
    language: str = ""
    decision: Decision | None = None
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """One numbered state of a record. `comment` is the author's word on what changed."""

    number: int
    record: Record
    content_hash: str
    origin: RevisionOrigin
    author: str
    created_at: datetime
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stays at the address of a withdrawn record."""

    slug: str
    kind: str
    title: str
    reason: str
    withdrawn_on: date


@dataclass(frozen=True, slots=True)
class Comment:
    """A word between editor and officer, on the whole record or on a field."""

    author: str
    text: str
    field: str
    revision: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Who did what and when; `detail` names the statuses or the tag concerned."""

    actor: str
    action: str
    at: datetime
    slug: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record with its place in the catalogue. `record` is the revision asked for (published for the public).

    `owner` created the record (None: curated from a file), `amended_by` opened the amendment under way.
    """

    id: int
    record: Record
    status: Status
    revision: int
    head_revision: int
    published_revision: int | None
    issued: date | None
    modified: datetime
    owner: str | None = None
    assignments: tuple[Assignment, ...] = ()
    tombstone: Tombstone | None = None
    amended_by: str | None = None

    def belongs_to(self, login: str) -> bool:
        """Whether the record, or the amendment under way, was begun by `login`: what the permission table calls own."""
        return bool(login) and login in (self.owner, self.amended_by)

    @property
    def is_public(self) -> bool:
        return self.published_revision is not None and self.status is not Status.WITHDRAWN
