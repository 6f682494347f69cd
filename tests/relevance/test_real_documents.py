"""Every real document of the evaluation folder goes through whole: no crash, a plausible title, language and length.

The folder is named by CITYKB_EVAL_DATA; without it these tests are skipped, with CI=true that is an error.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.evaluation.real_documents import FOLDERS, Outcome, real_documents, take
from ingest.evaluation.text_gold import BENCHMARK, benchmark_texts
from ingest.evaluation.text_overlap import agreement, overlap
from ingest.evaluation.text_score import score_texts
from ingest.normalise import plain_text
from ingest.readers import WriteUp
from kb.config import EVALUATION_VARIABLE
from kb.vocab import Vocabulary
from kb.vocab.labels import name_key

DATA = Path(os.environ.get(EVALUATION_VARIABLE) or "/nonexistent")
# Its front matter is no YAML, which a person has to see.
BROKEN = {"el-congreso-y-el-senado-derivan-a-otras-instituciones-todas-las-peticiones-ciudadanas-que-reciben"}
ENGLISH_AMONG_SPANISH = {"report-mainstream-democracy.md"}
LANGUAGES = {
    "govlab_odimpact": "en",
    "winnipeg_council": "en",
    "betagouv_fr": "fr",
    "datacities_strategies": "en",
}
SHORT = 400
LONGEST_TITLE = 250
ENOUGH_OF_A_PAPER = 1_000
# The same case studies as web pages and as typeset PDF, by the words that their names share.
PAIRS = {
    "nyc-business-atlas": "new-york-city-business-atlas",
    "singapore": "singapores-dengue-cluster-map",
    "transport-for-london": "kingdoms-transport-for-london",
    "denmark": "denmarks-open-address-data-set",
    "indonesia": "indonesias-kawal-pemilu",
    "open-public-services-network": "kingdoms-open-public-services-network",
    "slovakia": "procurement-in-slovakia",
    "tanzania": "information-in-tanzania",
}


@pytest.fixture(scope="module", autouse=True)
def data() -> None:
    if all((DATA / name).is_dir() for name in (BENCHMARK, *FOLDERS)):
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{EVALUATION_VARIABLE} names no folder with the evaluation sets")
    pytest.skip(f"{EVALUATION_VARIABLE} names no folder with the evaluation sets")


@pytest.fixture(scope="module")
def outcomes(vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Outcome]]:
    found = real_documents(DATA, tmp_path_factory.mktemp("unpacked"))
    return [(origin, take(file, vocabulary, 20 * 2**20)) for origin, file in found]


def read_ones(outcomes: list[tuple[str, Outcome]]) -> Iterator[tuple[str, Path, WriteUp]]:
    for origin, outcome in outcomes:
        if outcome.write_up:
            yield origin, outcome.file.path, outcome.write_up


def text_of(write_up: WriteUp) -> str:
    return "\n".join(
        [str(write_up.fields.get("summary") or ""), *map(plain_text, write_up.sections.values())]
    )


def expected_language(origin: str, path: Path) -> str:
    is_english = "en" in path.parts or path.name in ENGLISH_AMONG_SPANISH
    return LANGUAGES.get(origin) or ("en" if is_english else "es")


def test_every_document_is_read(outcomes: list[tuple[str, Outcome]]) -> None:
    assert len(outcomes) > 900
    unread = {
        outcome.file.path.stem: str(outcome.problems[0]) for _, outcome in outcomes if not outcome.write_up
    }
    assert set(unread) <= BROKEN, unread


def test_every_title_is_plausible(outcomes: list[tuple[str, Outcome]]) -> None:
    for _, path, write_up in read_ones(outcomes):
        title = str(write_up.fields.get("title") or "")
        assert sum(map(str.isalpha, title)) >= 2, path
        assert len(title) <= LONGEST_TITLE, (path, title)
        assert not title.lower().endswith((".pdf", ".docx", ".doc", ".html")), (path, title)


def test_every_language_is_right(outcomes: list[tuple[str, Outcome]]) -> None:
    wrong = {
        path.name: (write_up.fields.get("language"), len(text_of(write_up)))
        for origin, path, write_up in read_ones(outcomes)
        if str(write_up.fields.get("language") or "").partition("-")[0] != expected_language(origin, path)
    }
    assert {name: found for name, found in wrong.items() if found[0] or found[1] > SHORT} == {}
    assert len(wrong) <= 20


def test_papers_and_pages_give_all_their_text(outcomes: list[tuple[str, Outcome]]) -> None:
    short = {
        path.name: len(text_of(write_up))
        for _, path, write_up in read_ones(outcomes)
        if path.suffix in (".docx", ".pdf", ".html") and len(text_of(write_up)) < ENOUGH_OF_A_PAPER
    }
    assert short == {}


def test_a_case_study_is_the_same_as_a_page_and_as_pdf(outcomes: list[tuple[str, Outcome]]) -> None:
    texts = {
        path.name: text_of(write_up)
        for origin, path, write_up in read_ones(outcomes)
        if origin == "govlab_odimpact"
    }
    pages = {name: text for name, text in texts.items() if name.endswith(".html")}
    papers = {name: text for name, text in texts.items() if name.endswith(".pdf")}
    compared = [overlap(one(pages, page), one(papers, paper)) for paper, page in PAIRS.items()]
    assert agreement(compared).f1 > 0.88


def test_council_papers_are_of_their_city(outcomes: list[tuple[str, Outcome]]) -> None:
    papers = [outcome for origin, outcome in outcomes if origin == "winnipeg_council"]
    assert len(papers) > 100
    assert {outcome.record and outcome.record.cities for outcome in papers} == {("winnipeg",)}


def test_a_study_of_a_country_gets_no_city(outcomes: list[tuple[str, Outcome]]) -> None:
    studies = [
        outcome.record for origin, outcome in outcomes if origin == "govlab_odimpact" and outcome.record
    ]
    assert {study.cities for study in studies} == {
        ("london",),
        ("singapore",),
        ("new-york-city",),
        ("christchurch",),
    }


def test_council_papers_keep_the_text_of_their_tables(outcomes: list[tuple[str, Outcome]]) -> None:
    council = {
        path.name.lower(): write_up
        for origin, path, write_up in read_ones(outcomes)
        if origin == "winnipeg_council"
    }
    kept = [
        cell in name_key(text_of(council[page.replace(".html", ".docx")]))
        for page, write_up in council.items()
        if page.endswith(".html") and page.replace(".html", ".docx") in council
        for cell in cells(write_up)
    ]
    assert len(kept) > 1_000
    assert sum(kept) > 0.97 * len(kept)


def test_the_main_text_of_unknown_sites_is_found_with_and_without_the_extra() -> None:
    figures = {
        (row.method, row.half): row.agreement.f1 for row in score_texts(benchmark_texts(DATA / BENCHMARK))
    }
    assert 0.66 < figures["whole page (bs4 get_text)", "all"] < 0.68
    assert figures["own extractor", "test"] > 0.94
    assert figures["own extractor", "all"] > 0.95
    assert figures["with citykb[ingest]", "all"] > 0.95


def cells(write_up: WriteUp) -> Iterator[str]:
    """The longer cells of its tables, in bare form."""
    for line in "\n".join(write_up.sections.values()).split("\n"):
        yield from (
            key
            for cell in line.split("|")
            if line.startswith("|") and len(key := name_key(plain_text(cell))) > 30
        )


def one(texts: dict[str, str], words: str) -> str:
    (name,) = (name for name in texts if words in name)
    return texts[name]
