"""The tagger: cities from the authority file, concepts from cues, each with its sentence; abstains when unsure."""

from __future__ import annotations

from typing import get_args

import pytest

from ingest.tagging import chosen_cities, chosen_themes, evidence, suggest, texts_of, unsure
from ingest.tagging.scoring import CURVES
from ingest.tagging.sdg import goals_of
from kb.records import Assignment
from kb.records.workflow import TaggedField
from kb.vocab import Vocabulary
from tests.factories import make_record, make_source


def tagged(vocabulary: Vocabulary, language: str = "en", **texts: str) -> dict[str, list[Assignment]]:
    found: dict[str, list[Assignment]] = {field: [] for field in get_args(TaggedField)}
    for assignment in suggest(texts, language, vocabulary):
        found[assignment.field].append(assignment)
    return found


def cities(vocabulary: Vocabulary, text: str, language: str = "en") -> list[str]:
    return [assignment.concept for assignment in tagged(vocabulary, language, summary=text)["cities"]]


def themes(vocabulary: Vocabulary, text: str, language: str = "en") -> list[str]:
    return [assignment.concept for assignment in tagged(vocabulary, language, summary=text)["themes"]]


@pytest.mark.parametrize(
    ("language", "text", "city"),
    [
        ("en", "The City of New York issues a card.", "new-york-city"),
        ("en", "NYC issues a card.", "new-york-city"),
        ("en", "Bogota opens blocks of care.", "bogota"),
        ("en", "Parisians vote on a share of the budget. The Parisian scheme is ten years old.", "paris"),
        ("es", "La Ciudad de México abre centros.", "mexico-city"),
        ("es", "Estambul vende leche barata.", "istanbul"),
        ("fr", "La ville de Vienne construit des logements.", "vienna"),
        ("fr", "À Séoul, un revenu est versé.", "seoul"),
        ("ko", "서울시는 학생에게 강의를 제공한다.", "seoul"),
        ("ko", "부산에서 도서관을 연다.", "busan"),
        ("ko", "뉴욕시가 카드를 발급한다.", "new-york-city"),
        ("pt", "São Paulo abre centros de educação.", "sao-paulo"),
        ("de", "Wien baut Wohnungen.", "vienna"),
    ],
)
def test_a_city_is_found_by_its_names(vocabulary: Vocabulary, language: str, text: str, city: str) -> None:
    assert cities(vocabulary, text, language) == [city]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The pianist played a solo in the old medina."),
        ("en", "Solo performances were given."),
        ("en", "Maria Rosario and Santiago Ramírez met the mayor."),
        ("en", "The town of Paris in Texas planted trees."),
        ("en", "The Texas town of Paris planted trees. Paris is proud of them."),
        ("en", "Melbourne (Florida) opened a park."),
        ("en", "Children swim in Lake Victoria."),
        ("en", "The state of Victoria passed a law."),
        ("es", "Santiago de Chuco y Santiago Ixcuintla abren plazas."),
        ("es", "La Paz, en Honduras, abre una plaza."),
        ("fr", "Paris, au Texas, ouvre un parc."),
        ("ko", "경기도 광주시가 공원을 연다."),
        ("ko", "미국 파리에서 공원을 연다."),
        ("en", "The plan follows the Paris Agreement."),
        ("en", "Canton was a trading port."),
        ("en", "Buses run all night."),
        ("es", "Túnez aprobó una ley nacional."),
        ("fr", "Mexique : le pays adopte une loi."),
        ("ko", "세종대왕이 한글을 만들었다."),
        ("ko", "부산물을 재활용한다."),
    ],
)
def test_what_only_looks_like_a_city_is_not_one(vocabulary: Vocabulary, language: str, text: str) -> None:
    assert cities(vocabulary, text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "city"),
    [
        ("en", "Street vendors moved in the city of Solo.", "surakarta"),
        ("en", "Solo, in Indonesia, moved its street vendors.", "surakarta"),
        ("es", "Rosario, en Argentina, cultiva huertas.", "rosario"),
        ("es", "La ciudad de Túnez abre un fondo.", "tunis"),
        ("ko", "세종시는 버스를 늘린다.", "sejong"),
        ("ko", "광주 북구는 정원을 만든다.", "gwangju"),
        ("ko", "광주광역시에서는 버스가 무료이다.", "gwangju"),
        ("en", "Gwangju, in the Republic of Korea, opens a park.", "gwangju"),
        ("en", "Santiago, the capital of Chile, opens a park.", "santiago"),
        ("en", "Melbourne, Victoria, opens a park.", "melbourne"),
        ("es", "Santiago, en Chile, aprende de Santiago de los Caballeros.", "santiago"),
        ("en", "Victoria, on the west coast of Canada, opens a park.", "victoria"),
        ("en", "Paris learnt from Paris, Texas. Both were compared by France's audit office.", "paris"),
    ],
)
def test_a_name_that_needs_support_counts_with_it(
    vocabulary: Vocabulary, language: str, text: str, city: str
) -> None:
    assert cities(vocabulary, text, language) == [city]


