"""The query language: words, "phrases", AND OR NOT (upper case), -word, (parentheses), field:value, prefix*, fuzzy~.

Up to three words side by side must all be in a record: the reader wants few and right records, and the number
shown has to mean something. So that this never costs a find, two things give way. Function words ("the", "de", "les")
are dropped unless there is nothing else, and so are words that describe every record ("policies"). And when fewer than
a handful of records have every word, those with any of them follow (`ParsedQuery.wider`), best first, and it is said.
More words are a question or a description: then any of them is enough, and records with all of them come first. What
the reader wrote with AND, in quotation marks or as a filter never gives way, and whether anything does is decided by
the text alone, before any filter, so that facet counts stay true.

AND binds tighter than OR; words side by side bind like AND. A value that is unknown is searched as plain words; a
text that does not parse too, and `Understood` says so. Nothing but a ParsedQuery can come out of `parse`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.errors import Problem
from kb.search import lexer
from kb.search.analysis import AS_WRITTEN, is_bigram, terms
from kb.search.fields import FILTERS, TEXT_FIELDS
from kb.search.lexer import Unit
from kb.search.morphology import Morphology, preferring_morphemes
from kb.search.near_words import MAX_LETTERS, MIN_LETTERS, steps_allowed
from kb.search.particles import PARTICLES
from kb.search.request import KINDS, filter_value, namesakes
from kb.search.results import AlsoSearched, Understood
from kb.search.side_by_side import Operands, any_of, is_plain_text, lets_any_be_enough, preferring_names
from kb.search.tree import (
    EVERYTHING,
    NAMES_FIRST,
    NOTHING,
    And,
    Expanded,
    FieldWeights,
    Filed,
    Filter,
    Fuzzy,
    Node,
    Not,
    Phrase,
    Prefix,
    Word,
    equivalents,
    synonyms,
    text_leaves,
)
from kb.vocab import Thesaurus, Vocabulary

MAX_LENGTH = 2000
MAX_UNITS = 64
MAX_PLAIN_WORDS = 256
MAX_DEPTH = 4
MAX_TERMS_PER_WORD = 24
MIN_PREFIX = 3
MAX_PREFIXES = 4  # each may stand for 200 words: 60 of them took 1.6 s at 100,000 records
MAX_FUZZY = 4  # each may stand for 50 words
MIN_BIGRAM_PREFIX = 2  # from two on, bigrams find the beginning of a word by themselves
_TILDE = re.compile(r"~[0-9]?$")  # others let one say how far; here the length of the word does
_BOOSTS = {text_field.name: text_field.boost for text_field in TEXT_FIELDS}


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What a query text means: the tree to evaluate, a wider one for when fewer than `enough` records match, and how
    the text was read.

    `meant` is the text to search by meaning too, where an engine can: that of a query of nothing but plain words.
    """

    tree: Node
    understood: Understood
    wider: Node | None = None
    enough: int = 1
    meant: str = ""

    def understood_with(
        self, problems: Sequence[Problem], *, some_follow: bool = False, by_meaning: bool = False
    ) -> Understood:
        """How the text was read, with what an engine had to add: whether records with some of the words follow the few
        that have all, and whether meaning counted."""
        understood = self.understood
        return replace(
            understood,
            problems=(*understood.problems, *problems),
            any_is_enough=understood.any_is_enough or some_follow,
            by_meaning=by_meaning,
        )


