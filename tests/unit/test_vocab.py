"""The vocabulary files as they are: complete in four languages, found by every name, and membership only where verified."""

from __future__ import annotations

import re
from collections import defaultdict
from importlib import resources

import pytest

from kb.errors import NotFound
from kb.vocab import CityAuthority, Vocabulary
from kb.vocab.labels import name_key
from kb.vocab.vocabulary import SCHEME_OF_FILTER
from kb.vocab.world import COLUMNS, WorldCities

LANGUAGES = ("en", "es", "fr", "ko")
CUED_SCHEMES = ("themes", "target-groups", "instruments", "sdg-targets")
SCHEMES = {
    "alias-kinds", "cost-kinds", "evidence-levels", "government-levels", "instruments", "organisation-types",
    "participation-levels", "partner-roles", "practice-roles", "regions", "result-designs", "result-kinds",
    "result-reporters", "scales", "sdg-goals", "sdg-targets", "stages", "target-groups", "themes",
    "transfer-kinds",
}  # fmt: skip
THEMES = [
    "income-protection", "education-learning", "health-care-ageing", "housing", "work-economy", "basic-services-food",
    "mobility-access", "public-space-nature", "climate-environment", "safety-resilience", "gender-care",
    "diversity-migration", "culture-community", "participation-governance", "digital-data", "planning-regeneration",
]  # fmt: skip
# The governments that a source names as members; whoever is not among them is not shown as one.
VERIFIED_MEMBERS = {
    "baghdad", "bangkok", "barcelona", "barcelona-metropolitan-area", "beijing", "berlin", "bogota",
    "brussels-capital-region", "dakar", "durban", "gauteng", "goyang", "greater-manchester", "guangzhou", "haikou",
    "hyderabad", "ile-de-france", "isfahan", "jinan", "kazan", "madrid", "mashhad", "metropole-du-grand-paris",
    "metropolitan-city-of-turin", "mexico-city", "minas-gerais", "montevideo", "montreal", "nanjing",
    "new-taipei-city", "rabat", "rosario", "sejong", "semarang", "seoul", "shiraz", "tabriz", "taichung", "tehran",
    "tirupati", "vijayawada", "visakhapatnam", "warsaw", "xiamen", "yiwu",
}  # fmt: skip


@pytest.fixture(scope="module")
def cities(vocabulary: Vocabulary) -> CityAuthority:
    return vocabulary.cities


def test_every_file_is_loaded_and_no_scheme_is_empty(vocabulary: Vocabulary) -> None:
    files = {
        entry.name
        for entry in (resources.files("kb.vocab") / "data").iterdir()
        if entry.name.endswith(".yaml")
    }

    assert files == {f"{name}.yaml" for name in SCHEMES} | {
        "cities.yaml",
        "countries.yaml",
        "cue-modifiers.yaml",
    }
    assert set(vocabulary.schemes) == SCHEMES
    assert all(len(scheme) and scheme.source for scheme in vocabulary.schemes.values())
    assert set(vocabulary.negations) == set(LANGUAGES)


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_every_term_has_its_own_label_in_four_languages(name: str, vocabulary: Vocabulary) -> None:
    scheme = vocabulary.scheme(name)

    for language in LANGUAGES:
        assert scheme.title.get(language)
        labels = [concept.pref_label.get(language) for concept in scheme]
        assert all(labels), f"{name} lacks labels in {language}"
        assert len({name_key(str(label)) for label in labels}) == len(scheme)


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_every_term_is_found_by_id_label_and_alternative_label(name: str, vocabulary: Vocabulary) -> None:
    scheme = vocabulary.scheme(name)

    for concept in scheme:
        labels = [
            *concept.pref_label.values(),
            *(alt for alts in concept.alt_labels.values() for alt in alts),
        ]
        assert {scheme.resolve(label) for label in (concept.id, *labels)} == {concept.id}
        assert scheme.resolve(concept.label().upper()) == concept.id
        assert concept.broader is None or concept.broader in scheme
    assert scheme.resolve("no such term") is None
    with pytest.raises(NotFound, match=f"not a term of the scheme {name}"):
        scheme["no-such-term"]


def test_the_themes_are_the_fifteen_and_one_that_never_leads(vocabulary: Vocabulary) -> None:
    themes = vocabulary.scheme("themes")

    assert [theme.id for theme in themes] == THEMES
    assert [theme.id for theme in themes if not theme.primary] == ["planning-regeneration"]
    assert all(theme.note() and theme.narrower_terms for theme in themes)