def test_the_longest_name_counts_and_a_surrounding_area_gives_way(vocabulary: Vocabulary) -> None:
    assert cities(vocabulary, "New Delhi opens clinics.") == ["new-delhi"]
    assert cities(vocabulary, "La Marsa, in Greater Tunis, votes on its budget.") == ["la-marsa"]


def test_the_lead_city_stands_first_and_a_passing_mention_is_no_tag(vocabulary: Vocabulary) -> None:
    found = tagged(
        vocabulary,
        title="Public bicycles in Seoul",
        summary="Seoul rents bicycles at 2,700 docks.",
        approach="The scheme was inspired by Montréal.",
        transferability="Busan and Tokyo have asked about it.",
    )["cities"]
    assert chosen_cities(found) == ["seoul"]
    assert (found[0].section, found[0].cue) == ("title", "Seoul")


def test_a_city_in_a_negated_clause_is_no_tag(vocabulary: Vocabulary) -> None:
    assert cities(vocabulary, "The scheme runs in Dakar, not in Nairobi.") == ["dakar"]


@pytest.mark.parametrize(
    ("language", "text", "theme"),
    [
        ("en", "The council builds social housing and protects tenants from eviction.", "housing"),
        ("es", "El municipio construye vivienda social y protege a los inquilinos del desalojo.", "housing"),
        (
            "fr",
            "La ville construit des logements sociaux et protège les locataires de l'expulsion.",
            "housing",
        ),
        ("ko", "시는 임대주택을 짓고 세입자의 주거비를 지원한다.", "housing"),
        ("en", "A new bus rapid transit line with level boarding cuts travel time.", "mobility-access"),
        ("ko", "저소득층에게 현금급여를 지급하는 소득보장 시범사업이다.", "income-protection"),
    ],
)
def test_a_theme_is_found_in_four_languages(
    vocabulary: Vocabulary, language: str, text: str, theme: str
) -> None:
    assert themes(vocabulary, text, language)[0] == theme


def test_a_suggestion_shows_its_cue_and_its_sentence(vocabulary: Vocabulary) -> None:
    text = "The city acts. It builds **social housing** for tenants [3]."
    housing = tagged(vocabulary, summary=text)["themes"][0]
    assert housing.sentence == "It builds social housing for tenants."
    assert housing.cue == "social housing"
    assert (housing.method, housing.section, housing.language) == ("cue-words", "summary", "en")
    assert 0 < housing.score < 1


def test_inflected_and_unaccented_words_meet_their_cue(vocabulary: Vocabulary) -> None:
    assert themes(vocabulary, "Viviendas sociales y alquileres para inquilinas.", "es")[0] == "housing"
    assert (
        themes(vocabulary, "Proteccion social y transferencias monetarias.", "es")[0] == "income-protection"
    )


def cues_of(vocabulary: Vocabulary, text: str, concept: str) -> list[str]:
    matches = evidence({"summary": text}, "en", vocabulary)["themes"]
    return [match.cue for match in matches if match.concept == concept]


@pytest.mark.parametrize(
    ("meets", "shares_the_stem", "theme"),
    [
        ("The integrity of lanes.", "An integral lane.", "participation-governance"),
        ("Much housing nearby.", "The houses nearby.", "housing"),
        ("Two cooperatives.", "They cooperate on it.", "work-economy"),
        ("A renewal of the quarter.", "Renewable power.", "planning-regeneration"),
        ("Emergencies at night.", "The emergence of a trend.", "safety-resilience"),
    ],
)
def test_a_derived_noun_meets_its_plural_and_not_what_only_shares_its_stem(
    vocabulary: Vocabulary, meets: str, shares_the_stem: str, theme: str
) -> None:
    assert cues_of(vocabulary, meets, theme)
    assert cues_of(vocabulary, shares_the_stem, theme) == []


