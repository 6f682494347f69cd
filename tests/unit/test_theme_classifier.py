"""What all words of a text say of its themes: the arithmetic, its bounds, and learning it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from ingest.tagging import stems_of, words
from ingest.tagging.classifier import CONSTANT, FILE, read_coefficients, write_coefficients
from ingest.tagging.scoring import CURVES, THEMES_BY_WORDS
from ingest.theme_classifier.__main__ import main
from ingest.theme_classifier.regression import fit
from kb.vocab import Vocabulary

WASTE = "The crews collect refuse and compost at every door. " * 40


def test_stems_count_by_place_and_together_have_length_one(vocabulary: Vocabulary) -> None:
    stems = stems_of({"title": "Gardens", "approach": "Gardeners plant trees."}, "en", vocabulary)
    assert stems["garden"] > stems["tree"] == pytest.approx(stems["plant"])
    assert sum(value * value for value in stems.values()) == pytest.approx(1.0)


def test_what_each_word_adds_is_told_by_theme(vocabulary: Vocabulary) -> None:
    found = words({"summary": WASTE + "Pipes and drains were mended. " * 40}, "en", vocabulary)
    assert set(found) == {theme.id for theme in vocabulary.scheme("themes")}
    assert found["climate-environment"][CONSTANT] < 0
    assert found["climate-environment"]["compost"] > 0


def test_a_short_text_is_judged_by_its_cues(vocabulary: Vocabulary) -> None:
    short, long = (words({"summary": text}, "en", vocabulary)["housing"] for text in ("Compost.", WASTE * 3))
    assert abs(sum(short.values())) < abs(sum(long.values()))
    assert words({"summary": ""}, "en", vocabulary)["housing"] == {CONSTANT: 0.0}


def test_other_languages_have_no_coefficients(vocabulary: Vocabulary) -> None:
    assert not words({"summary": "El barrio recoge el compost."}, "es", vocabulary)


def test_words_that_speak_for_a_theme_raise_its_score() -> None:
    assert THEMES_BY_WORDS.score(0.1, 1.0, 2.0) > THEMES_BY_WORDS.score(0.1, 1.0, -2.0)
    assert CURVES["themes"].score(0.1, 1.0, 2.0) == CURVES["themes"].score(0.1, 1.0)
    assert THEMES_BY_WORDS.score(0.9, 1.0, 50.0) < 1


def test_the_file_gives_back_what_was_written() -> None:
    coefficients = {CONSTANT: {"housing": -4.5}, "tenant": {"housing": 2.25, "mobility-access": -0.75}}
    assert read_coefficients(write_coefficients(coefficients).splitlines()) == coefficients


def test_the_regression_finds_the_least_penalised_loss() -> None:
    chooser = np.random.default_rng(3)
    values = chooser.normal(size=(60, 200))  # more columns than rows
    labels = (values[:, :2] + chooser.normal(size=(60, 2)) > 0).astype(float)
    found = fit(values, labels, penalty=0.5)
    chances = 1 / (1 + np.exp(-found.log_odds(values)))
    slope = values.T @ (chances - labels) + 0.5 * found.coefficients
    assert np.abs(slope).max() < 1e-4
    assert np.abs((chances - labels).sum(axis=0)).max() < 1e-4


def test_learning_writes_a_file_that_tells_its_themes_apart(tmp_path: Path) -> None:
    texts = {
        "housing": "Tenants rent social housing flats from the landlord, who repairs dwellings and stairs.",
        "mobility-access": "The bus and the tram carry passengers along the line, and drivers stop at platforms.",
    }
    lines = []
    for number in range(24):
        theme = list(texts)[number % 2]
        body = f"---\ntitle: Practice {number}\nlanguage: en\n---\n## How it works\n{texts[theme]} Office {number}.\n"
        (tmp_path / f"{number}.md").write_text(body, "utf-8")
        lines.append(json.dumps({"file": f"{number}.md", "cities": [], "themes": [theme]}))
    (tmp_path / "expected.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    records, target = tmp_path / "records", tmp_path / "data"
    records.mkdir()
    target.mkdir()

    done = CliRunner().invoke(main, [str(tmp_path), "--records", str(records), "--target", str(target)])

    assert done.exit_code == 0, done.output
    assert done.output.startswith("24 texts, ")
    learned = read_coefficients((target / FILE).read_text("utf-8").splitlines())
    assert learned["tenant"]["housing"] > 0 > learned["tenant"]["mobility-access"]
    assert learned["tram"]["mobility-access"] > 0 > learned["tram"]["housing"]
