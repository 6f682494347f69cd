"""`make demo` prepares the data folder again and again, also after an upgrade."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

from kb.config import Settings, load_settings
from kb.search.request import SearchRequest
from kb.search.whoosh import generations, writing
from kb.wiring import build
from webui import demo

CORPUS = Path(__file__).parents[2] / "corpus" / "case-studies"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    shutil.copytree(CORPUS / "kigali", tmp_path / "corpus" / "kigali")
    monkeypatch.setattr(demo, "CORPUS", tmp_path / "corpus")
    return load_settings({"CITYKB_DATA": str(tmp_path / "data"), "CITYKB_DEMO": "true"})


def found(settings: Settings) -> int:
    application = build(settings)
    try:
        return application.backend.search(SearchRequest("kigali")).total
    finally:
        application.database.dispose()


def test_every_step_is_said_where_the_output_is_no_terminal(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    demo.prepare(settings)
    said = capsys.readouterr().err.splitlines()
    files = len(list(demo.CORPUS.rglob("*.md")))
    assert said == [f"Loading {files} files ...", "Indexing ...", f"{files} files: {files} created."]
    demo.prepare(settings)
    assert capsys.readouterr().err == ""


def test_an_index_of_another_version_is_built_anew(settings: Settings) -> None:
    demo.prepare(settings)
    assert found(settings) == 1
    pointer = generations.read_pointer(settings.index_folder)
    assert pointer
    writing.announce(settings.index_folder, dataclasses.replace(pointer, fingerprint="another"))
    demo.prepare(settings)
    assert found(settings) == 1
