"""The numbered references of one page: where each source is cited, so that the list of sources can lead back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from markupsafe import Markup

from kb.records import Source


class References:
    """Cites sources by number while a page is written from top to bottom.

    On the record's own page a citation leads to `#source-8` and leaves an id to lead back to. Elsewhere (`base` is
    the address of the record's page) it leads there and leaves none.
    """

    def __init__(self, sources: Sequence[Source], base: str = "") -> None:
        self._sources = {source.n: source for source in sources}
        self._base = base
        self._places: dict[int, list[str]] = {}

    def cite(self, numbers: Iterable[int]) -> Markup:
        """Links to these sources in brackets. A number that no source has stays plain text."""
        marks = [self._mark(number) for number in dict.fromkeys(numbers)]
        if not marks:
            return Markup("")
        return Markup('<span class="cites">[{}]</span>').format(Markup(",&#8201;").join(marks))

    def places(self, number: int) -> tuple[str, ...]:
        """The ids of the places where this source is cited, in the order of the page."""
        return tuple(self._places.get(number, ()))

    def _mark(self, number: int) -> Markup:
        source = self._sources.get(number)
        if source is None:
            return Markup.escape(number)
        told = f"{source.title} ({source.note})" if source.note else source.title
        label = _("Source %(number)s: %(title)s", number=number, title=told)
        address = f"{self._base}#source-{number}"
        if self._base:
            return Markup('<a href="{}" title="{}">{}</a>').format(address, label, number)
        places = self._places.setdefault(number, [])
        places.append(f"cite-{number}-{len(places) + 1}")
        return Markup('<a id="{}" href="{}" title="{}">{}</a>').format(places[-1], address, label, number)
