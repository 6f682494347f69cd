"""Proposals: what is read from sentences and tables, in which words, and what is left alone. All texts are invented."""

from __future__ import annotations

import pytest

from ingest.proposals import RULES, Proposal, propose
from ingest.proposals.amounts import amounts_in
from ingest.proposals.periods import dates_in


def proposed(text: str, section: str = "results", language: str = "en", field: str = "") -> list[Proposal]:
    found = propose({section: text}, language)
    return [proposal for proposal in found if not field or proposal.field == field]


def result(text: str, language: str = "en", section: str = "results") -> dict[str, object]:
    (found,) = proposed(text, section, language, "reported_results")
    return {"value": found.value, **found.parsed}


def cost(text: str, language: str = "en", section: str = "funding") -> dict[str, object]:
    (found,) = proposed(text, section, language, "costs")
    return {"value": found.value, **found.parsed}


@pytest.mark.parametrize(
    ("language", "text", "parts"),
    [
        ("en", "About 2,500 older people were served in 2024.",
         {"value": "About 2,500", "number": 2500, "qualifier": "About", "unit": "older people", "period": "2024"}),
        ("en", "It reached 462 of 626 pupils.", {"value": "462 of 626", "number": 462, "denominator": 626, "unit": "pupils"}),
        ("en", "Visits rose from 122 to 431.", {"value": "431", "number": 431, "baseline": "122"}),
        ("en", "Rents are 10 to 14 points lower.", {"value": "10 to 14", "low": 10, "high": 14, "unit": "points"}),
        ("en", "Employment changed by -10.4 percentage points.",
         {"value": "-10.4", "number": -10.4, "unit": "percentage points"}),
        ("es", "Se beneficiaron más de 12.500 personas entre 2019 y 2021.",
         {"value": "más de 12.500", "number": 12500, "unit": "personas", "period": "entre 2019 y 2021"}),
        ("es", "La tasa pasó de 12 % a 18,5 %.", {"value": "18,5 %", "number": 18.5, "unit": "%", "baseline": "12 %"}),
        ("es", "Se plantaron 1,2 millones de árboles.", {"value": "1,2 millones", "number": 1200000, "unit": "árboles"}),
        ("fr", "Près de 12 500 logements ont été rénovés en mai 2023.",
         {"value": "Près de 12 500", "number": 12500, "unit": "logements", "period": "mai 2023"}),
        ("ko", "2023년 626명 중 462명이 참여했다.", {"number": 462, "denominator": 626, "unit": "명", "period": "2023년"}),
        ("ko", "이용자는 1만 2천 명에서 3만 5천 명으로 증가했다.", {"value": "3만 5천", "number": 35000, "baseline": "1만 2천"}),
        ("ko", "만족도는 87.5%였다.", {"value": "87.5%", "number": 87.5, "unit": "%"}),
    ],
)  # fmt: skip
def test_a_result_is_read_in_the_way_of_its_language(
    language: str, text: str, parts: dict[str, object]
) -> None:
    found = result(text, language)
    assert {name: found.get(name) for name in parts} == parts
    assert found["metric"]


@pytest.mark.parametrize(
    ("language", "text", "parts"),
    [
        ("en", "It cost about EUR 2.5 million in 2022.",
         {"value": "about EUR 2.5 million", "number": 2500000, "currency": "EUR", "period": "2022"}),
        ("en", "The grant was £3.4m.", {"value": "£3.4m", "number": 3400000, "currency": "GBP"}),
        ("en", "The city pays US$ 40 per household.", {"number": 40, "currency": "USD", "kind": "per-unit"}),
        ("en", "EUR 2-3 million was spent.", {"value": "EUR 2-3 million"}),
        ("es", "Costó 3,5 millones de euros al año.", {"number": 3500000, "currency": "EUR", "kind": "yearly"}),
        ("fr", "Le budget est de 3,2 M€.", {"value": "3,2 M€", "number": 3200000, "currency": "EUR"}),
        ("fr", "Le budget était de 426 millions d'EUR en 2014.", {"number": 426000000, "currency": "EUR", "period": "2014"}),
        ("es", "Costó 32 millones de USD.", {"value": "32 millones de USD", "number": 32000000, "currency": "USD"}),
        ("ko", "총 사업비는 444억 5,600만원이다.", {"number": 44456000000, "currency": "KRW", "kind": "total"}),
    ],
)  # fmt: skip
def test_money_is_read_with_its_currency(language: str, text: str, parts: dict[str, object]) -> None:
    found = cost(text, language)
    assert {name: found.get(name) for name in parts} == parts


