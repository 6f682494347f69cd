"""Records a reader may want next, and why each is near, in words for one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from kb.nearby import Near, nearest, sought_of
from kb.records import Record
from webui import labels
from webui.context import application

RELATED = 6
SCHEMES = {"themes": "themes", "target_groups": "target-groups", "instruments": "instruments"}


def related_to(record: Record, linked: frozenset[str], language: str | None) -> tuple[Near, ...]:
    """The records nearest to this one, for a reader of that language; `linked` are the slugs of those that document a
    transfer from or to it."""
    sought = sought_of(record, linked)
    return nearest(application().database, application().backend, sought, RELATED, language or "")


def reasons(near: Near) -> tuple[str, ...]:
    """The strongest first: a transfer, themes, groups, instruments, words."""
    return tuple(_reasons(near))


def _reasons(near: Near) -> Iterator[str]:
    if near.is_linked:
        yield _("a transfer between the two is documented")
    themes = near.shared.get("themes", ())
    if near.has_primary_theme:
        yield _("main theme %(theme)s", theme=_labels("themes", themes[:1]))
        themes = themes[1:]
    if themes:
        names = _labels("themes", themes)
        yield ngettext("theme %(names)s", "themes %(names)s", len(themes), names=names)
    if groups := near.shared.get("target_groups", ()):
        yield _("for %(groups)s", groups=_labels("target_groups", groups))
    if instruments := near.shared.get("instruments", ()):
        yield _("by %(instruments)s", instruments=_labels("instruments", instruments))
    if near.words:
        yield ngettext(
            "the word %(words)s", "the words %(words)s", len(near.words), words=", ".join(near.words)
        )


def _labels(field: str, concepts: tuple[str, ...]) -> str:
    return listed([labels.concept_label(SCHEMES[field], concept) for concept in concepts])


def listed(names: Sequence[str]) -> str:
    """Names in one line; a name with a comma in it ("Water, sanitation, energy and food") asks for another mark."""
    return (" · " if any("," in name for name in names) else ", ").join(names)
