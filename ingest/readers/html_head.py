"""What a web page says of itself outside its text: JSON-LD (schema.org), Open Graph, Dublin Core and plain `<meta>`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bs4 import BeautifulSoup, Tag

from ingest.normalise import one_line
from ingest.readers.document_dates import day_of
from ingest.readers.html_blocks import plain_text_of
from ingest.readers.write_up import DocumentFacts
from kb.vocab.labels import name_key

_MAX_JSON = 200_000
_MAX_NODES = 500
_DOCUMENT_TYPES = re.compile(
    r"(?:Article|Report|Posting|WebPage|Service|Project|CreativeWork|Dataset|Legislation|Review)$"
)
_TITLE = ("og:title", "dcterms.title", "dc.title", "citation_title", "twitter:title")
_PUBLISHED = (
    "article:published_time",
    "dcterms.issued",
    "dcterms.date",
    "dc.date.issued",
    "dc.date",
    "citation_publication_date",
    "datepublished",
    "publish-date",
    "pubdate",
    "date",
    "dcterms.created",
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "dcterms.modified",
    "dc.date.modified",
    "datemodified",
    "last-modified",
)
_AUTHOR = ("author", "dcterms.creator", "dc.creator", "citation_author", "article:author", "parsely-author")
_PUBLISHER = (
    "dcterms.publisher",
    "dc.publisher",
    "citation_publisher",
    "og:site_name",
    "application-name",
    "publisher",
)
_LANGUAGE = ("dcterms.language", "dc.language", "language", "og:locale")
_LANGUAGE_CODE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
_TITLE_SEPARATOR = re.compile(r"\s+[|–—·«»:-]\s+|\s*\|\s*")
_DESCRIPTION = ("og:description", "description", "dcterms.description", "dcterms.abstract", "dc.description")
_SHORTEST_DESCRIPTION = 80
_MARGINS = ("nav", "footer", "aside")
_WEB = ("http://", "https://", "//")


def facts_of(soup: BeautifulSoup) -> DocumentFacts:
    """What the page says; must be asked before scripts are taken out of the soup."""
    meta, linked = _metas(soup), list(_documents(soup))
    publisher = _name(_first(_texts(linked, "publisher"), _named(meta, _PUBLISHER)))
    title = title_of(soup, _first(_named(meta, _TITLE), _texts(linked, "headline", "name")))
    published = _first(_texts(linked, "datePublished", "dateCreated"), _named(meta, _PUBLISHED), _times(soup))
    return DocumentFacts(
        title=_without_publisher(title, publisher),
        language=language_of(soup)
        or language_tag(_first(_texts(linked, "inLanguage"), _named(meta, _LANGUAGE))),
        published=day_of(published),
        modified=day_of(_first(_texts(linked, "dateModified"), _named(meta, _MODIFIED))),
        author=_name(_first(_texts(linked, "author", "creator"), _named(meta, _AUTHOR))),
        publisher=publisher,
    )


def description_of(soup: BeautifulSoup) -> str:
    """How the page describes itself, "" where that is cut off or too short to be more than a slogan."""
    text = _first(_named(_metas(soup), _DESCRIPTION))
    is_whole = len(text) >= _SHORTEST_DESCRIPTION and not text.endswith(("…", "...", "[…]", "[...]"))
    return text if is_whole else ""


def language_of(soup: BeautifulSoup) -> str:
    """The language of `<html lang>` as a BCP 47 tag, "" without a usable one."""
    html = soup.find("html")
    tag = html if isinstance(html, Tag) else soup
    return language_tag(str(tag.get("lang") or tag.get("xml:lang") or ""))


def title_of(soup: BeautifulSoup, stated: str) -> str:
    """The main heading: the one that the page's own statements (`stated`) repeat, else the only or first one that stands
    outside margins; without any the statement, or the browser's title without the name of the site."""
    found = [tag for tag in soup.find_all("h1") if plain_text_of(tag)]
    inside = [tag for tag in found if not tag.find_parent(_MARGINS)]
    headings = [plain_text_of(tag) for tag in inside or found]
    repeated = next((heading for heading in headings if heading.casefold() in stated.casefold()), "")
    titles = soup.find("title")
    browser_title = plain_text_of(titles) if isinstance(titles, Tag) else ""
    if len(headings) > 1 and not repeated:
        return stated or headings[0]
    return repeated or _first(headings) or stated or _without_site(browser_title)


