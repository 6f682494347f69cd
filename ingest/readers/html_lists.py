"""HTML lists to rows of a record: numbered sources, a timeline, statements of conflict, other names, awards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from bs4 import Tag

from ingest.labels import column_of
from ingest.normalise import date_text, one_line, split_citations, whole_number
from ingest.readers.html_prose import Prose
from kb.records import PartialDate, says_not_reported

_LEADING_DATE = re.compile(r"^(.{4,40}?)\s*(?::|–|—|\s-\s|\.\s|,\s(?=\D))\s*(.+)$", re.DOTALL)
_LABEL = re.compile(r"(?:^|[.;,]?\s+)([^\W\d][^\W\d ]{1,14}(?: (?:le|el|at))?|열람일|보존본)\s*[::]\s+")
_SOURCE_LABELS = ("language", "note", "captured_at", "archived_url", "publisher", "issued")
_ADDRESS = re.compile(r"https?://\S+[^\s.,;)\]]")


def rows_of_list(node: Tag, part: str, prose: Prose) -> list[dict[str, object]] | None:
    """The list's entries as rows of a part; None when the part cannot be read from a list."""
    if part == "sources":
        return [_source(number, entry, prose) for number, entry in numbered_entries(node)]
    read = _READERS.get(part)
    return [read(entry, prose) for entry in node.find_all("li", recursive=False)] if read else None


def numbered_entries(node: Tag) -> Iterator[tuple[int, Tag]]:
    """The entries of a list with the numbers a browser gives them (`value`, `start`, else one up)."""
    start = whole_number(str(node.get("start", "1")))
    number = 1 if start is None else start
    for entry in node.find_all("li", recursive=False):
        given = whole_number(str(entry.get("value", "")))
        number = number if given is None else given
        yield number, entry
        number += 1


def is_source_list(node: Tag) -> bool:
    """Whether a list announces itself as one of sources by the ids of its entries."""
    entries = node.find_all("li", recursive=False)
    return bool(entries) and all(
        str(entry.get("id", "")).startswith(("source-", "ref-")) for entry in entries
    )


def is_date(text: str) -> bool:
    """Whether the record can read the text as a (partial) date."""
    try:
        PartialDate.model_validate(text)
    except ValueError:
        return False
    return True


def _timeline_entry(entry: Tag, prose: Prose) -> dict[str, object]:
    time = entry.find("time")
    text, sources = split_citations(prose.plain(entry))
    if isinstance(time, Tag):
        shown = prose.plain(time)
        date = _first_date(shown, str(time.get("datetime", "")))
        return {"date": date, "event": text.removeprefix(shown).strip(" :–—-,."), "sources": list(sources)}
    match = _LEADING_DATE.match(text)
    if match:
        return {"date": date_text(match[1]), "event": match[2], "sources": list(sources)}
    word, _, rest = text.partition(" ")
    return {"date": word, "event": rest, "sources": list(sources)}


def _first_date(shown: str, machine: str) -> str | None:
    spelled = date_text(shown)
    return spelled if spelled is None or is_date(spelled) or not is_date(machine) else machine


def _conflict(entry: Tag, prose: Prose) -> dict[str, object]:
    statement, sources = split_citations(prose.plain(entry))
    return {"statement": statement, "sources": list(sources)}


def _alias(entry: Tag, prose: Prose) -> dict[str, object]:
    marked = entry.find(True, attrs={"lang": True})
    language = entry.get("lang") or (marked.get("lang") if isinstance(marked, Tag) else None)
    alias: dict[str, object] = {"text": prose.plain(entry)}
    return alias | ({"language": str(language)} if language else {})


def _award(entry: Tag, prose: Prose) -> dict[str, object]:
    name, sources = split_citations(prose.plain(entry))
    return {"name": name, "sources": list(sources)}


def _attachment(entry: Tag, prose: Prose) -> dict[str, object]:
    link = entry.find("a", href=True)
    file = str(link["href"]) if isinstance(link, Tag) else prose.plain(entry)
    return {"file": file, "title": prose.plain(entry)}


def _practice(entry: Tag, prose: Prose) -> dict[str, object]:
    title, sources = split_citations(prose.plain(entry))
    return {"title": title, "sources": list(sources)}


_READERS: Mapping[str, Callable[[Tag, Prose], dict[str, object]]] = {
    "timeline": _timeline_entry,
    "conflicts": _conflict,
    "aliases": _alias,
    "awards": _award,
    "attachments": _attachment,
    "practices": _practice,
}


def _source(number: int, entry: Tag, prose: Prose) -> dict[str, object]:
    """`<a>Title</a>, Publisher, date. Language: en. Note: …`; without a link the text up to the first comma is the title."""
    link = entry.find("a", href=True)
    whole = one_line(entry.get_text(" " if not isinstance(link, Tag) else ""))
    source: dict[str, object] = {"n": number}
    if isinstance(link, Tag):
        source |= {"title": one_line(link.get_text()), "url": str(link["href"]).strip()}
        rest = whole.partition(str(source["title"]))[2]
        language = str(link.get("hreflang", ""))
    else:
        address = _ADDRESS.search(whole)
        title, _, rest = whole.replace(address[0] if address else "\n", "").strip(" .,;").partition(", ")
        source |= {"title": title} | ({"url": address[0]} if address else {})
        language = ""
    described, labelled = _labelled(rest)
    source |= _publisher_and_date(described) | labelled
    if language:
        source.setdefault("language", language)
    return source | _archive_link(entry, link, source)


def _labelled(text: str) -> tuple[str, dict[str, object]]:
    """What stands before the first label, and the labelled values."""
    marks = [
        (match, name)
        for match in _LABEL.finditer(text)
        if (name := column_of("sources", match[1])) in _SOURCE_LABELS
    ]
    if not marks:
        return text, {}
    ends = [*(match.start() for match, _ in marks[1:]), len(text)]
    values: dict[str, object] = {
        name: _labelled_value(name, text[match.end() : end])
        for (match, name), end in zip(marks, ends, strict=True)
    }
    return text[: marks[0][0].start()], values


def _labelled_value(name: str, text: str) -> str | None:
    text = text.strip()
    bare = text if name == "note" else text.rstrip(".;,")
    if says_not_reported(bare):
        return None
    return date_text(bare) if name in ("issued", "captured_at") else bare


def _publisher_and_date(text: str) -> dict[str, object]:
    """ ", Publisher, 2023-05." in its two parts; a publisher may hold commas."""
    text = text.strip(" .,;")
    publisher, _, last = text.rpartition(", ")
    spelled = date_text(last) if last else last
    if spelled is None or is_date(spelled):
        return ({"publisher": publisher} if publisher else {}) | {"issued": spelled}
    return {"publisher": text} if text else {}


def _archive_link(entry: Tag, link: object, source: Mapping[str, object]) -> dict[str, object]:
    """The address behind "Archived: copy"."""
    links = [str(other["href"]).strip() for other in entry.find_all("a", href=True) if other is not link]
    return {"archived_url": links[0]} if "archived_url" in source and links else {}