def test_a_derived_word_is_told_from_its_stem_in_spanish_and_french(vocabulary: Vocabulary) -> None:
    assert themes(vocabulary, "Electricidad para los hogares: electricidades.", "es")[:1] == [
        "basic-services-food"
    ]
    assert "basic-services-food" not in themes(vocabulary, "Un objeto eléctrico.", "es")
    assert "gender-care" in themes(vocabulary, "Le répit des aidants familiaux.", "fr")
    assert "gender-care" not in themes(vocabulary, "Une aide aux lignes.", "fr")


def test_the_title_decides_which_of_two_themes_comes_first(vocabulary: Vocabulary) -> None:
    body = "Tenants get social housing and rent control. Trams and minibuses run on the bus lane."
    assert themes(vocabulary, body)[0] == "housing"
    named = tagged(vocabulary, title="Night buses and trams", summary=body)["themes"]
    assert [found.concept for found in named[:2]] == ["mobility-access", "housing"]


def test_two_cues_that_meet_the_same_word_count_once_and_the_heavier_stays(vocabulary: Vocabulary) -> None:
    concept = vocabulary.scheme("themes")["culture-community"]
    assert {"isolation": 3, "isolated": 2}.items() <= {
        cue.term: cue.weight for cue in concept.cues["en"]
    }.items()
    assert cues_of(vocabulary, "A plan against isolation.", "culture-community") == ["isolation"]
    assert cues_of(vocabulary, "The isolated are called.", "culture-community") == ["isolated"]


def test_a_negation_in_the_clause_turns_a_cue_round(vocabulary: Vocabulary) -> None:
    said = "The plan covers social housing and rent control."
    denied = "The plan does not include social housing, nor rent control."
    assert themes(vocabulary, said)[0] == "housing"
    assert "housing" not in themes(vocabulary, denied)
    assert themes(vocabulary, "Not only social housing, also rent control is covered.")[0] == "housing"
    assert "housing" not in themes(vocabulary, "El plan no incluye vivienda social.", "es")
    assert "housing" not in themes(vocabulary, "사회주택이 아니라 도로를 짓는다.", "ko")
    assert "housing" not in themes(vocabulary, "사회주택 사업이 아니라 도로를 짓는다.", "ko")
    assert themes(vocabulary, "사회주택을 짓고 임대주택을 늘린다.", "ko")[0] == "housing"


def test_an_exclusion_silences_the_cue_inside_it(vocabulary: Vocabulary) -> None:
    assert "public-space-nature" not in themes(vocabulary, "A car park and an industrial park were sold.")
    assert themes(vocabulary, "Two parks and a garden with trees were opened.")[0] == "public-space-nature"
    assert "public-space-nature" not in themes(vocabulary, "공무원 정원 감축을 논의했다.", "ko")


def test_the_longest_of_overlapping_cues_counts(vocabulary: Vocabulary) -> None:
    found = tagged(vocabulary, summary="School meals for all, cooked in school kitchens.")["themes"]
    assert found[0].concept == "basic-services-food"


def test_the_title_outweighs_the_body(vocabulary: Vocabulary) -> None:
    found = tagged(
        vocabulary,
        title="Social housing for nurses",
        conditions="Buses, trams and the subway must run near by.",
    )["themes"]
    assert found[0].concept == "housing"


def test_nothing_is_suggested_for_a_text_that_says_too_little(vocabulary: Vocabulary) -> None:
    assert (
        suggest({"summary": "A pleasant afternoon.", "lessons": "Plan the shelter."}, "en", vocabulary) == ()
    )
    assert suggest({}, "en", vocabulary) == ()


def test_a_language_without_cues_still_gets_its_cities(vocabulary: Vocabulary) -> None:
    found = tagged(vocabulary, "de", title="Sozialer Wohnungsbau in Wien")
    assert [tag.concept for tag in found["cities"]] == ["vienna"]
    assert found["themes"] == []


def test_target_groups_and_instruments_have_their_own_cues(vocabulary: Vocabulary) -> None:
    found = tagged(vocabulary, summary="Homeless people and rough sleepers get a cash transfer.")
    assert found["target_groups"][0].concept == "homeless-people"
    assert found["instruments"][0].concept == "cash-transfer"