def _without_site(title: str) -> str:
    """The longest part of "Night buses | City of Seoul"."""
    return max(_TITLE_SEPARATOR.split(title), key=len).strip()


def _without_publisher(title: str, publisher: str) -> str:
    """ "Night buses - City of Seoul" without the publisher that is stated elsewhere."""
    *before, last = re.split(r"(\s+[|–—·:-]\s+)", title)
    is_repeated = bool(before and publisher) and name_key(last) == name_key(publisher)
    return "".join(before[:-1]).strip() if is_repeated else title


def language_tag(given: str) -> str:
    """A BCP 47 tag as the record writes it, "" for anything else."""
    language = given.strip().replace("_", "-")
    primary, _, rest = language.partition("-")
    tag = f"{primary.lower()}-{rest}" if rest else primary.lower()
    return tag if _LANGUAGE_CODE.match(tag) else ""


def _metas(soup: BeautifulSoup) -> Mapping[str, str]:
    """Content by name or property in small letters; the first of a name counts."""
    values: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        content = one_line(str(tag.get("content") or ""))
        if name and content:
            values.setdefault(str(name).lower(), content)
    return values


def _named(meta: Mapping[str, str], names: Sequence[str]) -> Iterator[str]:
    return (meta[name] for name in names if name in meta)


def _times(soup: BeautifulSoup) -> Iterator[str]:
    for tag in soup.find_all("time", attrs={"datetime": True}, limit=20):
        if tag.has_attr("pubdate") or tag.get("itemprop") == "datePublished":
            yield str(tag["datetime"])


def _documents(soup: BeautifulSoup) -> Iterator[Mapping[str, Any]]:
    """The nodes of JSON-LD that describe a document. What is no JSON, or larger than a page needs, is passed over."""
    for script in soup.find_all("script", attrs={"type": "application/ld+json"}, limit=20):
        text = script.get_text()
        if len(text) > _MAX_JSON:
            continue
        try:
            value = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        yield from (node for node in _nodes(value) if _is_document(node))


def _nodes(value: object) -> Iterator[Mapping[str, Any]]:
    """Objects at the top, in a list or under `@graph`."""
    waiting, seen = [value], 0
    while waiting and seen < _MAX_NODES:
        node, seen = waiting.pop(0), seen + 1
        if isinstance(node, list):
            waiting += node[:_MAX_NODES]
        elif isinstance(node, dict):
            yield node
            waiting.append(node.get("@graph"))


def _is_document(node: Mapping[str, Any]) -> bool:
    kinds = node.get("@type")
    return any(_DOCUMENT_TYPES.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _texts(nodes: Iterable[Mapping[str, Any]], *keys: str) -> Iterator[str]:
    return (text for key in keys for node in nodes if (text := _text(node.get(key))))


def _text(value: object) -> str:
    """A text, or the name of the thing or of the first of the things that stand for it; never deeper."""
    entry = next((entry for entry in value if entry), None) if isinstance(value, list) else value
    if isinstance(entry, dict):
        entry = entry.get("name") or entry.get("@value")
    return one_line(entry) if isinstance(entry, str) else ""


def _first(*sources: Iterable[str]) -> str:
    return next((text for source in sources for text in source if text), "")


def _name(text: str) -> str:
    """ "" for an address that stands where a name should."""
    return "" if text.startswith(_WEB) else text
