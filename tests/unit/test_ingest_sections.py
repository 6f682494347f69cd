"""Headings and labels in four languages."""

from __future__ import annotations

import pytest

from ingest.labels import column_of, fact_field, part_of_columns
from ingest.sections import exact_section_of, section_of
from kb.records import SECTION_NAMES


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("The problem", "problem"),
        ("Why it was needed", "problem"),
        ("Results after the first year", "results"),
        ("What it cost and who paid", "funding"),
        ("How the line works", "mechanism"),
        ("What did not work and who objects", "critique"),
        ("Can other cities use it?", "transferability"),
        ("What others can learn", "lessons"),
        ("Where sources disagree", "conflicts"),
        ("El desafío", "problem"),
        ("¿Quién queda fuera?", "equity"),
        ("Cómo funciona", "mechanism"),
        ("Línea de tiempo", "timeline"),
        ("Ce qui n’a pas marché", "critique"),
        ("3. Résultats", "results"),
        ("Mise en œuvre", "mechanism"),
        ("추진 배경", "problem"),
        ("다른 도시에 적용할 수 있는가", "transferability"),
        ("성과", "results"),
        ("출처", "sources"),
        ("The issue", "problem"),
        ("What we did", "mechanism"),
        ("Executive summary", "summary"),
        ("Expected results", "objectives"),
        ("Monitoring and evaluation", "results"),
        ("Target group", "other"),
        ("Situación inicial", "problem"),
        ("Puesta en marcha", "mechanism"),
        ("Resultados esperados", "objectives"),
        ("Población objetivo", "other"),
        ("Le dispositif", "approach"),
        ("Freins et leviers", "critique"),
        ("Facteurs clés de succès", "conditions"),
        ("Résultats attendus", "objectives"),
        ("추진배경", "problem"),
        ("1. 사업개요", "approach"),
        ("추진 체계", "mechanism"),
        ("기대효과", "objectives"),
        ("지원대상", "other"),
    ],
)
def test_a_heading_is_recognised_in_its_wording(heading: str, section: str) -> None:
    assert section_of(heading) == section


def test_what_nothing_recognises_is_left_to_the_reader() -> None:
    assert section_of("Parking on weekdays") is None
    assert exact_section_of("Results for women") is None


@pytest.mark.parametrize(
    "heading", ["Ⅱ. 추진 성과", "② 추진 성과", "나. 추진성과", "B. Results", "The results", "Les résultats"]
)
def test_marks_of_order_and_articles_do_not_count(heading: str) -> None:
    assert exact_section_of(heading) == "results"


@pytest.mark.parametrize("name", SECTION_NAMES)
def test_a_section_is_found_by_its_own_name(name: str) -> None:
    assert exact_section_of(name) == name


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Level of government:", "jurisdiction"),
        ("lead_organisation", "lead_organisation"),
        ("Organismo responsable", "lead_organisation"),
        ("Publics cibles", "target_groups"),
        ("주관기관", "lead_organisation"),
        ("Contact email", "contact.email"),
    ],
)
def test_a_label_names_a_field(label: str, field: str) -> None:
    assert fact_field(label) == field


@pytest.mark.parametrize(
    ("headers", "part"),
    [
        (["Measure", "Value", "Unit", "Period", "Reported by", "Source"], "reported_results"),
        (["Indicador", "Valor", "Unidad", "Fuente"], "reported_results"),
        (["Montant", "Devise", "Période", "Source"], "costs"),
        (["시기", "내용", "출처"], "timeline"),
        (["Text", "Language", "Kind", "Note"], "aliases"),
        (["Kind", "Record", "City", "Place", "Note", "Source"], "practice_transfers"),
        (["Bus stop", "Distance"], None),
    ],
)
def test_a_table_is_known_by_its_headers(headers: list[str], part: str | None) -> None:
    assert part_of_columns(headers) == part


def test_a_column_that_a_part_lacks_is_none() -> None:
    assert column_of("costs", "Colour") is None