@pytest.mark.parametrize(
    ("language", "text"), [("en", "It cost $4 million."), ("es", "Costó 400.000 pesos.")]
)
def test_a_currency_of_several_countries_is_left_open(language: str, text: str) -> None:
    assert "currency" not in cost(text, language)


def test_numbers_that_could_be_read_in_two_ways_are_left_open() -> None:
    assert "number" not in result("Se atendieron 1,234 personas.", "es")
    assert "number" not in result("Foram atendidas 1.234 pessoas.", "pt")
    assert result("Se atendieron 1.234 personas.", "es")["number"] == 1234


def test_a_currency_named_once_holds_for_the_next_sum_and_says_so() -> None:
    first, second = proposed(
        "The deficit was KRW 10.9 billion in 2023, then 12.7 billion in 2024.", "funding"
    )[:2]
    assert (first.rule, first.parsed["period"]) == ("cost-sentence", "2023")
    assert (second.value, second.rule) == ("12.7 billion", "shared-currency")
    assert second.parsed == {"number": 12700000000, "currency": "KRW", "period": "2024"}


def test_a_period_that_two_dates_could_be_is_left_open() -> None:
    assert "period" not in result("Between the counts of May 2021, June 2022, 300 homes were added.")
    assert result("In 2021 it opened; 300 homes were added.").get("period") is None


@pytest.mark.parametrize(
    "text",
    [
        "It aims to reach 5,000 people by 2027.",
        "Phase 2 and line 9 are for people aged 18 to 25.",
        "No figure is reported beside the 400 places.",
        "It opened on 4 May 2021 and ran for 18 months.",
        "The interval has 95% confidence.",
        "1 The project reached the page www.buses.example/report in full.",
        "1 “Open-air computers reach the city,” The Example, October 2012",
        "This work was created under licence 4.0, https://licence.example/by.",
        "“I know that it has changed.”25 A clerk said it.23",
    ],
)
def test_targets_names_ages_dates_and_what_is_not_known_are_no_results(text: str) -> None:
    assert not proposed(text, "results", "en", "reported_results")


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "The 311 service received 1,200 calls.", ["1,200"]),
        ("en", "The city answered 400 calls on 311.", ["400"]),
        ("en", "The 2030 Agenda and COVID-19 reduced visits by 30%.", ["30%"]),
        ("en", "Law 1448 and Articles 25 and 26 reached 90 families in room 12.", ["90"]),
        ("en", "In phase 2, 300 homes were built on Lines 4, 5 and 9.", ["300"]),
        ("en", "Highway 5, Ward 14 and 12 Main Street were built.", []),
        ("en", "It registered 2019 as its best year, the 24/7 service helped 90 people.", ["90"]),
        ("en", "Users call 02-2133-5000, (212) 639-9675 or +34 91 123 45 67.", []),
        ("en", "Users aged between 18 and 25 and people over 65 attended.", []),
        ("en", "Residents over 12,000 attended.", ["over 12,000"]),
        ("en", "Teachers between the ages of 100 and 105 were registered with Form 4.", []),
        ("en", "The city counted 70 users in 2011¹⁵.", ["70"]),
        (
            "en",
            "In five districts 40 families were helped, and each day 300 meals are served.",
            ["40", "300"],
        ),
        ("en", "Every 30 minutes a bus serves 40 users.", ["40"]),
        ("en", "28 Using our survey, the city counted 70 users.", ["70"]),
        ("en", "The price reached £820,00028, and 7,4% benefited.", []),
        ("en", "It cut the time by 90 percent.81", ["90 percent"]),
        ("en", "The T3010 form and the 24-hour line were used, with answers in 10 working days.", []),
        ("en", "Visits tripled, and twenty per cent of users voted, one in 5 of them twice.", []),
        ("en", "All twelve (12) homes were built.", ["12"]),
        ("es", "Se creó en los años 70 y los 80 y, con el 15-M, recibió 300 propuestas.", ["300"]),
        (
            "es",
            "La Directiva 2019/1937 benefició a mayores de 65 y a jóvenes de entre los 16 y los 24 años.",
            [],
        ),
        ("es", "Se completó: (1) un registro; (2) una lista de 12 medidas.", ["12"]),
        ("es", "Se creó lo que sigue: 1) un registro; 2) una lista, y 3) tres cursos.", []),
        ("en", "Lines were opened (in 2023: 12) and completed.", ["12"]),
        ("es", "Llamando al 900 123 456 reciben ayuda 50 usuarios.", ["50"]),
        ("fr", "Appelez le 01 44 55 66 77 : 50 usagers ont participé.", ["50"]),
        ("ko", "120다산콜에 3만 건이 접수되었다.", ["3만"]),
        ("ko", "제25조와 2호선, 전화 02-120으로 40명이 이용했다.", ["40"]),
        ("ko", "10번 방문했다.", ["10"]),
    ],
)
def test_a_number_that_is_a_name_is_no_result(language: str, text: str, values: list[str]) -> None:
    assert [found.value for found in proposed(text, "results", language, "reported_results")] == values


