"""The model of the extra is refused in words that say what to do: not installed, no AVX2, other weights."""

from __future__ import annotations

import importlib.util
import platform
from pathlib import Path

import pytest

from kb.config import Settings
from kb.errors import SearchUnavailable, SettingsError
from kb.search.meaning import e5
from kb.wiring import build


def without_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)


def test_without_the_extra_the_setting_is_refused_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without_package(monkeypatch)

    with pytest.raises(SettingsError, match=r"pip install 'citykb\[semantic\]'"):
        build(Settings(data=tmp_path, semantic_search=True))
    assert build(Settings(data=tmp_path)).encoding is None, "off by default, and then nothing is needed"


def test_a_processor_without_avx2_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    processors = tmp_path / "cpuinfo"

    processors.write_text("flags\t\t: fpu sse4_2 avx bmi1\n", "ascii")
    with pytest.raises(SettingsError, match="no AVX2"):
        e5.refuse_unusable(processors)
    processors.write_text("flags\t\t: fpu sse4_2 avx avx2 bmi1\n", "ascii")
    e5.refuse_unusable(processors)
    e5.refuse_unusable(tmp_path / "no such file")


def test_other_weights_are_refused_before_they_are_loaded(tmp_path: Path) -> None:
    weights = tmp_path / e5.WEIGHTS
    weights.write_bytes(b"E5S1 something else")

    with pytest.raises(SearchUnavailable, match="SHA-256"):
        e5.refuse_other_weights(weights)
    with pytest.raises(SearchUnavailable, match="cannot be read"):
        e5.refuse_other_weights(tmp_path / "missing.bin")


def test_a_package_that_went_away_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    without_package(monkeypatch)

    with pytest.raises(SearchUnavailable, match="not installed any more"):
        e5.E5Encoder().of_query("housing")
