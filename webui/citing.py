"""How to cite a record or a stored search: one line of text, BibTeX and, of a record, RIS."""

from __future__ import annotations

import re

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from kb.cited_searches import request_of
from kb.db.repository import CitedSearch
from kb.records import StoredRecord
from webui import dates, labels, links
from webui.search_titles import search_title

_BIBTEX_SPECIAL = re.compile(r"[&%$#_{}\\~^]")
# A backslash would begin a command of TeX, which may read files.
_BIBTEX_WORDS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def address_of(stored: StoredRecord) -> str:
    """The full address of exactly this revision of a case study, or of an event."""
    return links.public_address(links.revision_url(stored))


def plain_citation(stored: StoredRecord) -> str:
    """Title, place, publication, revision, date, address, licence."""
    record = stored.record
    citation: str = _(
        "%(title)s (%(place)s). CityKB, revision %(revision)s, %(date)s. %(address)s (%(license)s).",
        title=record.title,
        place=_place(stored),
        revision=stored.revision,
        date=dates.day(stored.modified),
        address=address_of(stored),
        license=record.license,
    )
    return citation


def bibtex(stored: StoredRecord) -> str:
    """An entry of type misc, readable by BibTeX and BibLaTeX (UTF-8)."""
    record = stored.record
    return _entry(
        f"citykb-{record.slug}-{stored.revision}",
        record.title,
        stored.modified.year,
        address_of(stored),
        f"{_place(stored)}; revision {stored.revision}; {record.license}",
    )


def ris(stored: StoredRecord) -> str:
    """The same for reference managers that read RIS, such as Zotero, EndNote and Mendeley."""
    record = stored.record
    lines = [
        ("TY", "ELEC"),
        ("ID", f"citykb-{record.slug}-{stored.revision}"),
        ("TI", record.title),
        ("AU", "CityKB"),
        ("PB", "CityKB"),
        ("PY", str(stored.modified.year)),
        ("DA", f"{stored.modified:%Y/%m/%d}"),
        ("ET", f"revision {stored.revision}"),
        ("AB", record.summary or ""),
        ("KW", _place(stored)),
        *(("KW", labels.concept_label("themes", theme)) for theme in record.themes),
        ("LA", record.language),
        ("N1", record.license),
        ("UR", address_of(stored)),
        ("ER", ""),
    ]
    written = ((tag, " ".join(text.split())) for tag, text in lines if text or tag == "ER")
    return "".join(f"{tag}  - {text}\r\n" for tag, text in written)


def address_of_search(search: CitedSearch) -> str:
    """The full address of a stored search."""
    return links.public_address(url_for("searches.show", identifier=search.identifier))


def search_citation(search: CitedSearch) -> str:
    """What was searched, what was found, when, in which index, and the address."""
    citation: str = _(
        "CityKB, search %(title)s: %(count)s found on %(date)s (index generation %(generation)s). %(address)s",
        title=search_title(request_of(search)),
        count=ngettext("%(num)s record", "%(num)s records", search.total),
        date=dates.day(search.created_at),
        generation=search.generation,
        address=address_of_search(search),
    )
    return citation


def search_bibtex(search: CitedSearch) -> str:
    """The same as an entry of type misc."""
    return _entry(
        f"citykb-search-{search.identifier}",
        f"Search {search_title(request_of(search))}",
        search.created_at.year,
        address_of_search(search),
        f"{search.total} records on {search.created_at.date().isoformat()}; index generation {search.generation}",
    )


def _entry(key: str, title: str, year: int, address: str, note: str) -> str:
    fields = {
        "title": f"{{{_escaped(title)}}}",
        "author": "{CityKB}",
        "year": str(year),
        "howpublished": rf"\url{{{address}}}",
        "note": _escaped(note),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{key},\n{lines}\n}}"


def _place(stored: StoredRecord) -> str:
    return ", ".join(labels.city_label(city) for city in stored.record.cities)


def _escaped(text: str) -> str:
    return _BIBTEX_SPECIAL.sub(lambda sign: _BIBTEX_WORDS.get(sign[0], f"\\{sign[0]}"), text)
