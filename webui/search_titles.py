"""A search in words, for the title of a feed or a citation."""

from __future__ import annotations

from flask_babel import gettext as _

from kb.search.request import SearchRequest
from webui.facets import filter_chips


def search_title(search: SearchRequest) -> str:
    """ "“school meals”; Theme: Housing and homelessness", or that it is all records; the order is not part of it."""
    parts = [f"“{search.query}”"] if search.query else []
    parts += [f"{chip.kind}: {chip.text}" for chip in filter_chips(search, "")]
    parts += [str(_("by words only"))] if search.words_only else []
    return "; ".join(parts) or str(_("All records"))
