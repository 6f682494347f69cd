"""The query language: what texts become, what is bounded, what is said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.search.matching import ENOUGH
from kb.search.parser import MAX_LENGTH, MAX_TERMS_PER_WORD, MAX_UNITS, parse
from kb.search.results import Understood
from kb.search.side_by_side import MAX_LOOSE_TERMS
from kb.search.stop_words import FUNCTION_SHARE
from kb.search.tree import (
    EVENLY,
    EVERYTHING,
    IN_NAMES,
    NAMES_FIRST,
    NOTHING,
    And,
    FieldWeights,
    Filter,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Preferring,
    Prefix,
    Word,
    text_leaves,
)
from kb.vocab import Thesaurus, Vocabulary
from tests.korean_words import NoWords


@pytest.fixture(scope="module")
def vocabulary(vocabulary: Vocabulary) -> Vocabulary:
    """The real one without its thesaurus: what is expanded has tests of its own."""
    return Vocabulary(vocabulary.schemes, vocabulary.cities, vocabulary.negations, Thesaurus())


LONG_RUN = "가나다라마바사아자차카타파"


def word(text: str, *terms: str, needed: int | None = None, fields: FieldWeights = NAMES_FIRST) -> Word:
    found = terms or (text.lower(),)
    return Word(text, found, len(found) if needed is None else needed, fields)


def some(text: str, *terms: str) -> Word:
    """A word of which any part is enough."""
    return word(text, *terms, needed=1)


def loose(text: str, term: str = "", times: int = 1) -> Word:
    """One of many words."""
    return word(text, term or text, fields=tuple((field, weight * times) for field, weight in EVENLY))


def without_preference(tree: Node) -> Node:
    return tree.child if isinstance(tree, Preferring) else tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", EVERYTHING),
        ("  ", EVERYTHING),
        ("Rent", word("Rent")),
        ("rent control", And((word("rent"), word("control")))),
        ("rent AND control", And((word("rent"), word("control")))),
        ("rent AND control city", And((word("rent"), word("control"), word("city")))),
        ("rent OR control", Or((word("rent"), word("control")))),
        ("a1 b1 OR c1", Or((And((word("a1"), word("b1"))), word("c1")))),
        ("(a1 OR b1) AND c1", And((Or((word("a1"), word("b1"))), word("c1")))),
        ("NOT rent", Not(word("rent"))),
        ("-rent", Not(word("rent"))),
        ("rent -control", And((word("rent"), Not(word("control"))))),
        ("rent - control", And((word("rent"), word("control")))),
        ("low-income", word("low-income", "low", "income")),
        ('"rent control"', Phrase("rent control", ("rent", "control"))),
        ("“rent control”", Phrase("rent control", ("rent", "control"))),
        ("rent*", Prefix("rent*", "rent")),
        ("rent~", Fuzzy("rent~", "rent")),
        ("Rent~2", Fuzzy("Rent~", "rent")),
        ("low-incme~", And((word("low-incme", "low"), Fuzzy("low-incme~", "incme")))),
        ("title:superbloc~", Fuzzy("superbloc~", "superbloc", (("title", 6.0),))),
        ("rent~s", word("rent~s", "rent", "s")),
        ("low-inc*", And((word("low-inc", "low"), Prefix("low-inc*", "inc")))),
        ("title:rent", word("rent", fields=(("title", 6.0),))),
        ('summary:"rent control"', Phrase("rent control", ("rent", "control"), (("summary", 2.0),))),
        ("body:ren*", Prefix("ren*", "ren", (("body", 1.0),))),
        ("theme:housing", Filter("theme", "housing")),
        ("THEME:Housing", Filter("theme", "housing")),
        ('theme:"Income protection"', Filter("theme", "income-protection")),
        ("city:서울", Filter("city", "seoul")),
        ("year:2015..2020", Filter("year", "2015..2020")),
        ("year:2020..2015", Filter("year", "2015..2020")),
        ("-year:2019", Not(Filter("year", "2019"))),
        ("the rent", word("rent")),
        ("la vivienda de los jóvenes", And((word("vivienda"), word("jóvenes", "jovenes")))),
        ("the AND rent", And((word("the"), word("rent")))),
        ("The", word("The")),
        ("the theme:housing", And((word("the"), Filter("theme", "housing")))),
        ("디딤돌소득", word("디딤돌소득", "디딤", "딤돌", "돌소", "소득", needed=3)),
        ("주거", word("주거")),
        ("서울*", word("서울")),
        ("rent ! ,", word("rent")),
        ("rent OR !", word("rent")),
        ("city’s", word("city’s", "city")),
        ("a1 b1 c1 d1", Or((loose("a1"), loose("b1"), loose("c1"), loose("d1")), all_first=True)),
        ("a1 low-b1 c1 c1", Or((loose("a1"), loose("low-b1", "low"), loose("low-b1", "b1"), loose("c1", times=2)),
                               all_first=True)),
        ("a1 b1 c1 d1 -e1", And((Not(word("e1")), Or((loose("a1"), loose("b1"), loose("c1"), loose("d1")), all_first=True)))),
        ("a1 AND b1 AND c1 AND d1", And((word("a1"), word("b1"), word("c1"), word("d1")))),
        ("a1 (b1 c1 d1)", Or((loose("a1"), loose("b1"), loose("c1"), loose("d1")), all_first=True)),
        ("a1 (b1 OR c1)", And((word("a1"), Or((word("b1"), word("c1")))))),
        ("황조롱이를보았다", word("황조롱이를보았다", "황조", "조롱", "롱이", "이를", "를보", "보았", "았다", needed=5)),
        (LONG_RUN, Or(tuple(loose(LONG_RUN, LONG_RUN[at:at + 2]) for at in range(12)), all_first=True)),
    ],
)  # fmt: skip
def test_a_text_becomes_this_tree(text: str, tree: Node, vocabulary: Vocabulary) -> None:
    query = parse(text, vocabulary, NoWords())
    assert without_preference(query.tree) == tree
    assert not query.understood.fell_back
    assert query.understood.problems == ()


@pytest.mark.parametrize(
    ("text", "words", "reason"),
    [
        ('rent "control', ("rent", "control"), "quotation mark"),
        ("rent (control", ("rent", "control"), "not closed"),
        ("rent) control", ("rent", "control"), "not opened"),
        ("rent AND", ("rent",), "nothing beside it"),
        ("OR rent", ("rent",), "nothing beside it"),
        ("rent NOT", ("rent",), "nothing beside it"),
        ("rent ()", ("rent",), "nothing beside it"),
        ("(((((rent)))))", ("rent",), "nested"),
        ("rent " * (MAX_UNITS + 1), ("rent",), "very long"),
    ],
)
def test_what_does_not_parse_is_searched_as_plain_words(
    text: str, words: tuple[str, ...], reason: str, vocabulary: Vocabulary
) -> None:
    understood = parse(text, vocabulary).understood
    assert understood.fell_back
    assert understood.words == words
    assert reason in str(understood.problems[-1])


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("colour:red", ("colour red",), "no field 'colour'"),
        ("theme:wizardry", ("wizardry",), "not known as a theme"),
        ("instrument:wand", ("wand",), "not known as an instrument"),
        ("city:Birmingham", ("Birmingham",), "called 'Birmingham': Birmingham, United Kingdom; Birmingham, "),
        ("year:soon", ("soon",), "not known as a year"),
        ('city:"Atlantis Rising"', ("Atlantis Rising",), "not known as a city"),
        ("re*", ("re",), "from 3 letters on"),
        ("서*", ("서",), "from 2 letters on"),
        ("aaa* bbb* ccc* ddd* eee*", ("aaa*", "bbb*", "ccc*", "ddd*", "eee"), "Only 4 words"),
    ],
)
def test_what_is_read_otherwise_is_said(
    text: str, words: tuple[str, ...], said: str, vocabulary: Vocabulary
) -> None:
    query = parse(text, vocabulary)
    assert not query.understood.fell_back
    assert query.understood.words == words
    assert said in str(query.understood.problems[0])


def test_addresses_and_times_are_words(vocabulary: Vocabulary) -> None:
    query = parse("https://example.org 10:30", vocabulary)
    assert query.understood.problems == ()
    assert [leaf.terms for leaf in text_leaves(query.tree) if isinstance(leaf, Word)] == [
        ("https", "example", "org"),
        ("10", "30"),
    ]


def test_signs_alone_find_nothing_and_say_so(vocabulary: Vocabulary) -> None:
    query = parse("?! … ()", vocabulary)
    assert query.tree == NOTHING
    assert "no letter or digit" in str(query.understood.problems[-1])


def test_a_long_text_is_cut_and_said(vocabulary: Vocabulary) -> None:
    query = parse("a" * 100_000, vocabulary)
    assert str(MAX_LENGTH) in str(query.understood.problems[0])


def test_a_long_run_of_bigrams_is_bounded(vocabulary: Vocabulary) -> None:
    query = parse("".join(map(chr, range(0x4E00, 0x4E00 + 200))), vocabulary)
    assert len(list(text_leaves(query.tree))) == MAX_TERMS_PER_WORD
    assert "too long" in str(query.understood.problems[0])


def test_a_long_text_is_searched_by_a_bounded_number_of_words(vocabulary: Vocabulary) -> None:
    query = parse(" ".join(f"w{number}" for number in range(250)), vocabulary)
    assert len(list(text_leaves(query.tree))) == MAX_LOOSE_TERMS
    assert "very long" in str(query.understood.problems[0])


@pytest.mark.parametrize(
    ("text", "preferred"),
    [
        ("the rent control", ("the", "rent", "control")),
        ("a1 b1 c1 d1 e1", ("a1", "b1", "c1", "d1", "e1")),
        ("a1 b1 c1 d1 a1", ("a1", "b1", "c1", "d1", "a1")),
        ("Oasis (Cours d'eau)", ("oasis", "cours", "eau")),
        ("서울 안심", ("서울", "안심")),
        ("rent", None),
        ("rent AND control", ("rent", "and", "control")),
        ("rent -control", None),
        ("rent OR control", None),
        ("rent contr*", None),
        ("title:rent control", None),
        ('"rent control" city', None),
    ],
)
def test_a_name_with_the_whole_text_is_preferred(
    text: str, preferred: tuple[str, ...] | None, vocabulary: Vocabulary
) -> None:
    tree = parse(text, vocabulary, NoWords()).tree
    found = tree.preferred if isinstance(tree, Preferring) else None
    assert found == (preferred and Phrase(text, preferred, IN_NAMES))


def test_it_is_said_when_any_of_many_words_is_enough(vocabulary: Vocabulary) -> None:
    assert parse("a1 b1 c1 d1", vocabulary).understood.any_is_enough
    assert parse("theme:housing a1 b1 c1 d1", vocabulary).understood.any_is_enough
    assert not parse("a1 b1 c1", vocabulary).understood.any_is_enough
    assert not parse("a1 OR b1 OR c1 OR d1", vocabulary).understood.any_is_enough


def weight_of(text: str, pair: str, vocabulary: Vocabulary) -> float:
    wider = parse(text, vocabulary).wider
    assert wider is not None
    (leaf,) = (leaf for leaf in text_leaves(wider) if isinstance(leaf, Word) and leaf.terms == (pair,))
    return dict(leaf.fields)["body"]


def test_pairs_with_function_characters_of_chinese_count_less(vocabulary: Vocabulary) -> None:
    text = "学校的花园了"
    assert weight_of(text, "花园", vocabulary) == 1.0
    assert weight_of(text, "校的", vocabulary) == pytest.approx(FUNCTION_SHARE)
    assert weight_of("学校的了", "的了", vocabulary) == pytest.approx(FUNCTION_SHARE**2)


def test_a_run_of_pairs_that_is_worth_several_words_needs_as_many_records(vocabulary: Vocabulary) -> None:
    assert parse("学校花园儿童游戏", vocabulary).enough == ENOUGH
    assert parse("学校花园", vocabulary).enough == 1


def test_words_and_phrases_are_reported_once_as_typed(vocabulary: Vocabulary) -> None:
    understood = parse('Rent rent "social housing" hous* -car', vocabulary).understood
    assert understood == Understood(words=("Rent", "rent", "hous*"), phrases=("social housing",))


@pytest.mark.parametrize(
    ("text", "wider"),
    [
        ("rent control", Or((word("rent"), word("control")))),
        ("rent control -car", And((Not(word("car")), Or((word("rent"), word("control")))))),
        (
            'rent contr* "a b"',
            And((Phrase("a b", ("a", "b")), Or((word("rent"), Prefix("contr*", "contr"))))),
        ),
        ("low-income", some("low-income", "low", "income")),
        ("디딤돌소득", some("디딤돌소득", "디딤", "딤돌", "돌소", "소득")),
        ('rent "a b"', None),
        ("rent AND control", None),
        ("a1 b1 c1 d1", None),
        ("rent", None),
        ("rent OR control", None),
        ("", None),
    ],
)
def test_only_words_side_by_side_give_way(text: str, wider: Node | None, vocabulary: Vocabulary) -> None:
    found = parse(text, vocabulary, NoWords()).wider
    assert (found.children[0] if isinstance(found, Or) and len(found.children) == 1 else found) == wider


@settings(deadline=None)
@given(st.text() | st.text(alphabet='"()-*: aANDORT\x00\ud800', max_size=80))
def test_no_text_makes_the_parser_fail(vocabulary: Vocabulary, text: str) -> None:
    query = parse(text, vocabulary)
    for leaf in text_leaves(query.tree):
        assert leaf.text or not leaf.text
        assert all(isinstance(term, str) and term for term in getattr(leaf, "terms", ("x",)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("at~", "3 to 40 letters"),
        (f"{'a' * 41}~", "3 to 40 letters"),
        ("돌봄~", "none of Korean"),
        ("abc~ abd~ abe~ abf~ abg~", "Only 4 words"),
    ],
)
def test_a_tilde_that_means_nothing_is_said(text: str, said: str, vocabulary: Vocabulary) -> None:
    (problem,) = parse(text, vocabulary).understood.problems
    assert said in str(problem)


@pytest.mark.parametrize(
    "text", ["housing", "night buses", "(night buses)", "how do cities pay for it?", "–housing", 'a "b']
)
def test_plain_words_may_be_searched_by_meaning(vocabulary: Vocabulary, text: str) -> None:
    assert parse(text, vocabulary).meant


@pytest.mark.parametrize(
    "text",
    ['"night buses"', "a OR b", "a AND b", "NOT a", "a -b", "hous*", "title:a", "theme:housing", "a theme:housing",
     "(a OR b) c", "", "???"],
)  # fmt: skip
def test_what_holds_a_sign_is_meant_as_written(vocabulary: Vocabulary, text: str) -> None:
    assert parse(text, vocabulary).meant == ""
