"""How to cite a record: one line of text, and a BibTeX entry."""

from __future__ import annotations

import re

from flask_babel import gettext as _

from kb.records import StoredRecord
from webui import dates, labels, links

_BIBTEX_SPECIAL = re.compile(r"([&%$#_{}])")


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
    fields = {
        "title": f"{{{_escaped(record.title)}}}",
        "author": "{CityKB}",
        "year": str(stored.modified.year),
        "howpublished": rf"\url{{{address_of(stored)}}}",
        "note": _escaped(f"{_place(stored)}; revision {stored.revision}; {record.license}"),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{citykb-{record.slug}-{stored.revision},\n{lines}\n}}"


def _place(stored: StoredRecord) -> str:
    return ", ".join(labels.city_label(city) for city in stored.record.cities)


def _escaped(text: str) -> str:
    return _BIBTEX_SPECIAL.sub(r"\\\1", text)
