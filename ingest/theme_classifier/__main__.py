"""`python -m ingest.theme_classifier`: learn the classifier of themes anew.

Two regressions: the first learns from the words of each text; the second, from what the first says of texts that it has
not learned from, how much that counts beside the share of the cues (`ingest.tagging.scoring`), and a constant of each
theme. The constants are written with the coefficients; base and factors of the curve are printed, to be set by hand.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np

from ingest.tagging.classifier import CONSTANT, FILE, write_coefficients
from ingest.tagging.scoring import THEMES_BY_WORDS
from ingest.theme_classifier.regression import Fitted, Matrix, fit
from ingest.theme_classifier.texts import PARTS, Text, labelled_texts, labels_of, values_of
from kb.config import Settings
from kb.vocab import load_vocabulary

WORDS_PENALTY = 1 / 60  # chosen by cross-validation; from 1/30 to 1/100 it hardly matters
CURVE_PENALTY = 1.0
OF_THEME = 0.5  # the value of a theme's column: the smaller, the nearer its constant stays to 0
MIN_COEFFICIENT = 0.8  # smaller ones are left out of the file; with them it tells no more
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("folders", metavar="FOLDER...", nargs=-1, required=True, type=_FOLDER)
@click.option(
    "--records",
    default=Path("corpus/case-studies"),
    type=_FOLDER,
    show_default=True,
    help="Their dev half is learned from too.",
)
@click.option(
    "--target", default=Path("ingest/data"), type=_FOLDER, show_default=True, help="Where the file goes."
)
def main(folders: tuple[Path, ...], records: Path, target: Path) -> None:
    """Write theme-classifier.tsv. A folder is laid out as docs/tagging.md says; a text that two people read comes twice."""
    vocabulary = load_vocabulary()
    themes = [theme.id for theme in vocabulary.scheme("themes")]
    texts = labelled_texts(folders, records, vocabulary, Settings().max_file_mb * 1024 * 1024)
    stems, values = values_of(texts)
    labels = labels_of(texts, themes)
    base, of_share, of_words, constants = _curve(texts, themes, labels, _unseen(texts, values, labels))
    words = fit(values, labels, WORDS_PENALTY)
    rows = {CONSTANT: dict(zip(themes, (words.intercepts + constants / of_words).tolist(), strict=True))}
    rows |= _rows(stems, themes, words)
    (target / FILE).write_text(write_coefficients(rows), "utf-8")
    click.echo(f"{len(texts)} texts, {len(rows) - 1} stems.")
    click.echo(
        f"Curve({THEMES_BY_WORDS.doubt}, base={base:.2f}, of_share={of_share:.2f}, of_words={of_words:.2f})"
    )


def _unseen(texts: Sequence[Text], values: Matrix, labels: Matrix) -> Matrix:
    """The log-odds of each text by what was learned from the other parts."""
    parts = np.array([text.part for text in texts])
    found = np.empty(labels.shape)
    for part in range(PARTS):
        inside = parts == part
        found[inside] = fit(values[~inside], labels[~inside], WORDS_PENALTY).log_odds(values[inside])
    return found


def _curve(
    texts: Sequence[Text], themes: Sequence[str], labels: Matrix, log_odds: Matrix
) -> tuple[float, float, float, Matrix]:
    """Base, `of_share`, `of_words` and the constants of the themes, from every theme that has a cue in a text."""
    rows, right = [], []
    for number, text in enumerate(texts):
        evidence = THEMES_BY_WORDS.doubt + sum(text.cues.values())
        for place, theme in enumerate(themes):
            if weight := text.cues.get(theme):
                own = OF_THEME * np.eye(len(themes))[place]
                rows.append([math.log(weight / evidence), log_odds[number, place], *own])
                right.append(labels[number, place])
    found = fit(np.array(rows), np.array(right)[:, None], CURVE_PENALTY)
    of_share, of_words, *constants = found.coefficients[:, 0]
    return float(found.intercepts[0]), float(of_share), float(of_words), OF_THEME * np.array(constants)


def _rows(stems: Sequence[str], themes: Sequence[str], words: Fitted) -> dict[str, dict[str, float]]:
    found = {
        stem: {
            theme: value for theme, value in zip(themes, row, strict=True) if abs(value) >= MIN_COEFFICIENT
        }
        for stem, row in zip(stems, words.coefficients.tolist(), strict=True)
    }
    return {stem: row for stem, row in found.items() if row}


if __name__ == "__main__":
    main()
