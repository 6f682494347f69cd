"""The benchmark runs whole on a few records: an engine is built, asked, measured and printed beside another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.search import run


def test_benchmark_measures_engines_side_by_side(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    asked = run(tmp_path, records=300, queries=2, engines=["CityKB", "tantivy"], reuse=False)

    printed = capfd.readouterr().out
    assert set(asked) == {"CityKB", "tantivy"}
    for title in ("page, ms", "facets, ms", "hits, ms", "hostile"):
        assert title in printed
