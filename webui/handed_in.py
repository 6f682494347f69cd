"""Documents that officers hand in: read, not kept; their proposals wait beside the draft until somebody has checked them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _

from ingest.proposals import unanswered
from ingest.proposals.document import ReadDocument, read_document
from ingest.proposals.kept import KeptProposals, OpenProposals
from kb.errors import InvalidRecord, Problem
from kb.records import Record, StoredRecord
from webui.context import actor, application
from webui.field_labels import field_label
from webui.forms.problems import problem_text
from webui.forms.proposed import TAKEN
from webui.labels import N_

_ROWS = ("reported_results", "costs", "timeline", "sources")
_OPEN = N_("Read from your document and not yet checked: tick it, change it or empty it.")
_OPEN_ROWS = {
    "reported_results": N_(
        "Figures read from your document and not yet checked: %(count)s. Tick or remove each."
    ),
    "costs": N_("Costs read from your document and not yet checked: %(count)s. Tick or remove each."),
    "timeline": N_("Dates read from your document and not yet checked: %(count)s. Tick or remove each."),
    "sources": N_("Sources read from your document and not yet checked: %(count)s. Tick or remove each."),
}


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The open proposals a form was made with, if any. `is_stale`: the form names a reading that is not there any more."""

    document: OpenProposals | None = None
    is_stale: bool = False

    def provenance(self, record: Record) -> Record:
        """The record with the name and hash of the document it was begun from, unless it says where it comes from."""
        if self.document is None or record.provenance is not None:
            return record
        note = f"Read on {self.document.read_on}; SHA-256 {self.document.sha256}."
        return record.with_changes(provenance={"derived_from": self.document.name, "note": note})

    def keep(self, stored: StoredRecord, left: dict[str, Any]) -> None:
        """After saving: what is still open now waits with the record."""
        if self.document is not None:
            _kept().drop(_new_key(self.document.token))
            _kept().keep(_record_key(stored), replace(self.document, proposals=left))


def of_record(stored: StoredRecord | None) -> HandedIn:
    """What is open for a record."""
    return HandedIn(_kept().find(_record_key(stored))) if stored else HandedIn()


def of_form(token: str, stored: StoredRecord | None) -> HandedIn:
    """What the form that was sent is about; `token` is the reading that it names."""
    if not token:
        return HandedIn()
    found = None
    if token.isascii() and token.isalnum():
        found = _kept().find(_record_key(stored) if stored else _new_key(token))
    is_there = found is not None and found.token == token and (stored or found.owner == actor().login)
    return HandedIn(found) if is_there else HandedIn(is_stale=True)


def read_file(file: Any, stored: StoredRecord | None) -> tuple[HandedIn, ReadDocument]:
    """Read an uploaded file and let its proposals wait. Raises InvalidRecord, with what to do."""
    if not file or not file.filename:
        raise InvalidRecord([Problem("", N_("Choose a file first."))])
    most = application().settings.max_file_mb * 1024 * 1024
    read = read_document(file.stream.read(most + 1), file.filename, application().vocabulary, most)
    fresh = (one for one in unanswered(read.proposals, _answered(stored)) if one.field in TAKEN)
    numbered = {f"p{number}": one for number, one in enumerate(fresh, start=1)}
    token = secrets.token_hex(16)
    document = OpenProposals(token, actor().login, read.name, read.sha256, read.read_on, numbered)
    _kept().keep(_record_key(stored) if stored else _new_key(token), document)
    return HandedIn(document), read


def _answered(stored: StoredRecord | None) -> dict[str, Any]:
    """What the record says already, its sections under dotted names; nothing for one that does not exist yet."""
    document = stored.record.model_dump(mode="json") if stored else {}
    sections = document.pop("sections", None) or {}
    return document | {f"sections.{name}": text for name, text in sections.items()}


def leave_out(handed_in: HandedIn, stored: StoredRecord | None) -> None:
    """Forget everything that is open."""
    if handed_in.document:
        _kept().drop(_record_key(stored) if stored else _new_key(handed_in.document.token))


def forget(stored: StoredRecord) -> None:
    """Of a record that is no more nothing waits."""
    _kept().drop(_record_key(stored))


def open_problems(stored: StoredRecord) -> tuple[Problem, ...]:
    """One problem for each open answer, and one for all open rows of a kind."""
    document = of_record(stored).document
    fields = [proposal.field for proposal in document.proposals.values()] if document else []
    single = [Problem(field, _OPEN) for field in dict.fromkeys(fields) if field not in _ROWS]
    counted = {name: fields.count(name) for name in _ROWS}
    return (
        *single,
        *(Problem(name, _OPEN_ROWS[name], {"count": count}) for name, count in counted.items() if count),
    )


def sentences(problems: Iterable[Problem]) -> list[str]:
    """What a reader says of a file, with the place where it says it."""
    return [_placed(problem) for problem in problems]


def _placed(problem: Problem) -> str:
    text = problem_text(problem)
    return _("%(field)s: %(text)s", field=field_label(problem.field), text=text) if problem.field else text


def _kept() -> KeptProposals:
    return KeptProposals(application().settings.data / "proposals")


def _record_key(stored: StoredRecord) -> str:
    return f"record-{stored.record.slug}"


def _new_key(token: str) -> str:
    return f"new-{token}"
