"""The main text that our readers find in documents, beside what was expected; with and without trafilatura."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bs4 import BeautifulSoup

from ingest.evaluation.text_gold import GoldText, Half
from ingest.evaluation.text_overlap import Agreement, Overlap, agreement, overlap
from ingest.normalise import plain_text
from ingest.readers import read
from ingest.readers.decoding import decode
from ingest.readers.extractors import Extractor, best_extractor, own_extractor
from ingest.readers.html_blocks import HEADINGS, plain_text_of
from ingest.readers.html_head import facts_of
from ingest.readers.html_page import is_own_form, parse_soup
from kb.errors import InvalidRecord
from kb.vocab.labels import name_key

HTML = "text/html"
_HALVES: tuple[tuple[str, tuple[Half, ...]], ...] = (
    ("all", ("dev", "test", "")), ("dev", ("dev",)), ("test", ("test",)),
)  # fmt: skip
Finder = Callable[[GoldText], str]


@dataclass(frozen=True, slots=True)
class TextFigures:
    """How one way of reading did on one half of the documents."""

    method: str
    half: str
    documents: int
    agreement: Agreement


def score_texts(texts: Iterable[GoldText]) -> list[TextFigures]:
    """All ways of reading on all documents and on each half; a document that is refused counts as nothing found."""
    overlaps: dict[str, list[tuple[Half, Overlap]]] = {}
    for text in texts:
        for method, find in _finders(text.media_type).items():
            overlaps.setdefault(method, []).append((text.half, overlap(text.main_text, _found(find, text))))
    return [
        TextFigures(method, half, len(chosen), agreement(chosen))
        for method, measured in overlaps.items()
        for half, members in _HALVES
        if (chosen := [one for member, one in measured if member in members])
        and (half == "all" or len(chosen) < len(measured))
    ]


def _finders(media_type: str) -> Mapping[str, Finder]:
    """For web pages the plain text of the whole page, our own extractor, and the one in use where that is another."""
    if media_type != HTML:
        return {"readers": _by_reader}
    finders: dict[str, Finder] = {
        "whole page (bs4 get_text)": _whole_page,
        "own extractor": _by(own_extractor),
    }
    best = best_extractor()
    return finders if best is own_extractor else finders | {"with citykb[ingest]": _by(best)}


def _found(find: Finder, text: GoldText) -> str:
    try:
        return find(text)
    except InvalidRecord:
        return ""


def _whole_page(text: GoldText) -> str:
    return BeautifulSoup(decode(text.content).text, "lxml").get_text(" ")


def _by(extractor: Extractor) -> Finder:
    def find(text: GoldText) -> str:
        source = decode(text.content).text
        soup = parse_soup(source)
        if is_own_form(soup):
            return _by_reader(text)
        title = name_key(facts_of(soup).title)
        blocks = extractor(soup, source).blocks
        kept = (
            block for block in blocks if block.name not in HEADINGS or name_key(plain_text_of(block)) != title
        )
        return "\n".join(plain_text_of(block) for block in kept)

    return find


def _by_reader(text: GoldText) -> str:
    write_up = read(text.content, text.media_type, len(text.content) + 1)
    prose = "\n".join(plain_text(section) for section in write_up.sections.values())
    summary = str(write_up.fields.get("summary") or "")
    return prose if summary in prose else f"{summary}\n{prose}"
