"""Words of a query that the thesaurus knows also stand for their equivalents in all languages, which weigh less.

Latin words meet the thesaurus by their stems and names as they are written; Korean words by the terms they contain, as
compounds and endings are written together. Function words tell in which language a query may be; without any, its words
meet terms of every language, and in a query that looks German or Italian only names do. The longest term at a place
wins; one that means several things stands for all of them. Long numbers stand for their other way of writing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from kb.search.analysis import AS_WRITTEN, fold, is_bigram, terms
from kb.search.particles import is_written_onto
from kb.search.stop_words import GENERAL_WORDS, likely_languages, sentence_words
from kb.search.thesaurus_nodes import APART, MIN_RUN, Index, Meaning, index_of
from kb.search.tree import NAMES_FIRST, And, Expanded, Node, Phrase, Word
from kb.vocab import Thesaurus

MAX_WORDS = 4  # that are read together
MAX_EXPANDED = 12  # terms of a query that get equivalents, the first; sixty took 200 ms at 10,000 records
LONGEST_COMPOUND = 40  # letters of a Korean word whose parts are looked for; more is a text without spaces
_IN_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+")
_LONG_NUMBER = re.compile(r"[1-9][0-9]{4,14}")
_LANGUAGES = ("en", "es", "fr")  # that meet the thesaurus by stems

Meanings = tuple[Meaning, ...]


def expanded(operands: Sequence[Node], typed: Sequence[str], thesaurus: Thesaurus) -> list[Node]:
    """The operands, those that the thesaurus knows with their equivalents. Only words that may stand anywhere count.

    `typed` are all terms of the query, function words among them.
    """
    index = index_of(thesaurus)
    likely = likely_languages(typed)
    told = likely[0] if len(likely) == 1 else ""
    languages = (*(language for language in likely if language in _LANGUAGES), AS_WRITTEN)
    leading_nowhere = GENERAL_WORDS | sentence_words(typed)
    done: list[Node] = []
    at = 0
    while at < len(operands):
        run = _perhaps_named(_words(operands[at : at + MAX_WORDS]), languages, index)
        tries = (
            (length, _meant(run[:length], languages, leading_nowhere, index))
            for length in range(len(run), 0, -1)
        )
        length, meant = next(((length, found) for length, found in tries if found), (1, []))
        if sum(isinstance(part, Expanded) for part in done) == MAX_EXPANDED:
            return [*done, *operands[at:]]
        done.append(
            _with_equivalents(run[:length], meant, told) if meant else _in_both_writings(operands[at])
        )
        at += length
    return done


def _in_both_writings(operand: Node) -> Node:
    """A long number stands for itself in groups of three as well, and one in groups for its plain digits."""
    match operand:
        case Word(text=text, terms=parts, fields=fields) if _IN_GROUPS.fullmatch(text):
            joined = "".join(parts)
            return Expanded(operand, (Word(joined, (joined,), 1, fields, AS_WRITTEN),))
        case Word(text=text, fields=fields) if _LONG_NUMBER.fullmatch(text):
            in_groups = f"{int(text):,}"
            return Expanded(operand, (Phrase(in_groups, tuple(terms(in_groups)), fields, AS_WRITTEN),))
        case _:
            return operand


def _words(operands: Sequence[Node]) -> list[Word]:
    """The plain words that the operands begin with."""
    words: list[Word] = []
    for operand in operands:
        if not isinstance(operand, Word) or operand.fields != NAMES_FIRST:
            break
        words.append(operand)
    return words


def _perhaps_named(words: Sequence[Word], languages: Sequence[str], index: Index) -> list[Word]:
    """The words before the first that occurs in no term."""
    return list(
        itertools.takewhile(
            lambda word: any(map(is_bigram, word.terms)) or index.occur(word.terms, languages), words
        )
    )


def _meant(
    words: Sequence[Word], languages: Sequence[str], leading_nowhere: Collection[str], index: Index
) -> list[Meanings]:
    """The things the words name together, one after the other, each with all its meanings; none when not known.

    `leading_nowhere` are words that name nothing alone.
    """
    if all(any(map(is_bigram, word.terms)) for word in words):
        return _in_runs([fold(word.text) for word in words], index)
    found = [term for word in words for term in word.terms]
    if len(found) == 1 and found[0] in leading_nowhere:
        return []
    meanings = index.named(found, languages)
    return [meanings] if meanings else []


def _in_runs(words: Sequence[str], index: Index) -> list[Meanings]:
    """Several words are known when they, but for what is written onto the last, are written as one; of a single word its
    terms count."""
    if len(words) == 1:
        return [index.by_run[term] for term in dict.fromkeys(_parts(words[0][:LONGEST_COMPOUND], index))]
    text = "".join(words)
    shortest = len(text) - len(words[-1]) + 1
    beginnings = (text[:length] for length in range(min(len(text), index.longest), shortest - 1, -1))
    return next(
        (
            [index.by_run[begun]]
            for begun in beginnings
            if begun in index.by_run and is_written_onto(text[len(begun) :])
        ),
        [],
    )


def _parts(word: str, index: Index) -> list[str]:
    """The terms in a compound, in order and without overlaps, longer ones first. A pair of syllables counts where the word
    or one of them begins: 참여자, somebody who takes part, holds no 여자, a woman."""
    found = [
        (start, end)
        for start in range(len(word))
        for end in range(start + MIN_RUN, min(len(word), start + index.longest) + 1)
        if word[start:end] in index.by_run
    ]
    beginnings = {0, *(end for _, end in found)}
    spans = [(start, end) for start, end in found if end - start > MIN_RUN or start in beginnings]
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span)):
        if all(end <= other_start or start >= other_end for other_start, other_end in kept):
            kept.append((start, end))
    return [word[start:end] for start, end in sorted(kept)]


def _with_equivalents(run: Sequence[Word], meant: Sequence[Meanings], language: str) -> Expanded:
    """What was typed in this language, or what it means; of a compound, all of the things it names."""
    typed = [term for word in run for term in word.terms]
    child = run[0] if len(run) == 1 else _side_by_side(run, meant[0], typed)
    if len(meant) == 1:
        return Expanded(child, _equivalents(meant[0], typed, language))
    things = (_equivalents(meanings, (), language) for meanings in meant)
    return Expanded(child, (And(tuple(Expanded(first, tuple(others)) for first, *others in things)),))


def _equivalents(meanings: Meanings, typed: Sequence[str], language: str) -> tuple[Node, ...]:
    return tuple(dict.fromkeys(node for meaning in meanings for node in meaning.equivalents(typed, language)))


def _side_by_side(run: Sequence[Word], meanings: Meanings, typed: Sequence[str]) -> Node:
    """The words of a term: best where they stand as the term has them."""
    whole = dict.fromkeys(phrase for meaning in meanings for phrase in meaning.side_by_side(typed))
    if not whole:
        return And(tuple(run))
    apart = [
        replace(word, fields=tuple((field, weight * APART) for field, weight in word.fields)) for word in run
    ]
    return Expanded(And(tuple(apart)), tuple(whole))
