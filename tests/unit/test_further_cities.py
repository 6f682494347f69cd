"""Cities of the large file: taken only where the text supports them, told apart by the places named, never for a word."""

from __future__ import annotations

import pytest

from ingest.tagging import chosen_cities, suggest, unsure
from kb.vocab import Vocabulary

LONG = "\n\n".join(f"The work of the year {year} was paid for and reported." for year in range(1950, 2026))


def cities(vocabulary: Vocabulary, language: str, **texts: str) -> list[str]:
    return chosen_cities(suggest(texts, language, vocabulary))


@pytest.mark.parametrize(
    ("language", "text", "city"),
    [
        ("en", "The City of Winnipeg opens a drop-in centre.", "winnipeg"),
        ("en", "Leeds opens a hub for young people.", "leeds"),
        ("en", "Birmingham City Council houses care leavers.", "birmingham-gb"),
        ("en", "Birmingham houses care leavers. The United Kingdom pays.", "birmingham-gb"),
        ("en", "Birmingham, Alabama, houses care leavers.", "birmingham-us"),
        ("en", "Springfield, IL opens a park.", "springfield-illinois-us"),
        ("en", "Kansas City, Missouri, makes buses free.", "kansas-city-missouri-us"),
        ("en", "St. Louis, Missouri, opens a hub.", "st-louis"),
        ("en", "London opens a park.", "london"),
        ("en", "London, Ontario, opens a park.", "london-ca"),
        ("en", "The town of Athens, Georgia, planted trees.", "athens-us"),
        ("en", "Reading Borough Council opens a hub.", "reading"),
        ("en", "The City of Mobile, Alabama, opens a clinic.", "mobile"),
        ("en", "Split, Croatia, opens a hub.", "split"),
        ("en", "The City of Austin, Texas, builds homes.", "austin"),
        ("en", "Lima, the capital of Peru, opens stairways.", "lima"),
        ("en", "Victoria, Seychelles, opens a hub.", "victoria-sc"),
        ("en", "Port Elizabeth, South Africa, opens a hub.", "gqeberha"),
        ("es", "El Ayuntamiento de Zaragoza abre un centro.", "zaragoza"),
        ("es", "La alcaldía de Cali abre un centro.", "cali"),
        ("es", "Valencia, en España, abre un centro.", "valencia-es"),
        ("es", "La Paz, en México, abre una plaza.", "la-paz-mx"),
        ("es", "Santiago de Compostela, en España, abre una plaza.", "santiago-de-compostela"),
        ("fr", "La Ville de Lyon ouvre un centre.", "lyon"),
        ("fr", "La ville de Tours ouvre un centre.", "tours"),
        ("fr", "À Nice, la mairie ouvre un centre. La métropole Nice Côte d’Azur paie.", "nice"),
        ("ko", "수원시는 도서관을 연다.", "suwon"),
        ("ko", "대구에서 버스를 늘린다. 대구시는 시민에게 묻는다.", "daegu"),
        ("ko", "영국 런던에서 버스를 탄다.", "london"),
        ("pt", "A Prefeitura de Fortaleza abre centros.", "fortaleza"),
        ("de", "Die Stadt Zürich baut Wohnungen.", "zurich"),
        ("it", "Il Comune di Milano apre un centro.", "milan"),
    ],
)
def test_a_city_is_taken_where_the_text_supports_it(
    vocabulary: Vocabulary, language: str, text: str, city: str
) -> None:
    assert cities(vocabulary, language, summary=text) == [city]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Reading scores rose. Mobile clinics visit the villages. Bath water is warm. Nice weather helps.",
        ),
        ("en", "Orange juice is served. Split the budget in two. Man is the measure. Lima beans grow."),
        ("en", "Austin Powers and Jackson met Charlotte and Florence in the park."),
        ("en", "Paris Hilton visited. Lincoln freed them."),
        (
            "en",
            "Oxford Street is closed to cars. Cambridge University studied it. The New York Times reported.",
        ),
        ("en", "Researchers at the University of Leeds and Manchester Metropolitan University evaluated it."),
        ("en", "By the file for the Guangzhou Award it began late. The Guangzhou award file names no cost."),
        ("en", "Washington adopted the law. The Geneva Convention rules. The funder sits in Geneva."),
        ("en", "Toyota recalls cars. Santander lends money."),
        ("en", "Springfield opens a park. Valencia follows."),
        ("en", "The Province of Utrecht plans wind farms. Utrecht has much wind."),
        ("en", "The programme was inspired by Leeds and compared with Lyon."),
        ("en", "All trades are listed in ROME, the register."),
        ("es", "La Mesa del Congreso y la Corona se reúnen. Tema: vivienda."),
        ("es", "León XIV y Salvador visitaron la plaza. La Asamblea de Madrid votó."),
        ("es", "Córdoba abre un centro."),
        (
            "fr",
            "Le département de la Seine-Saint-Denis ouvre un centre. L’université de Strasbourg l’évalue.",
        ),
        ("fr", "Saint-Denis ouvre un centre."),
        ("ko", "공주는 왕의 딸이다. 이천 명이 참여했다. 구미 각국의 사례를 보았다."),
        ("ko", "런던스러운 옷을 입었다."),
    ],
)
def test_what_only_looks_like_a_city_is_not_one(vocabulary: Vocabulary, language: str, text: str) -> None:
    assert cities(vocabulary, language, summary=text) == []


