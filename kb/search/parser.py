"""The query language: words, "phrases", AND OR NOT (upper case), -word, (parentheses), field:value and prefix*.

Words side by side must all be in a record: in a collection of hundreds of write-ups the reader wants few and right
records, and the number shown has to mean something. So that this never costs a find, two things give way. Function
words ("the", "de", "les") are dropped unless there is nothing else. And when no record at all has every word, an
engine searches for records with any of them (`kb.search.tree.relaxed`), best first, and says so; a whole question
typed as a query is answered this way. What the reader wrote with AND, in quotation marks or as a filter never gives
way, and whether it does is decided by the text alone, before any filter, so that facet counts stay true.

AND binds tighter than OR; words side by side bind like AND. A value that is unknown is searched as plain words; a
text that does not parse too, and `Understood` says so. Nothing but a ParsedQuery can come out of `parse`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.errors import Problem
from kb.search import lexer
from kb.search.analysis import is_bigram, terms
from kb.search.fields import FILTERS, TEXT_FIELDS
from kb.search.lexer import Unit
from kb.search.request import years_of
from kb.search.results import Understood
from kb.search.stop_words import STOP_WORDS
from kb.search.tree import (
    ALL_TEXT,
    EVERYTHING,
    NOTHING,
    And,
    Filter,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    text_leaves,
)
from kb.vocab import Vocabulary

MAX_LENGTH = 2000
MAX_UNITS = 64
MAX_DEPTH = 4
MAX_TERMS_PER_WORD = 24
MIN_PREFIX = 3
MIN_BIGRAM_PREFIX = 2  # from two on, bigrams find the beginning of a word by themselves
_EDGES = re.compile(r"^\W+|\W+$")
_TEXT_NAMES = tuple(text_field.name for text_field in TEXT_FIELDS)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What a query text means: the tree to evaluate and how it was read."""

    tree: Node
    understood: Understood

    def understood_with(self, problems: Sequence[Problem]) -> Understood:
        """How the text was read, with what an engine had to add."""
        return replace(self.understood, problems=(*self.understood.problems, *problems))


