"""The whole corpus of this repository agrees with its fact sheets."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from click.testing import CliRunner

from ingest.corpus_check import check_corpus
from kb.cli import citykb
from kb.vocab import Vocabulary

CORPUS = Path(__file__).parents[2] / "corpus"
FIXTURE = Path(__file__).parents[1] / "fixtures" / "corpus-check"


def test_every_record_agrees_with_its_fact_sheet(vocabulary: Vocabulary) -> None:
    report = check_corpus(CORPUS, vocabulary, 5 * 1024 * 1024)
    assert not report.finding_count, report.to_text()
    checked = {file.slug for file in report.files}
    assert checked == {sheet.stem for sheet in (CORPUS / "facts").glob("*.yaml")}


def test_the_command_says_so_with_exit_code_0() -> None:
    done = CliRunner().invoke(citykb, ["corpus", "check", str(FIXTURE)])
    assert (done.exit_code, done.stdout) == (0, "5 files checked, nothing to correct.\n")


def test_a_problem_is_exit_code_1_and_tells_file_field_sentence_and_what_to_do(tmp_path: Path) -> None:
    corpus = Path(shutil.copytree(FIXTURE, tmp_path / "corpus"))
    record = corpus / "case-studies/goyang/goyang-lantern-library.md"
    record.write_text(record.read_text("utf-8").replace("seven letters", "nineteen letters"), "utf-8")
    text = CliRunner().invoke(citykb, ["corpus", "check", str(corpus)])
    assert text.exit_code == 1
    assert text.stdout == (
        "case-studies/goyang/goyang-lantern-library.md\n"
        "    sections.critique: 'nineteen' is not in the fact sheet. Write the figure as the sheet has it, or leave it out."
        " (figure)\n"
        "        “Neighbours sent nineteen letters about the light.”\n"
        "5 files checked: 1 problem in 1 of them.\n"
    )
    as_json = CliRunner().invoke(citykb, ["corpus", "check", str(corpus), "--json"])
    assert as_json.exit_code == 1
    document = json.loads(as_json.stdout)
    assert (document["file_count"], document["finding_count"]) == (5, 1)
    assert [file["findings"][0]["rule"] for file in document["files"] if file["findings"]] == ["figure"]


def test_a_folder_that_is_not_there_is_an_error_of_use() -> None:
    assert CliRunner().invoke(citykb, ["corpus", "check", "nowhere"]).exit_code == 2