def test_a_cross_theme_never_leads(vocabulary: Vocabulary) -> None:
    def theme(concept: str) -> Assignment:
        return Assignment("themes", concept, "cue-words", 0.5)

    regeneration, housing = theme("planning-regeneration"), theme("housing")
    assert chosen_themes([regeneration, housing], vocabulary) == ["housing", "planning-regeneration"]
    assert chosen_themes([regeneration], vocabulary) == []


def test_a_target_has_cues_of_its_own_and_counts_more_with_a_theme_that_refers_to_it(
    vocabulary: Vocabulary,
) -> None:
    text = "A new bus rapid transit line with level boarding cuts travel time."
    found = tagged(vocabulary, summary=text)
    assert (found["sdg_targets"][0].concept, found["sdg_targets"][0].cue) == ("11.2", "bus rapid transit")
    support = found["themes"][0]
    assert support.concept == "mobility-access"
    matches = evidence({"summary": text}, "en", vocabulary)["sdg_targets"]
    weights = {match.cue: match.weight for match in matches if match.concept == "11.2"}
    assert weights["bus rapid transit"] == pytest.approx(3 * (1 + support.score))


def test_a_passage_speaks_of_goals_by_number(vocabulary: Vocabulary) -> None:
    assert goals_of("Safe drinking water and sanitation reached the villages.", "en", vocabulary) == (6,)
    assert goals_of("Corruption of judges undermines the rule of law.", "en", vocabulary) == (16,)
    assert goals_of("A fine afternoon was had.", "en", vocabulary) == ()


def test_everyone_gives_way_to_a_group_that_is_singled_out(vocabulary: Vocabulary) -> None:
    def groups(text: str) -> list[str]:
        return [tag.concept for tag in tagged(vocabulary, summary=text)["target_groups"]]

    assert groups("Every resident and visitor may use it, whatever their age.") == ["everyone"]
    assert "everyone" not in groups("Wheelchair users and blind people, as every resident, may use it.")


def test_a_share_of_little_evidence_is_no_suggestion(vocabulary: Vocabulary) -> None:
    little = tagged(vocabulary, lessons="The tenant agreed.")["themes"]
    much = tagged(vocabulary, summary="Social housing: affordable homes for tenants.")["themes"]
    assert little == []
    assert much[0].score > 0.8


def test_a_theme_far_behind_the_strongest_is_less_likely_than_its_share_alone_says(
    vocabulary: Vocabulary,
) -> None:
    curve = CURVES["themes"]
    assert curve.score(0.2, 1.0) > curve.score(0.2, 0.25)
    assert CURVES["target_groups"].score(0.2, 1.0) == CURVES["target_groups"].score(0.2, 0.25)
    mentioned = "Hay bancos y césped cerca."
    texts = {
        "title": "Vivienda social",
        "summary": "Vivienda social: viviendas asequibles, tenencia segura y control de alquileres para inquilinos.",
        "approach": mentioned,
    }
    alone = suggest({"summary": "Un parque con árboles.", "approach": mentioned}, "es", vocabulary)
    beside = suggest(texts, "es", vocabulary)
    assert [tag.concept for tag in alone if tag.field == "themes"] == ["public-space-nature"]
    assert [tag.concept for tag in beside if tag.field == "themes"] == ["housing"]


def test_the_titles_of_sources_speak_for_themes_and_name_no_city(vocabulary: Vocabulary) -> None:
    summary = "The unit helps those who ask for it."
    titles = (
        "A home for tenants: social housing in Vienna\nAffordable housing and rent control, the Vienna way"
    )
    assert tagged(vocabulary, summary=summary)["themes"] == []
    found = tagged(vocabulary, summary=summary, sources=titles)
    assert [tag.concept for tag in found["themes"]] == ["housing"]
    assert found["themes"][0].section == "sources"
    assert found["cities"] == []
    assert unsure({"summary": summary, "sources": titles}, "en", vocabulary) == ()
    assert [tag.concept for tag in tagged(vocabulary, approach=titles)["cities"]] == ["vienna"]


def test_the_texts_of_a_record_hold_the_titles_of_its_sources() -> None:
    record = make_record(sources=(make_source(1, "Annual report"), make_source(2, "School meals")))
    assert texts_of(record)["sources"] == "Annual report\nSchool meals"
