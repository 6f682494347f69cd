"""Every kind of error, planted alone into a corpus that has none, is found, and nothing else is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ingest.corpus_check import check_corpus
from kb.vocab import Vocabulary

FIXTURE = Path(__file__).parents[1] / "fixtures" / "corpus-check"
FOLDER = "case-studies/goyang"
ORIGINAL = f"{FOLDER}/goyang-lantern-library.md"
SPANISH = f"{FOLDER}/goyang-lantern-library.es.md"
FRENCH = f"{FOLDER}/goyang-lantern-library.fr.md"
KOREAN = f"{FOLDER}/goyang-lantern-library.ko.md"
BOATS = f"{FOLDER}/goyang-paper-boats.html"
SHEET = "facts/goyang-lantern-library.yaml"
TWELVE = "Annual report on reading rooms that stay open at night for everyone"
MAX_BYTES = 1024 * 1024

FIGURES = [
    # In prose: digits, a decimal, a scale, a percent sign, a rounded, a derived and a joined figure.
    ("484 seats [2]", "485 seats [2]", "figure", "sections.mechanism"),
    ("paid KRW 44.456 billion", "paid KRW 44.457 billion", "figure", "sections.funding"),
    ("paid KRW 44.456 billion", "paid KRW 44.456 million", "figure", "sections.funding"),
    ("paid KRW 44.456 billion", "paid KRW 44 billion", "figure", "sections.funding"),
    ("61% of those", "39% of those", "figure", "sections.problem"),
    ("462 work shifts", "462% work shifts", "figure", "sections.results"),
    ("Of 626 visitors asked, 462", "Of 1,088 visitors asked, 462", "figure", "sections.results"),
    ("KRW 13 to 36.6 trillion", "KRW 14 to 36.6 trillion", "figure", "sections.funding"),
    ("in three phases", "in four phases", "figure", "sections.approach"),
    ("seven letters", "nineteen letters", "figure", "sections.critique"),
    # Dates: a day, a month, a decade.
    ("8 April 2023: 1,100", "9 April 2023: 1,100", "figure", "sections.mechanism"),
    ("From July 2022 to June 2025 the", "From August 2022 to June 2025 the", "figure", "sections.funding"),
    ("In the 1990s", "In the 1980s", "figure", "sections.problem"),
    # Elsewhere in the original.
    ("Open since July 2022 [1]", "Open since May 2022 [1]", "figure", "stage_note"),
    ("started: 2022-07", "started: 2022-08", "figure", "started"),
    ("ended: null", "ended: 2026", "figure", "ended"),
    ("evidence_level: 0, sources", 'evidence_level: 0, note: "Of 88 asked", sources', "figure", "reported_results.*.note"),
    ("period: May 2024", "period: June 2024", "figure", "reported_results.*.period"),
    ("amount: KRW 44.456 billion, number: 44456000000", "amount: KRW 44.5 billion, number: null", "figure", "costs.*.amount"),
    ("period: 2022-07/2025-06", "period: 2022-07/2025-05", "figure", "costs.*.period"),
    ("a fair on 8 April 2023", "a fair on 9 April 2023", "figure", "timeline.*.event"),
    ("has 484 [2], the newspaper 500", "has 484 [2], the newspaper 510", "figure", "conflicts.*.statement"),
    ("Reading rooms in Goyang stay", "17 reading rooms in Goyang stay", "figure", "summary"),
    # Only the second reader's line, which is no evidence, has this one.
    ("1,100 seats [3]", "9,999 seats [3]", "figure", "sections.mechanism"),
]  # fmt: skip
TRANSLATED = [
    (SPANISH, "5,95 millones de visitas [1,2]", "5,96 millones de visitas [1,2]", "sections.results"),
    (SPANISH, "44 456 millones", "44 457 millones", "sections.funding"),
    (SPANISH, "3.000 KRW", "3.001 KRW", "sections.funding"),
    (SPANISH, "siete cartas", "ocho cartas", "sections.results"),
    (SPANISH, "el 61 %", "el 62 %", "sections.problem"),
    (FRENCH, "44,456 milliards", "44,456 billions", "sections.funding"),
    (FRENCH, "3 000 KRW", "3 001 KRW", "sections.funding"),
    (FRENCH, "juin 2025", "mai 2025", "sections.funding"),
    (FRENCH, "sept lettres", "dix-sept lettres", "sections.results"),
    (KOREAN, "444억 5,600만원", "444억 5,700만원", "sections.funding"),
    (KOREAN, "61%는", "62%는", "sections.problem"),
    (KOREAN, "2025년 6월", "2025년 5월", "sections.funding"),
    (KOREAN, "일곱 번", "여덟 번", "sections.results"),
    (KOREAN, "2022년 7월부터 운영", "2022년 3월부터 운영", "stage_note"),
]
OTHERS = [
    (ORIGINAL, "484 seats [2]", "484 seats [3]", "figure-source", "sections.mechanism"),
    (ORIGINAL, "costs KRW 3,000 [2]", "costs KRW 3,000", "figure-source", "sections.mechanism"),
    (ORIGINAL, "kind: total, sources: [1]", "kind: total, sources: [4]", "figure-source", "costs.*"),
    (SPANISH, "3.000 KRW [2]", "3.000 KRW [1]", "figure-source", "sections.funding"),
    (ORIGINAL, 'value: "-12.5", number: -12.5', 'value: "-12.5", number: -10', "number", "reported_results.*.number"),
    (ORIGINAL, "denominator: 626", "denominator: 484", "number", "reported_results.*.denominator"),
    (ORIGINAL, "They counted 5.95", "In room 77 they counted 5.95", "summary", "summary"),
    (ORIGINAL, "never found one open [1]", "never found one open [1,9]", "citation", "sections.problem"),
    (SPANISH, "siete cartas [3]", "siete cartas [3,9]", "citation", "sections.results"),
    (ORIGINAL, "the newspaper 500 [3]", "the newspaper 500 [3,8]", "citation", "conflicts.*"),
    (ORIGINAL, "kind: total, sources: [1]}", "kind: total}", "citation", "costs.*"),
    (ORIGINAL, "reporter: unknown, evidence_level: 0, sources", "reporter: unknown, sources", "evidence-level",
     "reported_results.*.evidence_level"),
    (ORIGINAL, "design: unknown, reporter: unknown, evidence_level: 0",
     "design: before-after, reporter: unknown, evidence_level: 0", "evidence-level", "reported_results.*.evidence_level"),
    (ORIGINAL, "/four", "/five", "source-address", "sources.4"),
    (ORIGINAL, "## Lessons\n\nNot reported", "", "section-empty", "sections.lessons"),
    (ORIGINAL, "## Lessons\n\nNot reported", "## Lessons\n\n" + "Readers read. " * 451, "length", "sections"),
    (ORIGINAL, "title: \"Lantern", f"title: \"{'A ' * 50}Lantern", "publish", "title"),
    (ORIGINAL, "They counted", "They " + "really " * 70 + "counted", "publish", "summary"),
    (SPANISH, "title: Biblioteca", f"title: {'Una ' * 25}Biblioteca", "length", "title"),
    (ORIGINAL, "scale: city\n", "", "publish", "scale"),
    (ORIGINAL, "level: 2, reason: A survey of visitors by the office itself.", "level: 2", "publish", "evidence"),
    (ORIGINAL, "## Lessons\n\nNot reported", f"## Lessons\n\n{TWELVE}.", "shared-words", "sections.lessons"),
    (ORIGINAL, "kind: native}", "kind: native}\n  - {text: Moon Library, kind: other}", "name", "aliases.*"),
    (ORIGINAL, "title: \"Lantern Library", "title: \"Lantern Libary", "name", "title"),
    (ORIGINAL, "The libraries of Goyang", "The libraries of Goyanng", "name", "sections.problem"),
    (ORIGINAL, "Neighbours sent", "Neighbours, as in Sao Paulo, sent", "name", "sections.critique"),
    (ORIGINAL, "  - {text: Night Library, language: en, kind: other}\n", "", "name-missing", "aliases"),
    (ORIGINAL, "cities: [goyang]", "cities: [goyan]", "record", "cities"),
    (ORIGINAL, "kind: case-study", "kind: case-study\nslug: another-name", "sheet", "slug"),
    (SHEET, "slug: goyang-lantern-library", "slug: goyang-library", "sheet", "slug"),
    (SHEET, "- metric: Evening visits", "- measure: Evening visits", "sheet", "results.0.metric"),
]  # fmt: skip
LEFT_OUT = [
    ("  - {metric: Evening visits, ", "result-missing", "reported_results"),
    ("  - {metric: Opinion of neighbours, ", "result-missing", "reported_results"),
    ("  - {date: 2017/2018, ", "timeline-missing", "timeline"),
    ('  - {statement: "Seats: ', "conflict-missing", "conflicts"),
    ("  - {n: 4, ", "source-missing", "sources"),
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURE, tmp_path / "corpus"))


def found(corpus: Path, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    report = check_corpus(corpus, vocabulary, MAX_BYTES)
    return [(finding.rule, finding.field) for file in report.files for finding in file.findings]


def plant(file: Path, right: str, wrong: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(right) == 1, f"{right!r} must stand in {file.name} once"
    file.write_text(text.replace(right, wrong), "utf-8")


def is_alone(found: list[tuple[str, str]], rule: str, field: str) -> bool:
    """One finding of this rule at this field; "*" stands for a row's id, which depends on the row's text."""
    if len(found) != 1 or found[0][0] != rule:
        return False
    pairs = zip(field.split("."), found[0][1].split("."), strict=False)
    return all(expected in ("*", given) for expected, given in pairs)


def test_the_material_itself_has_nothing_to_correct(vocabulary: Vocabulary) -> None:
    report = check_corpus(FIXTURE, vocabulary, MAX_BYTES)
    assert report.to_text() == "5 files checked, nothing to correct."


@pytest.mark.parametrize(("right", "wrong", "rule", "field"), FIGURES)
def test_a_figure_that_the_sheet_lacks(
    right: str, wrong: str, rule: str, field: str, corpus: Path, vocabulary: Vocabulary
) -> None:
    plant(corpus / ORIGINAL, right, wrong)
    assert is_alone(findings := found(corpus, vocabulary), rule, field), findings


@pytest.mark.parametrize(("file", "right", "wrong", "field"), TRANSLATED)
def test_a_figure_in_a_translation(
    file: str, right: str, wrong: str, field: str, corpus: Path, vocabulary: Vocabulary
) -> None:
    plant(corpus / file, right, wrong)
    assert is_alone(findings := found(corpus, vocabulary), "figure", field), findings


@pytest.mark.parametrize(("file", "right", "wrong", "rule", "field"), OTHERS)
def test_another_error(
    file: str, right: str, wrong: str, rule: str, field: str, corpus: Path, vocabulary: Vocabulary
) -> None:
    plant(corpus / file, right, wrong)
    assert is_alone(findings := found(corpus, vocabulary), rule, field), findings


@pytest.mark.parametrize(("start", "rule", "field"), LEFT_OUT)
def test_a_row_left_out(start: str, rule: str, field: str, corpus: Path, vocabulary: Vocabulary) -> None:
    lines = (corpus / ORIGINAL).read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(start)]
    assert len(kept) == len(lines) - 1
    (corpus / ORIGINAL).write_text("".join(kept), "utf-8")
    assert is_alone(findings := found(corpus, vocabulary), rule, field), findings


def test_a_value_that_the_sheet_lacks_is_told_at_the_value_and_as_a_missing_result(
    corpus: Path, vocabulary: Vocabulary
) -> None:
    plant(corpus / ORIGINAL, "value: 462 of 626, number: 462", "value: 463 of 626, number: null")
    rules = sorted(rule for rule, _ in found(corpus, vocabulary))
    assert rules == ["figure", "result-missing"]


def test_a_result_is_missing_though_another_row_mentions_its_figure(
    corpus: Path, vocabulary: Vocabulary
) -> None:
    row = '  - {metric: Evening visits, value: "5.95", number: 5.95, unit: million visits, period: Jul 2022-Jun 2025'
    plant(corpus / ORIGINAL, row, "  - {metric: Nights, value: some, population: 5.95 million visits")
    assert is_alone(findings := found(corpus, vocabulary), "result-missing", "reported_results"), findings


def test_words_shared_with_another_case_study_are_told_in_both(corpus: Path, vocabulary: Vocabulary) -> None:
    sentence = "Old boats of thin white paper. They went round the pond all day long."
    plant(corpus / ORIGINAL, "## Lessons\n\nNot reported", f"## Lessons\n\n{sentence}")
    plant(corpus / BOATS, "<h2>Lessons</h2><p>Not reported</p>", f"<h2>Lessons</h2><p>{sentence}</p>")
    assert found(corpus, vocabulary) == [("shared-words", "sections.lessons")] * 2


def test_eleven_shared_words_are_none(corpus: Path, vocabulary: Vocabulary) -> None:
    eleven = " ".join(TWELVE.split()[:11])
    plant(corpus / ORIGINAL, "## Lessons\n\nNot reported", f"## Lessons\n\n{eleven}.")
    assert found(corpus, vocabulary) == []


def test_a_file_in_the_folder_of_another_city(corpus: Path, vocabulary: Vocabulary) -> None:
    (corpus / FOLDER).rename(corpus / "case-studies" / "seoul")
    assert found(corpus, vocabulary) == [("city", "cities")] * 2


def test_a_lead_city_that_is_not_the_sheets(corpus: Path, vocabulary: Vocabulary) -> None:
    plant(corpus / SHEET, "city: Goyang", "city: Seoul")
    assert found(corpus, vocabulary) == [("city", "cities")]


def test_a_source_that_the_sheet_lacks(corpus: Path, vocabulary: Vocabulary) -> None:
    plant(corpus / ORIGINAL, "license:", '  - {n: 5, title: Fifth, url: "https://example.org/5"}\nlicense:')
    assert found(corpus, vocabulary) == [("source-unknown", "sources.5")]


def test_a_record_without_sheet_and_a_sheet_without_record(corpus: Path, vocabulary: Vocabulary) -> None:
    (corpus / "facts/goyang-paper-boats.yaml").rename(corpus / "facts/goyang-kites.yaml")
    report = check_corpus(corpus, vocabulary, MAX_BYTES)
    faulty = [file.path for file in report.files if file.findings]
    assert faulty == [BOATS, "facts/goyang-kites.yaml"]


def test_a_translation_without_original(corpus: Path, vocabulary: Vocabulary) -> None:
    (corpus / BOATS).unlink()
    text = "---\nlanguage: es\ntitle: Barcos de papel\n---\n"
    (corpus / FOLDER / "goyang-paper-boats.es.md").write_text(text, "utf-8")
    assert found(corpus, vocabulary) == [("record", "")]


def test_a_file_that_cannot_be_read_is_one_finding(corpus: Path, vocabulary: Vocabulary) -> None:
    (corpus / BOATS).write_text("", "utf-8")
    (corpus / SHEET).write_text("- no sheet\n", "utf-8")
    rules = {rule for rule, _ in found(corpus, vocabulary)}
    assert rules == {"record", "sheet"}