def test_a_name_of_the_kept_file_goes_before_its_namesakes(vocabulary: Vocabulary) -> None:
    assert cities(vocabulary, "es", summary="Barcelona abre un centro.") == ["barcelona"]
    assert cities(vocabulary, "es", summary="Barcelona, en Venezuela, abre un centro.") == ["barcelona-ve"]
    assert cities(vocabulary, "en", summary="Hyderabad, Pakistan, opens a hub.") == ["hyderabad-pk"]


def test_a_district_named_like_a_city_elsewhere_is_no_city_where_the_text_has_its_home(
    vocabulary: Vocabulary,
) -> None:
    title, summary = (
        "A cable car in Ciudad Bolívar",
        "A cable car has served a locality of Bogotá since 2018.",
    )
    assert cities(vocabulary, "en", title=title, summary=summary) == ["bogota"]


def test_a_suburb_gives_way_to_the_city_beside_it(vocabulary: Vocabulary) -> None:
    text = "Dakar runs buses to Guédiawaye. Dakar pays. Dakar, in Senegal, is pleased."
    assert cities(vocabulary, "en", summary=text) == ["dakar"]


def test_a_long_text_is_about_the_city_it_keeps_naming(vocabulary: Vocabulary) -> None:
    passing = f"{LONG}\n\nA talk was given in Leeds, England."
    assert cities(vocabulary, "en", title="A report on England", other=passing) == []
    about = f"{LONG}\n\nLeeds City Council acts.\n\nLeeds is in England.\n\nLeeds grows."
    assert cities(vocabulary, "en", title="A report on England", other=about) == ["leeds"]
    assert cities(vocabulary, "en", title="Homes in Leeds, England", other=LONG) == ["leeds"]


def test_a_place_in_brackets_is_where_a_meeting_was(vocabulary: Vocabulary) -> None:
    text = f"Minutes of the meeting (Madrid, 17 July) and of the next (Leeds).\n\n{LONG}"
    assert cities(vocabulary, "en", title="Minutes", other=text) == []
    assert cities(vocabulary, "en", title="Urban gardens (Leeds, England)", other=LONG) == ["leeds"]


def test_the_government_that_published_a_text_speaks_for_its_city_a_newspaper_does_not(
    vocabulary: Vocabulary,
) -> None:
    assert cities(vocabulary, "en", title="Homes", organisation="City of Winnipeg", other=LONG) == [
        "winnipeg"
    ]
    assert cities(vocabulary, "en", title="Homes", organisation="Winnipeg Free Press", other=LONG) == []


def test_who_published_a_text_says_nothing_of_its_theme(vocabulary: Vocabulary) -> None:
    found = suggest({"organisation": "Social housing and rent control office"}, "en", vocabulary)
    assert [tag for tag in found if tag.field == "themes"] == []


@pytest.mark.parametrize(
    ("language", "text", "possible"),
    [
        ("en", "Springfield opens a park. Springfield pays.", "springfield-missouri-us"),
        ("es", "Córdoba abre un centro. Córdoba paga.", "cordoba-ar"),
        ("en", "Reading opens a hub. Reading pays.", "reading"),
    ],
)
def test_what_cannot_be_told_is_left_to_a_person(
    vocabulary: Vocabulary, language: str, text: str, possible: str
) -> None:
    found = unsure({"summary": text}, language, vocabulary)
    assert cities(vocabulary, language, summary=text) == []
    assert found[0].concept == possible
    assert found[0].sentence
    assert found[0].cue in text


def test_a_text_that_names_no_city_leaves_nothing_open(vocabulary: Vocabulary) -> None:
    assert unsure({"summary": "A pleasant afternoon."}, "en", vocabulary) == ()