def test_the_evidence_levels_are_six(vocabulary: Vocabulary) -> None:
    assert [level.id for level in vocabulary.scheme("evidence-levels")] == ["0", "1", "2", "3", "4", "5"]


@pytest.mark.parametrize("name", CUED_SCHEMES)
def test_cues_are_weighed_and_speak_for_two_terms_at_most(name: str, vocabulary: Vocabulary) -> None:
    speaks_for: dict[tuple[str, str], set[str]] = defaultdict(set)
    for concept in vocabulary.scheme(name):
        for language, cues in concept.cues.items():
            assert language in LANGUAGES
            assert len({cue.term for cue in cues}) == len(cues), f"{concept.id} repeats a cue"
            for cue in cues:
                assert cue.weight in (1, 2, 3)
                assert cue.term.strip()
                speaks_for[language, name_key(cue.term)].add(concept.id)

    assert {cue: ids for cue, ids in speaks_for.items() if len(ids) > 2} == {}


@pytest.mark.parametrize("name", CUED_SCHEMES)
def test_every_theme_has_cues_in_four_languages(name: str, vocabulary: Vocabulary) -> None:
    lacking = [
        (c.id, language)
        for c in vocabulary.scheme(name)
        for language in LANGUAGES
        if not c.cues.get(language)
    ]

    assert lacking == []


@pytest.mark.parametrize("name", CUED_SCHEMES)
def test_exclusions_are_phrases_in_the_four_languages(name: str, vocabulary: Vocabulary) -> None:
    for concept in vocabulary.scheme(name):
        assert set(concept.exclusions) <= set(LANGUAGES)
        for language, phrases in concept.exclusions.items():
            cues = {cue.term for cue in concept.cues.get(language, ())}
            assert all(phrase.strip() for phrase in phrases)
            assert not cues & set(phrases), f"{concept.id} excludes its own cue"


def test_every_city_has_a_country_a_region_and_an_english_name(
    cities: CityAuthority, vocabulary: Vocabulary
) -> None:
    assert len(cities) > 100
    regions = {region.id for region in vocabulary.scheme("regions")}
    for city in cities:
        assert city.region in regions, city.id
        assert city.names.get("en"), city.id
        assert set(cities.countries[city.country]) == set(LANGUAGES), city.id


def test_coordinates_and_populations_are_possible(cities: CityAuthority) -> None:
    for city in cities:
        assert (city.latitude is None) == (city.longitude is None) == (city.geonames_id is None), city.id
        if city.latitude is not None and city.longitude is not None:
            assert -90 <= city.latitude <= 90
            assert -180 <= city.longitude <= 180
        if city.population is not None:
            assert city.population > 0
            assert city.population_year
            assert city.population_band
        assert city.part_of is None or isinstance(city.part_of, str)
    seoul = cities["seoul"]
    assert (round(seoul.latitude or 0, 1), round(seoul.longitude or 0, 1), seoul.country) == (
        37.6,
        127.0,
        "KR",
    )


def test_membership_comes_from_verified_rows_only(cities: CityAuthority) -> None:
    assert {city.id for city in cities if city.is_member} == VERIFIED_MEMBERS
    for city in cities:
        if city.metropolis:
            assert city.metropolis.source_url.startswith(("https://", "http://")), city.id
            assert city.metropolis.evidence if city.is_member else city.metropolis.note, city.id
    for named_somewhere in ("busan", "jakarta", "abidjan", "new-delhi"):
        assert not cities[named_somewhere].is_member


