"""Handing a draft to the editors, and what stands in the way: the submit rules, the lengths of the texts, and what was
read from a document and nobody has checked."""

from __future__ import annotations

from kb.errors import InvalidRecord, Problem
from kb.records import Record, StoredRecord, submit_problems
from webui.context import actor, application
from webui.forms.quick import TEXT_LIMITS
from webui.handed_in import open_problems
from webui.heads import published_text


def unmet_to_submit(stored: StoredRecord) -> tuple[Problem, ...]:
    """Everything that submitting would refuse. A curated record has no contact and needs none; an answer that was read
    from a document is there to be checked and not missing."""
    record, to_check = stored.record, open_problems(stored)
    said = {problem.field for problem in to_check}
    if stored.owner is None:
        said.add("contact")
    problems = submit_problems(record, application().vocabulary)
    missing = tuple(problem for problem in problems if problem.field not in said)
    return (*missing, *_too_long(record, published_text(stored)), *to_check)


def submit(stored: StoredRecord, expected_revision: int) -> StoredRecord:
    """Raises InvalidRecord with all problems, and whatever the use case raises."""
    problems = unmet_to_submit(stored)
    if problems:
        raise InvalidRecord(problems)
    return application().catalog.submit(actor(), stored.record.slug, expected_revision)


def _too_long(record: Record, published: Record | None) -> tuple[Problem, ...]:
    """Texts over their limit; one that is public already may stay as long as it is."""
    return tuple(
        Problem(
            f"sections.{name}",
            "%(length)s characters; shorten it to %(limit)s.",
            {"length": len(text), "limit": limit},
        )
        for name, limit in TEXT_LIMITS.items()
        if len(text := getattr(record.sections, name) or "") > limit
        and not (published and text == getattr(published.sections, name))
    )
