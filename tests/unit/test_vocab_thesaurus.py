"""The thesaurus: complete in four languages, no term with two meanings, and nothing lost in silence."""

from __future__ import annotations

from importlib import resources

import pytest

from kb.search.stop_words import STOP_WORDS
from kb.vocab import CityAuthority, Term, Vocabulary
from kb.vocab.city import AltName, City
from kb.vocab.country import Countries, Country
from kb.vocab.labels import name_key
from kb.vocab.scheme import Concept, Scheme
from kb.vocab.thesaurus import MAX_WORDS, Entry, LeftOut, entry, joined
from kb.vocab.thesaurus_lists import of_places, of_scheme

LANGUAGES = ("en", "es", "fr", "ko")
WRITTEN = {
    file.name.removesuffix(".yaml")
    for file in (resources.files("kb.vocab") / "data" / "thesaurus").iterdir()
    if file.name.endswith(".yaml")
}


def test_every_written_entry_has_a_term_in_each_language(vocabulary: Vocabulary) -> None:
    written = [entry for entry in vocabulary.thesaurus if entry.source in WRITTEN]
    assert {entry.source for entry in written} == WRITTEN
    assert len(written) > 300
    assert [entry.terms for entry in written if set(entry.languages) != set(LANGUAGES)] == []


def test_no_written_term_stands_twice(vocabulary: Vocabulary) -> None:
    assert [one for one in vocabulary.thesaurus.left_out if one.source in WRITTEN] == []


def test_written_terms_are_tidy_and_fit_a_query(vocabulary: Vocabulary) -> None:
    terms = [term for entry in vocabulary.thesaurus if entry.source in WRITTEN for term in entry.terms]
    assert [term for term in terms if term.text != " ".join(term.text.split())] == []
    assert [term for term in terms if term.language == "ko" and len(term.text) < 2] == []


def test_no_term_has_two_meanings(vocabulary: Vocabulary) -> None:
    seen: dict[tuple[str, str], int] = {}
    for number, each in enumerate(vocabulary.thesaurus):
        for term in each.terms:
            key = (term.language, name_key(term.text))
            assert seen.setdefault(key, number) == number, f"{term} is in two entries"


def test_cities_lead_to_their_records_by_every_name(vocabulary: Vocabulary) -> None:
    (seoul,) = (
        each
        for each in vocabulary.thesaurus
        if ("city", "seoul") in each.filed_under and each.source == "cities"
    )
    assert {"Seoul", "Seúl", "Séoul", "서울", "서울시"} <= {term.text for term in seoul.terms}
    assert seoul.is_name


@pytest.mark.parametrize("source", ["themes", "target-groups", "instruments", "countries", "regions"])
def test_every_list_is_there(source: str, vocabulary: Vocabulary) -> None:
    found = [each for each in vocabulary.thesaurus if each.source == source]
    assert found
    assert any(each.filed_under for each in found)


def test_a_later_list_leaves_terms_to_an_earlier_one_and_says_so() -> None:
    found = joined(
        [
            entry("first", {"en": ["home"], "fr": ["Logement"]}),
            entry("second", {"en": ["dwelling"], "es": ["vivienda"], "fr": ["logement"]}),
            entry("third", {"en": ["HOME"], "es": ["casa"]}),
        ]
    )
    assert [each.source for each in found] == ["first", "second"]
    assert found.entries[1].texts("fr") == ()
    assert found.left_out == (
        LeftOut(Term("logement", "fr"), "second", "first"),
        LeftOut(Term("HOME", "en"), "third", "first"),
    )


def test_a_text_of_many_words_is_no_term() -> None:
    long = " ".join(["word"] * (MAX_WORDS + 1))
    assert entry("list", {"en": ["housing", long, "housing"]}).terms == (Term("housing", "en"),)


def test_alternative_labels_lead_to_a_concept_and_are_no_equivalents() -> None:
    concept = Concept(
        "housing",
        {"en": "Housing and homelessness", "es": "Vivienda y sinhogarismo"},
        {"en": ("Housing", "Homelessness")},
        narrower_terms=(("shared", {"en": "Shared housing", "es": "Vivienda compartida"}),),
    )
    scheme = Scheme("themes", {}, "", (concept,))
    label, narrower = of_scheme(scheme, "theme", same_people=False)
    assert [term.text for term in label.terms] == ["Housing and homelessness", "Vivienda y sinhogarismo"]
    assert {"Housing", "Homelessness"} <= {term.text for term in label.also_known}
    assert label.filed_under == (("theme", "housing"),)
    assert (narrower.texts("es"), narrower.filed_under) == (("Vivienda compartida",), ())
    label, _ = of_scheme(scheme, "target_group", same_people=True)
    assert label.texts("en") == ("Housing and homelessness", "Housing", "Homelessness")


def test_a_short_other_name_of_a_city_is_taken_for_a_word() -> None:
    city = City(
        "surakarta",
        {"en": "Surakarta"},
        "ID",
        "asia-pacific",
        alt_names=(
            AltName("Solo", "id"),
            AltName("SKA", "id", "abbreviation"),
            AltName("Surakartan", "en", "adjective"),
            AltName("首", "zh"),
        ),
    )
    regions = Scheme("regions", {}, "", (Concept("asia-pacific", {"en": "Asia-Pacific"}),))
    found = list(
        of_places(
            CityAuthority((city,), {}, Countries([Country("ID", {"en": "Indonesia"}, "asia-pacific")], {})),
            regions,
        )
    )
    assert [term.text for term in found[0].terms] == ["Surakarta", "SKA", "首"]
    assert [each.filed_under for each in found] == [
        (("city", "surakarta"),), (("city", "surakarta"),), (("region", "asia-pacific"),),
    ]  # fmt: skip


def test_the_plural_of_a_written_term_stands_in_no_other_entry(vocabulary: Vocabulary) -> None:
    kept: dict[tuple[str, str], Entry] = {}
    twice: list[str] = []
    for one in vocabulary.thesaurus:
        if one.source in WRITTEN:
            for term in one.terms:
                words = " ".join(word.removesuffix("s") for word in name_key(term.text).split())
                if kept.setdefault((words, term.language), one) is not one:
                    twice.append(term.text)
    assert twice == []


def test_a_term_with_function_words_stands_for_no_word_of_another_entry(vocabulary: Vocabulary) -> None:
    """Function words do not count where a query meets the thesaurus, so "pas cher" (cheap) would be "cher" (expensive)."""
    written = [one for one in vocabulary.thesaurus if one.source in WRITTEN]
    alone = {(name_key(term.text), term.language): one for one in written for term in one.terms}
    left = [
        (term.text, one)
        for one in written
        for term in one.terms
        for rest in [[word for word in name_key(term.text).split() if word not in STOP_WORDS]]
        if len(rest) == 1 and alone.get((rest[0], term.language), one) is not one
    ]
    assert left == []