@pytest.mark.parametrize(
    ("name", "city"),
    [
        ("seoul", "seoul"),
        ("서울", "seoul"),
        ("Séoul", "seoul"),
        ("Seoul, Republic of Korea", "seoul"),
        ("São Paulo", "sao-paulo"),
        ("sao paulo", "sao-paulo"),
        ("CDMX", "mexico-city"),
        ("Paris, France", "paris"),
        ("Bogotá D.C., Colombia", "bogota"),
        ("Paris, Texas, USA", None),
        ("Athens, Georgia", "athens-us"),
        ("Barcelona, Venezuela", "barcelona-ve"),
        ("La Paz, México", "la-paz-mx"),
        ("Melbourne, Victoria", "melbourne"),
        ("Birmingham", None),
        ("Birmingham, UK", "birmingham-gb"),
        ("Birmingham, Alabama", "birmingham-us"),
        ("Springfield", None),
        ("Springfield, IL", "springfield-illinois-us"),
        ("Springfield, Missouri, United States", "springfield-missouri-us"),
        ("London", "london"),
        ("London, Ontario", "london-ca"),
        ("Winnipeg", "winnipeg"),
        ("수원", "suwon"),
        ("Sevilla", "seville"),
        ("Köln", "cologne"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_city_is_found_by_any_of_its_names_but_never_for_a_namesake(
    name: str, city: str | None, cities: CityAuthority
) -> None:
    assert cities.resolve(name) == city


def test_every_preferred_name_of_a_kept_city_leads_to_it(cities: CityAuthority) -> None:
    for city in cities.kept:
        for name in (city.id, *city.names.values()):
            assert cities.resolve(name) == city.id, name


def test_a_variant_that_two_cities_share_names_neither(cities: CityAuthority) -> None:
    preferred = {name_key(name) for city in cities.kept for name in (city.id, *city.names.values())}
    owners: dict[str, set[str]] = defaultdict(set)
    for city in cities.kept:
        for alt in city.alt_names:
            owners[name_key(alt.name)].add(city.id)

    for key, ids in owners.items():
        if key not in preferred:
            assert cities.resolve(key) == (next(iter(ids)) if len(ids) == 1 else None), key


def test_a_further_city_is_found_by_the_label_that_forms_show(cities: CityAuthority) -> None:
    assert len(cities.further) > 5_000
    for language in ("en", "ko"):
        labels = {cities.full_label(city_id, language): city_id for city_id in cities.further}
        assert len(labels) == len(cities.further)
        assert {label: cities.resolve(label) for label in labels} == labels


def test_ids_are_slugs_and_no_city_is_there_twice(cities: CityAuthority) -> None:
    ids = [city.id for city in cities]
    assert len(set(ids)) == len(ids) == len(cities)
    assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", city_id) for city_id in ids)
    numbers = [city.geonames_id for city in cities if city.geonames_id]
    assert len(set(numbers)) == len(numbers)


def test_a_name_of_several_cities_gives_them_all_the_largest_first(cities: CityAuthority) -> None:
    assert cities.candidates("Birmingham") == ("birmingham-gb", "birmingham-us")
    assert cities.candidates("Springfield")[0] == "springfield-missouri-us"
    assert cities.candidates("Paris") == ("paris",)
    assert cities.candidates("Paris, Texas") == ()
    assert cities.similar("Winipeg") == ("winnipeg",)
    assert cities.similar("Xqzzy") == ()


def test_loading_reads_no_further_city() -> None:
    text = "\n".join(("\t".join(COLUMNS), "winnipeg\tthis line is broken"))
    assert list(WorldCities(text, {})) == ["winnipeg"]


@pytest.mark.parametrize(
    ("field", "name", "value"),
    [
        ("theme", "Vivienda", "housing"),
        ("theme", "주거", "housing"),
        ("city", "서울", "seoul"),
        ("city", "Birmingham, United Kingdom", "birmingham-gb"),
        ("region", "Afrique", "africa"),
        ("stage", "En cours", "running"),
        ("evidence", "Comparison group", "3"),
        ("evidence", "7", None),
        ("theme", "magic", None),
        ("year", "2019", "2019"),
        ("language", "ko", "ko"),
    ],
)
def test_a_filter_takes_id_or_label_in_any_language(
    field: str, name: str, value: str | None, vocabulary: Vocabulary
) -> None:
    assert vocabulary.resolve_filter(field, name) == value
    if value and field in SCHEME_OF_FILTER:
        assert vocabulary.resolve_filter(field, vocabulary.filter_label(field, value)) == value


def test_what_is_no_longer_in_the_files_is_shown_by_its_id(vocabulary: Vocabulary) -> None:
    assert vocabulary.filter_label("theme", "retired-theme") == "retired-theme"
    assert vocabulary.filter_label("city", "old-town") == "old-town"
    assert vocabulary.cities.country_label("old-town") == ""
    with pytest.raises(NotFound, match="There is no scheme 'colours'"):
        vocabulary.scheme("colours")
    with pytest.raises(NotFound, match="'old-town' is not in the city authority file"):
        vocabulary.cities["old-town"]
