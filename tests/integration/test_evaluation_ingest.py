"""`citykb eval ingest` on a folder of one's own, on public sets where they are, and without them."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingest.evaluation.real_documents import count, real_documents, take
from kb.cli import citykb
from kb.vocab import Vocabulary
from tests.documents import LINE, docx_file

MENU = "".join(f"<li><a href='/{n}'>Department {n}</a></li>" for n in range(30))
MAIN = f"<main><h1>Night buses</h1>{f'<p>{LINE} {LINE}</p>' * 3}</main>"
PAGE = f"<html lang=en><body><ul class=menu>{MENU}</ul>{MAIN}</body></html>"
TEXT = "\n".join([f"{LINE} {LINE}"] * 3)


def run(*arguments: str, **settings: str) -> Result:
    given = {name: None for name in os.environ if name.startswith("CITYKB_") or name == "CI"}
    return CliRunner().invoke(citykb, ["eval", "ingest", *arguments], env=given | settings)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A page and a Word document with the text that they should give."""
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "page.html").write_text(PAGE, "utf-8")
    (folder / "paper.docx").write_bytes(
        docx_file(lambda document: document.add_paragraph(TEXT.split("\n")[0]))
    )
    lines = [
        {"file": "page.html", "main_text": TEXT},
        {"file": "paper.docx", "main_text": TEXT.split("\n")[0]},
        {"file": "page.html", "themes": ["mobility-access"]},
    ]
    (folder / "expected.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n", "utf-8")
    return folder


def test_a_folder_of_ones_own_is_measured_by_every_way_of_reading(gold: Path) -> None:
    done = run("--gold", str(gold), "--json")
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    figures = {row["method"]: (row["documents"], round(row["f1"], 3)) for row in document["main_text"]}
    assert figures.pop("whole page (bs4 get_text)")[1] < 0.9
    assert figures == {"own extractor": (1, 1.0), "with citykb[ingest]": (1, 1.0), "readers": (1, 1.0)}
    assert document["documents"] == []
    assert run("--gold", str(gold)).stdout.splitlines()[0].split()[-1] == "F1"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("", "No line gives a `main_text`"),
        ("{", "expected.jsonl line 1: This is no JSON object"),
        ('{"main_text": "x"}', "names its `file`"),
        ("[1]", "names its `file`"),
        ('{"file": "../x.html", "main_text": "x"}', "lies outside the folder"),
        ('{"file": "absent.html", "main_text": "x"}', "cannot be opened"),
    ],
)
def test_a_wrong_line_is_named(gold: Path, lines: str, reason: str) -> None:
    (gold / "expected.jsonl").write_text(lines, "utf-8")
    done = run("--gold", str(gold))
    assert done.exit_code == 1
    assert reason in done.output


def test_without_the_public_sets_one_line_says_so_and_ci_may_not_go_without(tmp_path: Path) -> None:
    done = run()
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.count("\n") == 1
    assert "nothing was measured" in done.stderr
    assert run(CI="true", CITYKB_EVAL_DATA=str(tmp_path)).exit_code == 1


def test_public_sets_that_are_there_are_measured(tmp_path: Path) -> None:
    pages = tmp_path / "html_scrapinghub" / "html"
    pages.mkdir(parents=True)
    truth = {name: {"articleBody": TEXT} for name in ("a", "b", "c")}
    (pages.parent / "ground-truth.json").write_text(json.dumps(truth), "utf-8")
    for name in truth:
        (pages / f"{name}.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    strategies = tmp_path / "datacities_strategies"
    strategies.mkdir()
    (strategies / "seoul.md").write_text(f"# Night buses in Seoul\n\n{LINE}\n", "utf-8")
    (strategies / "nowhere.md").write_text(f"# Night buses\n\n{LINE}\n", "utf-8")
    (strategies / "empty.md").write_text("", "utf-8")
    done = run(CITYKB_EVAL_DATA=str(tmp_path))
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert [line.split()[2:4] for line in lines if line.startswith("own extractor")] == [
        ["all", "3"],
        ["dev", "2"],
        ["test", "1"],
    ]
    assert "datacities_strategies  md              3     2              2           1        1" in lines
    assert "datacities_strategies md: 1 no record: The file is empty." in done.stdout
    assert "names no folder with govlab_odimpact" in done.stderr


def test_counts_are_by_origin_and_format(tmp_path: Path, vocabulary: Vocabulary) -> None:
    folder = tmp_path / "govlab_odimpact"
    folder.mkdir()
    (folder / "a.htm").write_text(f"<h1>Night buses in Seoul</h1><p>{LINE}</p>", "utf-8")
    (folder / "b.html").write_text("<p></p>", "utf-8")
    (folder / "README.md").write_text("# No write-up", "utf-8")
    found = [
        (origin, take(file, vocabulary, 10**6))
        for origin, file in real_documents(tmp_path, tmp_path / "unpacked")
    ]
    (row,) = count(found)
    assert (row.format, row.documents, row.read, row.unreadable, row.records) == ("html", 2, 1, 1, 1)
