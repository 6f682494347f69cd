"""Markdown to safe HTML, with citations such as [8,11] as links to the numbered sources.

Raw HTML is never let through: markdown-it has it switched off, and nh3 keeps only the elements listed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from kb.records.citations import CITATION, cited_numbers
from webui.references import References

CITATIONS = "citykb-citations"  # markdown-it keeps its own link definitions under "references"
_SECTION_HEADING = 2  # the level of a section's own heading
_DEEPEST_HEADING = 6
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "span", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "id", "class", "aria-label", "title"},
    "ol": {"start"},
    "span": {"class"},
    "th": {"scope"},
}
_SCHEMES = {"http", "https", "mailto"}


def block(text: str, references: References) -> Markup:
    """Paragraphs, lists and tables."""
    return _clean(_MARKDOWN.render(text, {CITATIONS: references}))


def inline(text: str, references: References) -> Markup:
    """A run of text inside a paragraph, a cell or a list entry."""
    return _clean(_MARKDOWN.renderInline(text, {CITATIONS: references}))


def cited(text: str, sources: Iterable[int], references: References) -> Markup:
    """A text with the citations it holds, then those of `sources` that it does not hold itself."""
    held = cited_numbers(text)
    further = references.cite(number for number in sources if number not in held)
    return inline(text, references) + Markup(" ") + further if further else inline(text, references)


def _clean(html: str) -> Markup:
    return Markup(  # noqa: S704 - sanitised in this very expression
        nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
    )


def _citation_rule(state: StateInline, silent: bool) -> bool:
    match = CITATION.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("citation", "", 0).meta = {"numbers": [int(number) for number in match[1].split(",")]}
    state.pos = match.end()
    return True


def _render_citation(
    _renderer: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    references: References = env[CITATIONS]
    return str(references.cite(tokens[index].meta["numbers"]))


def _lower_headings(state: StateCore) -> None:
    """Headings of a text come below the section's own, one level after the other, whatever levels the text uses."""
    used = sorted({token.tag for token in state.tokens if token.type == "heading_open"})
    before = _SECTION_HEADING
    for token in state.tokens:
        if token.type == "heading_open":
            wanted = _SECTION_HEADING + 1 + used.index(token.tag)
            before = min(wanted, before + 1, _DEEPEST_HEADING)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{before}"


def _markdown() -> MarkdownIt:
    options: dict[str, Any] = {"html": False}
    markdown = MarkdownIt("commonmark", options).enable("table").disable("image")
    markdown.inline.ruler.before("link", "citation", _citation_rule)
    markdown.core.ruler.push("lower_headings", _lower_headings)
    markdown.add_render_rule("citation", _render_citation)
    return markdown


_MARKDOWN = _markdown()