class _Unparsable(ValueError):
    """Why a text is no query; carries the Problem to show."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def parse(text: str, vocabulary: Vocabulary) -> ParsedQuery:
    """Read a query text. Never raises: what cannot be read as a query is read as plain words."""
    problems: list[Problem] = []
    cleaned = lexer.clean(text[:MAX_LENGTH])
    if len(text) > MAX_LENGTH:
        problems.append(
            Problem("q", "Only the first %(limit)s characters were searched.", {"limit": MAX_LENGTH})
        )
    if not cleaned:
        return ParsedQuery(EVERYTHING, Understood(problems=tuple(problems)))
    fell_back = False
    try:
        tree = _Parser(_bounded_units(cleaned), vocabulary, problems).parse()
    except _Unparsable as unparsable:
        fell_back = True
        problems.append(unparsable.problem)
        tree = _plain_words(cleaned)
    if tree == EVERYTHING:
        tree = NOTHING
        problems.append(Problem("q", "The query has no letter or digit to search for."))
    return ParsedQuery(tree, _understood(tree, fell_back, problems))


def _understood(tree: Node, fell_back: bool, problems: list[Problem]) -> Understood:
    leaves = tuple(text_leaves(tree))
    return Understood(
        words=tuple(dict.fromkeys(leaf.text for leaf in leaves if not isinstance(leaf, Phrase))),
        phrases=tuple(dict.fromkeys(leaf.text for leaf in leaves if isinstance(leaf, Phrase))),
        fell_back=fell_back,
        problems=tuple(problems),
    )


def _bounded_units(text: str) -> list[Unit]:
    try:
        units = list(lexer.units(text))
    except lexer.OpenQuotation:
        raise _unparsable(
            "A quotation mark is not closed, so the query was searched as plain words."
        ) from None
    if len(units) > MAX_UNITS:
        raise _unparsable(
            "The query is very long; its first %(limit)s words were searched as plain words.",
            {"limit": MAX_UNITS},
        )
    return units


def _unparsable(message: str, params: dict[str, object] | None = None) -> _Unparsable:
    return _Unparsable(Problem("q", message, params or {}))


def _plain_words(text: str) -> Node:
    """Every word of the text, operators and signs left out."""
    found = [word for word in text.split() if word not in ("AND", "OR", "NOT")]
    return _all_of([_word(part, ALL_TEXT) for part in found[:MAX_UNITS] if terms(part)], implicit=True)


def _word(text: str, fields: tuple[str, ...]) -> Word:
    found = tuple(terms(text))[:MAX_TERMS_PER_WORD]
    pairs = sum(is_bigram(term) for term in found)
    return Word(_EDGES.sub("", text), found, len(found) - pairs // 3, fields)


def _all_of(children: Sequence[Node], *, implicit: bool) -> Node:
    """All children, without signs that hold no letter or digit. Function words leave when other words stay."""
    meaningful = [child for child in children if child != EVERYTHING]
    telling = [child for child in meaningful if not (implicit and _is_stop_word(child))]
    keep = telling if any(True for child in telling for _ in text_leaves(child)) else meaningful
    if not keep:
        return EVERYTHING
    return keep[0] if len(keep) == 1 else And(tuple(keep), implicit)


def _is_stop_word(node: Node) -> bool:
    return (
        isinstance(node, Word) and node.fields == ALL_TEXT and all(term in STOP_WORDS for term in node.terms)
    )


@dataclass
class _Parser:
    """Recursive descent over the units: alternatives, then sequences, then single operands."""

    units: list[Unit]
    vocabulary: Vocabulary
    problems: list[Problem]
    at: int = 0

    def parse(self) -> Node:
        tree = self._alternatives(depth=0)
        if self.at < len(self.units):
            raise _unparsable("A parenthesis is not opened, so the query was searched as plain words.")
        return tree

    def _next(self) -> Unit | None:
        return self.units[self.at] if self.at < len(self.units) else None

    def _takes(self, kind: str) -> bool:
        unit = self._next()
        if unit is None or unit.kind != kind:
            return False
        self.at += 1
        return True

    def _alternatives(self, depth: int) -> Node:
        children = [self._sequence(depth)]
        while self._takes("or"):
            children.append(self._sequence(depth))
        meaningful = [child for child in children if child != EVERYTHING]
        return Or(tuple(meaningful)) if len(meaningful) > 1 else (meaningful or [EVERYTHING])[0]

    def _sequence(self, depth: int) -> Node:
        children = [self._operand(depth)]
        explicit = False
        while (unit := self._next()) and unit.kind not in ("or", "close"):
            explicit |= self._takes("and")
            children.append(self._operand(depth))
        return _all_of(children, implicit=not explicit)

    def _operand(self, depth: int) -> Node:
        unit = self._next()
        if unit is None or unit.kind in ("and", "or", "close"):
            raise _unparsable(
                "AND, OR, NOT or a parenthesis has nothing beside it, so the query was searched as plain words."
            )
        self.at += 1
        match unit.kind:
            case "not":
                child = self._operand(depth)
                return Not(child) if child != EVERYTHING else child
            case "open":
                return self._group(depth + 1)
            case "field":
                return self._fielded(unit.text)
            case "phrase":
                return self._phrase(unit.text, ALL_TEXT)
            case _:
                return self._plain(unit.text, ALL_TEXT)

    def _group(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise _unparsable(
                "Parentheses may be nested %(limit)s deep; the query was searched as plain words.",
                {"limit": MAX_DEPTH},
            )
        tree = self._alternatives(depth)
        if not self._takes("close"):
            raise _unparsable("A parenthesis is not closed, so the query was searched as plain words.")
        return tree

    def _fielded(self, name: str) -> Node:
        """`name:` and what follows it; an unknown name is a word like any other."""
        value = self._next()
        if value is None or value.kind not in ("word", "phrase"):
            return self._plain(name, ALL_TEXT)
        self.at += 1
        known = name.lower()
        if known in FILTERS:
            return self._filter(known, value.text)
        if known in _TEXT_NAMES:
            read = self._phrase if value.kind == "phrase" else self._plain
            return read(value.text, (known,))
        self._say("There is no field '%(field)s'; it was searched as a word.", field=name)
        return self._plain(f"{name} {value.text}", ALL_TEXT)

    def _filter(self, name: str, text: str) -> Node:
        value = _filter_value(name, text, self.vocabulary)
        if value is not None:
            return Filter(name, value)
        self._say(
            "'%(value)s' is not known as a %(field)s; it was searched as plain words.",
            value=text,
            field=name.replace("_", " "),
        )
        return self._plain(text, ALL_TEXT)

    def _phrase(self, text: str, fields: tuple[str, ...]) -> Node:
        found = tuple(terms(text))[:MAX_UNITS]
        return Phrase(text, found, fields) if found else EVERYTHING

    def _plain(self, text: str, fields: tuple[str, ...]) -> Node:
        """A word, or with a star at its end the words that begin with it."""
        found = terms(text)
        if not found:
            return EVERYTHING
        if len(found) > MAX_TERMS_PER_WORD:
            self._say("'%(word)s …' is too long for one word; its beginning was searched.", word=text[:20])
        word = _word(text, fields)
        return self._prefix(word) if text.endswith("*") and len(found) <= MAX_TERMS_PER_WORD else word

    def _prefix(self, word: Word) -> Node:
        *before, last = word.terms
        enough = MIN_BIGRAM_PREFIX if is_bigram(last) else MIN_PREFIX
        if len(last) < enough:
            self._say(
                "A word is completed from %(limit)s letters on; '%(word)s' was searched as it is.",
                limit=enough,
                word=word.text,
            )
        if len(last) < enough or is_bigram(last):
            return word
        prefix = Prefix(f"{word.text}*", last, word.fields)
        if not before:
            return prefix
        return And((replace(word, terms=tuple(before), needed=len(before)), prefix))

    def _say(self, message: str, **params: object) -> None:
        self.problems.append(Problem("q", message, params))


def _filter_value(name: str, text: str, vocabulary: Vocabulary) -> str | None:
    if name != "year":
        return vocabulary.resolve_filter(name, text)
    try:
        years_of(text)
    except ValueError:
        return None
    return text