@pytest.mark.parametrize(
    ("language", "text", "parts"),
    [
        ("en", "1 in 5 users registered.", {"value": "1 in 5", "number": 1, "denominator": 5}),
        ("es", "1 de cada 5 usuarios participó.", {"value": "1 de cada 5", "number": 1, "denominator": 5}),
        ("en", "Between 60 and 100 people attended.", {"low": 60, "high": 100, "unit": "people attended"}),
        (
            "en",
            "It saved £15m-£42m.",
            {"value": "£15m-£42m", "low": 15000000, "high": 42000000, "unit": "GBP"},
        ),
        ("en", "Some 10 to 20 per cent of users voted.", {"low": 10, "high": 20, "unit": "%"}),
        (
            "es",
            "Participó el 25 por cien de los vecinos.",
            {"value": "25 por cien", "number": 25, "unit": "%"},
        ),
    ],
)
def test_shares_and_ranges_are_one_amount(language: str, text: str, parts: dict[str, object]) -> None:
    found = result(text, language)
    assert {name: found.get(name) for name in parts} == parts


def test_a_count_beside_a_percentage_is_no_percentage() -> None:
    count, share = proposed("They digitised 470,000 or 97 percent of the forms.", field="reported_results")
    assert (count.parsed["number"], count.parsed.get("unit")) == (470000, None)
    assert (share.parsed["number"], share.parsed["unit"]) == (97, "%")


def test_a_count_in_places_is_no_share_and_sums_of_two_scales_are_no_range() -> None:
    for text, values in (
        ("It opened 3 in 10 districts, as the city counted.", ["3", "10"]),
        ("It saved £2k-£3m.", ["£2k", "£3m"]),
    ):
        assert [found.value for found in proposed(text, field="reported_results")] == values


def test_outside_the_results_a_figure_needs_a_wording_and_a_fitting_section() -> None:
    told, plain = "In 2022 the programme trained 1,250 young people.", "The square has 40 benches."
    assert [found.rule for found in proposed(told, "other", field="reported_results")] == ["result-wording"]
    assert not proposed(plain, "other", field="reported_results")
    assert not proposed(told, "problem", field="reported_results")
    assert not proposed("A ride costs EUR 2.", "mechanism")


@pytest.mark.parametrize("section", ["results", "mechanism", "other"])
@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "The programme cost COP 3.2 billion.", "COP 3.2 billion"),
        ("en", "The city spent a total of EUR 2.5 million on it.", "EUR 2.5 million"),
        ("es", "El programa costó 3,5 millones de euros.", "3,5 millones de euros"),
        ("fr", "Le programme a coûté 3,2 M€.", "3,2 M€"),
        ("ko", "서울시는 12억 원을 투입했다.", "12억 원"),
    ],
)
def test_a_sum_with_a_verb_of_cost_is_a_cost_in_any_section(
    section: str, language: str, text: str, value: str
) -> None:
    (found,) = proposed(text, section, language)
    assert (found.field, found.value, found.rule) == ("costs", value, "cost-sentence")


def test_what_was_saved_or_could_be_spent_is_no_cost() -> None:
    assert not proposed("A project could cost up to EUR 2 million.", "mechanism")
    for text in (
        "It saved households EUR 2 million.",
        "Yearly costs fell by EUR 2 million.",
        "A ride cost EUR 2.",
    ):
        assert [one.field for one in proposed(text)] == ["reported_results"]


def test_the_sentence_its_section_and_its_sources_go_with_a_proposal() -> None:
    (found,) = proposed(
        "Nothing new. The city counted 1,010 gardens by 20 November 2025 [6,8].", field="reported_results"
    )
    assert found.sentence == "The city counted 1,010 gardens by 20 November 2025."
    assert (found.section, found.rule, found.sources) == ("results", "result-sentence", (6, 8))
    assert found.row["sources"] == [6, 8]
    assert found.row["value"] == found.value == "1,010"
    assert found.parsed["period"] == "by 20 November 2025"
    assert found.rule in RULES


TABLE = """
| Indicator | 2021 | 2022 |
|---|---:|---:|
| Participants | 1,200 | 2,450 |
| Satisfaction | n/a | 81 % |
| Budget (EUR) | 2.1 million | 900,000 |
| Cost (thousand EUR) | 40 | not reported |
"""


