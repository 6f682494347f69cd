"""What the public revisions of a record say of its translations: which came when, and whether one is out of date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from flask_babel import gettext as _
from flask_babel import ngettext

from kb.db import repository
from kb.errors import NotFound
from kb.records import Record, Revision, Sections, Translation
from webui.context import application, language_name


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One revision; `note` says whether it is the one shown, and which translations it brought when it was no more."""

    number: int
    created_at: datetime
    note: str


def revision_lines(revisions: Sequence[Revision], shown: int) -> tuple[RevisionLine, ...]:
    """The revisions as given, newest first; `shown` is the number of the one on the page."""
    return tuple(
        RevisionLine(each.number, each.created_at, "; ".join(_notes(each, older, shown)))
        for each, older in zip_longest(revisions, revisions[1:])
    )


def differ_in_translations_only(one: Record, other: Record) -> bool:
    return _untranslated(one) == _untranslated(other)


def is_outdated(record: Record, text: Translation | None) -> bool:
    """Whether what this translation translates has other words in the record than in the revision it was made from."""
    if text is None or text.of_revision is None:
        return False
    try:
        with application().database.read() as session:
            then = repository.get_revision(session, record.slug, text.of_revision).record
    except NotFound:  # the number is of another installation
        return False
    return _words(then, text) != _words(record, text)


def _notes(revision: Revision, older: Revision | None, shown: int) -> Iterator[str]:
    if revision.number == shown:
        yield str(_("shown here"))
    if languages := _translated(older.record, revision.record) if older else ():
        names = ", ".join(map(language_name, languages))
        yield ngettext("translation: %(names)s", "translations: %(names)s", len(languages), names=names)


def _translated(before: Record, after: Record) -> tuple[str, ...]:
    if not differ_in_translations_only(before, after):
        return ()
    return tuple(text.language for text in after.translations if text not in before.translations)


def _untranslated(record: Record) -> Record:
    return record.model_copy(update={"translations": ()})


def _words(record: Record, text: Translation) -> tuple[str, str | None, str | None, Sections | None]:
    sections = record.sections if text.is_full_text else None
    return record.title, record.summary, record.stage_note, sections
