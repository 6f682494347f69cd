"""What every encoder must do; the small one that other tests use is held to it beside the real model."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from kb.errors import SettingsError
from kb.search.meaning.e5 import E5Encoder, refuse_unusable
from kb.search.meaning.encoder import Encoder
from tests.installations import ROOT
from tests.meanings import WordEncoder

SENTENCES = (
    "Affordable housing for low-income tenants",
    "Night buses for shift workers",
    "Street market vendors get a permit",
)


@pytest.fixture(scope="module")
def real_encoder() -> E5Encoder:
    try:
        refuse_unusable()
    except SettingsError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))
    return E5Encoder()


@pytest.fixture(params=["words", "e5"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    if request.param == "words":
        return WordEncoder()
    real: Encoder = request.getfixturevalue("real_encoder")
    return real


def test_a_name_is_fit_for_a_folder(encoder: Encoder) -> None:
    assert re.fullmatch(r"[a-z0-9-]+", encoder.name)


@pytest.mark.parametrize("text", [*SENTENCES, "", "a", "서울시 노인 주거", "word " * 600, "\x00 \ufffd 🚌"])
def test_vectors_have_length_one_and_are_the_same_each_time(encoder: Encoder, text: str) -> None:
    for encode in (encoder.of_query, encoder.of_passage):
        vector = encode(text)
        assert vector.shape == (encoder.dimensions,)
        assert vector.dtype == np.float32
        assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-4)
        assert np.array_equal(vector, encode(text))


@pytest.mark.parametrize(
    ("query", "nearest"),
    [
        ("vivienda", 0),
        ("logement", 0),
        ("버스", 1),
        ("mercado", 2),
        ("marché", 2),
        ("flats", 0),
        ("street hawkers", 2),
    ],
)
def test_a_query_is_nearest_to_what_means_the_same_in_any_language(
    encoder: Encoder, query: str, nearest: int
) -> None:
    asked = encoder.of_query(query)

    assert int(np.argmax([encoder.of_passage(text) @ asked for text in SENTENCES])) == nearest


@pytest.mark.parametrize("text", ["., " * 300, "x1y2z3" * 200, "é" * 1000])
def test_a_query_of_nothing_but_signs_takes_no_longer_than_a_long_sentence(
    real_encoder: E5Encoder, text: str
) -> None:
    real_encoder.of_query("loaded")
    used = time.process_time()
    real_encoder.of_query(text)

    assert time.process_time() - used < 0.4, "of a whole text it would be a second and more"


def test_threads_get_the_same_vectors(encoder: Encoder) -> None:
    expected = [encoder.of_passage(text) for text in SENTENCES]

    with ThreadPoolExecutor(4) as pool:
        for _ in range(3):
            for found, wanted in zip(pool.map(encoder.of_passage, SENTENCES), expected, strict=True):
                assert np.array_equal(found, wanted)


@pytest.mark.parametrize(("given", "threads"), [({}, 1), ({"OMP_NUM_THREADS": "2"}, 2)])
def test_loading_the_model_leaves_the_environment_as_it_was(
    real_encoder: E5Encoder, given: dict[str, str], threads: int
) -> None:
    """Without a setting of the operator it works in one thread."""
    code = (
        "import os; from kb.search.meaning.e5 import E5Encoder; before = dict(os.environ); "
        "E5Encoder().of_query('bus'); print(before == dict(os.environ), len(os.listdir('/proc/self/task')))"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OMP_")}
    environment |= {"OPENBLAS_NUM_THREADS": "1"} | given

    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert done.stdout.split() == ["True", str(threads)]