def test_a_table_gives_label_header_and_cell() -> None:
    found = proposed(TABLE, "other")
    rows = [(one.field, one.parsed.get("metric"), one.value, one.parsed.get("period")) for one in found]
    assert rows == [
        ("reported_results", "Participants", "1,200", "2021"),
        ("reported_results", "Participants", "2,450", "2022"),
        ("reported_results", "Satisfaction", "81 %", "2022"),
        ("costs", None, "2.1 million", "2021"),
        ("costs", None, "900,000", "2022"),
        ("costs", None, "40", "2021"),
    ]
    assert [one.parsed.get("currency") for one in found[3:]] == ["EUR"] * 3
    assert [one.parsed.get("number") for one in found[3:]] == [2100000, 900000, None]
    assert found[0].sentence == "Participants: 2021: 1,200"


@pytest.mark.parametrize(
    ("text", "started"),
    [
        ("The scheme was launched in May 2021.", "2021-05"),
        ("Since about 2010 the city has run it.", "c. 2010"),
        ("Se puso en marcha el 15 de mayo de 2019.", "2019-05-15"),
        ("Le dispositif est en place depuis septembre 2018.", "2018-09"),
        ("2022년 7월 시범사업을 시작했다.", "2022-07"),
        ("It started in 2020-2021.", "2020"),
    ],
)
def test_a_start_is_read_with_its_words(text: str, started: str) -> None:
    (found,) = proposed(text, "summary", field="started")
    assert (found.parsed, found.sentence) == ({"date": started}, text)


def test_an_end_is_the_end_of_the_practice() -> None:
    (found,) = proposed("The pilot ended in June 2025.", "summary", field="ended")
    assert found.parsed == {"date": "2025-06"}
    assert not proposed("A shop closed in 2024.", "summary", field="ended")
    assert not proposed("The pilot will end when planned, in 2027.", "summary", field="ended")


def test_dated_sentences_are_proposed_for_the_timeline() -> None:
    text = "In 2019 the council voted for it. 2021-06: First recruitment opens.\nMany came later."
    found = [one.parsed for one in proposed(text, "other", field="timeline")]
    assert found == [
        {"date": "2019", "event": "In 2019 the council voted for it"},
        {"date": "2021-06", "event": "First recruitment opens."},
    ]


@pytest.mark.parametrize(
    "text",
    [
        "10 Interviews at the Example Agency, July 23, 2015.",
        "June 11, 2013. https://news.example/fever",
        "March 31, 2013.",
        "Interview with the Example Agency in July 2015.",
        "Example Times, 5 May 2021.",
    ],
)
def test_the_date_of_a_source_is_no_event(text: str) -> None:
    assert not proposed(text, "other", field="timeline")


def test_an_event_may_begin_with_its_day_and_end_with_its_date() -> None:
    texts = ("5 May 2021: The Council adopts the plan.", "12 schools opened in May 2021.")
    for text in texts:
        assert len(proposed(text, "other", field="timeline")) == 1


@pytest.mark.parametrize(
    "heading",
    ["Reference", "VI. References", "Notes", "Bibliografía", "Notes de bas de page", "참고문헌", "Sources:"],
)
def test_nothing_is_read_from_a_list_of_references(heading: str) -> None:
    text = (
        f"### {heading}\n\nIt trained 40 people in May 2021.\n\n#### Books\n\nIt trained 50 people in May 2021.\n\n"
        "### Notes of a teacher\n\nIt trained 60 people in May 2021."
    )
    assert {one.value for one in proposed(text, "other")} == {"60", "May 2021"}
    assert len(proposed(text, "other", field="timeline")) == 1


def test_the_title_of_a_source_reports_nothing() -> None:
    title = "It trained 60 people in May 2021, at a cost of EUR 5 million."
    assert propose({"sources": title}, "en") == ()
    assert propose({"results": title}, "en") != ()


def test_what_is_said_twice_is_proposed_once() -> None:
    assert len(proposed("It trained 40 people.\n\nIt trained 40 people.")) == 1


def test_a_long_line_without_full_stops_is_no_sentence() -> None:
    assert not proposed("It trained 40 people and " * 60)


def test_a_span_is_one_date_and_two_years_are_two() -> None:
    assert [dated.date for dated in dates_in("from 2020 to 2023")] == ["2020/2023"]
    assert [dated.date for dated in dates_in("in 2020 and 2023")] == ["2020", "2023"]
    assert [dated.date for dated in dates_in("2,076 homes at 2010 km")][:1] == ["2010"]


def test_an_amount_keeps_the_text_as_it_stands() -> None:
    text = "nearly US$ 1.5 million"
    (amount,) = amounts_in(text, "en")
    assert (amount.text, amount.start, amount.end) == (text, 0, len(text))
