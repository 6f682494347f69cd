"""A record as its page shows it: the text in one language, the sections in template order, figures, tags, citations.

The public pages and the previews for authors and editors all use `record_page` with `templates/record/body.html`:
`render_template("…", page=record_page(stored))` and `{% include "record/body.html" %}` (headings start at h2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from kb.records import SECTION_NAMES, Record, ReportedResult, Sections, StoredRecord, Translation
from kb.records.workflow import Assignment
from kb.search.plain_text import plain_text
from webui import labels, links, prose
from webui.references import References

KEY_FIGURES = 4
# Tagged field -> scheme of its labels (cities have the authority file) and the filter that finds its records.
_TAG_FIELDS = {
    "themes": ("themes", "theme"),
    "cities": ("", "city"),
    "target_groups": ("target-groups", "target_group"),
    "instruments": ("instruments", "instrument"),
    "sdg_targets": ("sdg-targets", ""),
}


@dataclass(frozen=True, slots=True)
class SectionText:
    """One section. "not-reported" was looked for; "not-asked" is not covered. `language` is that of the text."""

    name: str
    label: str
    state: Literal["reported", "not-reported", "not-asked"]
    text: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A concept of the record, or one that was only suggested, with why: every assignment that speaks for it."""

    field: str
    concept: str
    label: str
    url: str
    reasons: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """What the templates of a record read. `text` is the translation shown, None for the original; `asked` is the language
    its reader asked for, None where it is not known or there is no text in it."""

    stored: StoredRecord
    record: Record
    text: Translation | None
    language: str
    asked: str | None
    title: str
    summary: str
    stage_note: str
    keywords: tuple[str, ...]
    keywords_language: str
    sections: tuple[SectionText, ...]
    key_figures: tuple[ReportedResult, ...]
    tags: tuple[Tag, ...]
    unused_suggestions: tuple[Tag, ...]
    references: References

    def block(self, text: str) -> Markup:
        return prose.block(text, self.references)

    def inline(self, text: str) -> Markup:
        return prose.inline(text, self.references)

    def cited(self, text: str, sources: Iterable[int]) -> Markup:
        return prose.cited(text, sources, self.references)

    @property
    def description(self) -> str:
        """The summary as plain text, for the head of the page."""
        return plain_text(self.summary)

    def section(self, name: str) -> SectionText:
        return next(section for section in self.sections if section.name == name)

    @property
    def not_asked(self) -> tuple[str, ...]:
        """Labels of the sections that the record does not cover; "Other" asks nothing, so it cannot be missing."""
        return tuple(
            section.label
            for section in self.sections
            if section.state == "not-asked" and section.name != "other"
        )


def record_page(stored: StoredRecord, language: str | None = None) -> RecordPage:
    """The page of a record; in a translation when the record has one in `language`, else in the original."""
    record = stored.record
    text = record.in_language(language) if language and language != record.language else None
    shown: Record | Translation = text or record
    used, unused = _tags(stored)
    return RecordPage(
        stored=stored,
        record=record,
        text=text,
        language=shown.language,
        asked=language if language == shown.language else None,
        title=shown.title,
        summary=shown.summary or "",
        stage_note=shown.stage_note or "",
        keywords=(shown if shown.keywords else record).keywords,
        keywords_language=(shown if shown.keywords else record).language,
        sections=tuple(_section(name, record, text) for name in SECTION_NAMES),
        key_figures=key_figures(record),
        tags=used,
        unused_suggestions=unused,
        references=References(record.sources),
    )


def key_figures(record: Record) -> tuple[ReportedResult, ...]:
    """At most four figures, the best first, and one per unit.

    One per unit keeps a series of alike percentages from crowding out what went the other way. What was reported in words
    stands among the results.
    """
    by_unit: dict[str, ReportedResult] = {}
    for result in record.figures:
        by_unit.setdefault((result.unit or "").casefold(), result)
    return tuple(by_unit.values())[:KEY_FIGURES]


def _section(name: str, record: Record, text: Translation | None) -> SectionText:
    """The section in the language shown; where the translation lacks it, the original's text."""
    label = labels.section_label(name)
    known = ((record.sections, record.language),)
    texts = ((text.sections, text.language), *known) if text else known
    for sections, language in texts:
        if found := getattr(sections, name):
            return SectionText(name, label, "reported", found, language)
    return SectionText(name, label, _silence(name, record.sections))


def _silence(name: str, sections: Sections) -> Literal["not-reported", "not-asked"]:
    return "not-reported" if name in sections.not_reported else "not-asked"


def _tags(stored: StoredRecord) -> tuple[tuple[Tag, ...], tuple[Tag, ...]]:
    """The record's concepts with their reasons, and concepts that were suggested but are not used."""
    reasons: dict[tuple[str, str], list[Assignment]] = {}
    for assignment in stored.assignments:
        reasons.setdefault((assignment.field, assignment.concept), []).append(assignment)
    used = [(field, concept) for field in _TAG_FIELDS for concept in getattr(stored.record, field)]
    unused = [key for key in reasons if key not in used]
    return (
        tuple(_tag(key, reasons.get(key, [])) for key in used),
        tuple(_tag(key, reasons[key]) for key in unused),
    )


def _tag(key: tuple[str, str], reasons: list[Assignment]) -> Tag:
    field, concept = key
    scheme, filter_name = _TAG_FIELDS[field]
    label = labels.concept_label(scheme, concept) if scheme else labels.city_label(concept)
    url = links.filter_url(filter_name, concept) if filter_name else ""
    return Tag(field, concept, label, links.concept_page(field, concept) or url, tuple(reasons))