class _Unparsable(ValueError):
    """Why a text is no query; carries the Problem to show."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def parse(text: str, vocabulary: Vocabulary, morphology: Morphology = PARTICLES) -> ParsedQuery:
    """Read a query text: what cannot be read as a query is read as plain words.

    Raises nothing but SearchUnavailable, when a `morphology` is given that cannot be loaded.
    """
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
        sequences = _Parser(_bounded_units(cleaned), vocabulary, problems).parse()
    except _Unparsable as unparsable:
        fell_back = True
        problems.append(unparsable.problem)
        sequences = [_plain_words(cleaned, vocabulary.thesaurus)]
    tree = any_of(sequences)
    if tree == EVERYTHING:
        problems.append(Problem("q", "The query has no letter or digit to search for."))
        return ParsedQuery(NOTHING, _understood(NOTHING, fell_back, problems))
    understood = _understood(tree, fell_back, problems)
    wider = sequences[0].wider() if len(sequences) == 1 else None
    enough = sequences[0].enough() if wider else 1
    meant = cleaned if len(sequences) == 1 and is_plain_text(sequences[0]) else ""
    best = preferring_morphemes(preferring_names(tree, cleaned), morphology)
    return ParsedQuery(best, understood, wider and preferring_morphemes(wider, morphology), enough, meant)


def _understood(tree: Node, fell_back: bool, problems: list[Problem]) -> Understood:
    leaves = tuple(text_leaves(tree))
    return Understood(
        any_is_enough=lets_any_be_enough(tree),
        also=tuple(map(_also_searched, synonyms(tree))),
        words=tuple(dict.fromkeys(leaf.text for leaf in leaves if not isinstance(leaf, Phrase))),
        phrases=tuple(dict.fromkeys(leaf.text for leaf in leaves if isinstance(leaf, Phrase))),
        fell_back=fell_back,
        problems=tuple(problems),
    )


def _also_searched(part: Expanded) -> AlsoSearched:
    leaves = tuple(equivalents(part))
    return AlsoSearched(
        tuple(dict.fromkeys(leaf.text for leaf in text_leaves(part))),
        tuple(
            dict.fromkeys(
                (leaf.text, leaf.language if leaf.language != AS_WRITTEN else "")
                for leaf in leaves
                if not isinstance(leaf, Filed)
            )
        ),
        tuple((leaf.field, value) for leaf in leaves if isinstance(leaf, Filed) for value in leaf.values),
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
            {"limit": MAX_PLAIN_WORDS},
        )
    return units


def _unparsable(message: str, params: dict[str, object] | None = None) -> _Unparsable:
    return _Unparsable(Problem("q", message, params or {}))


def _plain_words(text: str, thesaurus: Thesaurus) -> Operands:
    """Every word of the text, operators and signs left out."""
    found = [word for word in text.split() if word not in ("AND", "OR", "NOT")]
    return Operands(
        [_word(part, NAMES_FIRST) for part in found[:MAX_PLAIN_WORDS] if terms(part)],
        is_implicit=True,
        thesaurus=thesaurus,
    )


def _word(text: str, fields: FieldWeights) -> Word:
    found = tuple(terms(text))[:MAX_TERMS_PER_WORD]
    pairs = sum(is_bigram(term) for term in found)
    return Word(lexer.bare(text), found, len(found) - pairs // 3, fields)


@dataclass
class _Parser:
    """Recursive descent over the units: alternatives, then sequences, then single operands."""

    units: list[Unit]
    vocabulary: Vocabulary
    problems: list[Problem]
    at: int = 0
    prefixes: int = 0
    fuzzies: int = 0

    def parse(self) -> list[Operands]:
        """The alternatives of the whole text. Raises _Unparsable."""
        sequences = self._alternatives(depth=0)
        if self.at < len(self.units):
            raise _unparsable("A parenthesis is not opened, so the query was searched as plain words.")
        return sequences

    def _next(self) -> Unit | None:
        return self.units[self.at] if self.at < len(self.units) else None

    def _takes(self, kind: str) -> bool:
        unit = self._next()
        if unit is None or unit.kind != kind:
            return False
        self.at += 1
        return True

    def _alternatives(self, depth: int) -> list[Operands]:
        sequences = [self._sequence(depth)]
        while self._takes("or"):
            sequences.append(self._sequence(depth))
        return sequences

    def _sequence(self, depth: int) -> Operands:
        operands = self._operands(depth)
        is_explicit = False
        while (unit := self._next()) and unit.kind not in ("or", "close"):
            is_explicit |= self._takes("and")
            operands += self._operands(depth)
        return Operands(operands, not is_explicit, self.vocabulary.thesaurus)

    def _operands(self, depth: int) -> list[Node]:
        """The next operand; words in parentheses, as in prose, stand side by side with the others."""
        if not self._takes("open"):
            return [self._operand(depth)]
        inside = self._group(depth + 1)
        is_prose = len(inside) == 1 and inside[0].is_implicit
        return list(inside[0].operands) if is_prose else [any_of(inside)]

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
                return any_of(self._group(depth + 1))
            case "field":
                return self._fielded(unit.text)
            case "phrase":
                return self._phrase(unit.text, NAMES_FIRST)
            case _:
                return self._plain(unit.text, NAMES_FIRST)

    def _group(self, depth: int) -> list[Operands]:
        if depth > MAX_DEPTH:
            raise _unparsable(
                "Parentheses may be nested %(limit)s deep; the query was searched as plain words.",
                {"limit": MAX_DEPTH},
            )
        inside = self._alternatives(depth)
        if not self._takes("close"):
            raise _unparsable("A parenthesis is not closed, so the query was searched as plain words.")
        return inside

    def _fielded(self, name: str) -> Node:
        """`name:` and what follows it; an unknown name is a word like any other."""
        value = self._next()
        if value is None or value.kind not in ("word", "phrase"):
            return self._plain(name, NAMES_FIRST)
        self.at += 1
        known = name.lower()
        if known in FILTERS:
            return self._filter(known, value.text)
        if known in _BOOSTS:
            read = self._phrase if value.kind == "phrase" else self._plain
            return read(value.text, ((known, _BOOSTS[known]),))
        self._say("There is no field '%(field)s'; it was searched as a word.", field=name)
        return self._plain(f"{name} {value.text}", NAMES_FIRST)

    def _filter(self, name: str, text: str) -> Node:
        value = filter_value(name, text, self.vocabulary)
        if value is not None:
            return Filter(name, value)
        if names := namesakes(name, text, self.vocabulary):
            self._say(
                "Several cities are called '%(value)s': %(names)s. It was searched as plain words.",
                value=text,
                names=names,
            )
        else:
            self._say(
                "'%(value)s' is not known as %(kind)s; it was searched as plain words.",
                value=text,
                kind=KINDS[name],
            )
        return self._plain(text, NAMES_FIRST)

    def _phrase(self, text: str, fields: FieldWeights) -> Node:
        found = tuple(terms(text))[:MAX_UNITS]
        return Phrase(text, found, fields) if found else EVERYTHING

    def _plain(self, text: str, fields: FieldWeights) -> Node:
        """A word, with a star at its end the words that begin with it, with a tilde those that look like it."""
        bare = _TILDE.sub("", text)
        found = terms(bare)
        if not found:
            return EVERYTHING
        if len(found) > MAX_TERMS_PER_WORD:
            self._say("'%(word)s …' is too long for one word; its beginning was searched.", word=text[:20])
        word = _word(bare, fields)
        if len(found) > MAX_TERMS_PER_WORD:
            return word
        if bare != text:
            return self._fuzzy(word)
        return self._prefix(word) if text.endswith("*") else word

    def _fuzzy(self, word: Word) -> Node:
        *before, last = word.terms
        if is_bigram(last) or not steps_allowed(last):
            self._say(
                "A tilde needs a word of %(limit)s to %(most)s letters, and none of Korean, Chinese or Japanese; "
                "'%(word)s' was searched as it is.",
                limit=MIN_LETTERS,
                most=MAX_LETTERS,
                word=word.text,
            )
            return word
        self.fuzzies += 1
        if self.fuzzies > MAX_FUZZY:
            self._say(
                "Only %(limit)s words of a query are searched with what looks like them; '%(word)s' was searched as it is.",
                limit=MAX_FUZZY,
                word=word.text,
            )
            return word
        return _with_last(word, before, Fuzzy(f"{word.text}~", last, word.fields))

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
        self.prefixes += 1
        if self.prefixes > MAX_PREFIXES:
            self._say(
                "Only %(limit)s words of a query are completed; '%(word)s' was searched as it is.",
                limit=MAX_PREFIXES,
                word=word.text,
            )
            return word
        return _with_last(word, before, Prefix(f"{word.text}*", last, word.fields))

    def _say(self, message: str, **params: object) -> None:
        self.problems.append(Problem("q", message, params))


def _with_last(word: Word, before: Sequence[str], last: Prefix | Fuzzy) -> Node:
    """The parts of a word before its last, as they are, and the last as an operand of its own."""
    if not before:
        return last
    return And((replace(word, terms=tuple(before), needed=len(before)), last))
