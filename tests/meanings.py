"""A small encoder for tests: words that mean the same in four languages point the same way, all others their own."""

from __future__ import annotations

import dataclasses
import hashlib

import numpy as np

from kb.encoding import Encoding
from kb.search.analysis import terms
from kb.search.meaning.encoder import Vector
from kb.search.meaning.meanings import Meanings
from kb.search.spelling import Speller
from kb.search.stop_words import STOP_WORDS
from kb.search.whoosh_backend import WhooshBackend
from kb.wiring import Application

DIMENSIONS = 2048
IN_COMMON = 3.5
_SAME = (
    ("housing", "flats", "dwellings", "vivienda", "logement", "주거"),
    ("bus", "buses", "transit", "autobus", "colectivo", "버스"),
    ("market", "vendors", "hawkers", "mercado", "marche", "시장"),
    ("elderly", "seniors", "mayores", "aines", "노인"),
    ("lighthouses", "beacons", "faros"),  # not in the thesaurus, so only meaning finds one by the other
)
_CONCEPTS = {term: name[0] for name in _SAME for word in name for term in terms(word)}


class WordEncoder:
    """An `Encoder` that adds up the directions of a text's words and remembers what it was asked."""

    name = "words-of-four-languages"
    dimensions = DIMENSIONS

    def __init__(self) -> None:
        self.queries: list[str] = []
        self.passages: list[str] = []

    def of_query(self, text: str) -> Vector:
        self.queries.append(text)
        return _vector(text)

    def of_passage(self, text: str) -> Vector:
        self.passages.append(text)
        return _vector(text)


def _vector(text: str) -> Vector:
    """What every text has in common counts as well, so that all cosines lie close together, as those of real models do."""
    vector = np.zeros(DIMENSIONS, np.float32)
    vector[0] = IN_COMMON
    for concept in {_CONCEPTS.get(term, term) for term in terms(text) if term not in STOP_WORDS}:
        vector[_direction(concept)] = 1.0
    return vector / np.float32(np.linalg.norm(vector))


def _direction(word: str) -> int:
    """A number above 0; two words hardly ever share one."""
    digest = hashlib.sha256(word.encode("utf-8", "replace")).digest()
    return 1 + int.from_bytes(digest[:8], "big") % (DIMENSIONS - 1)


def with_encoder(application: Application, encoder: WordEncoder) -> Application:
    """The application with search by meaning on, by this encoder in the place of the model."""
    settings, vocabulary = application.settings, application.vocabulary
    meanings = Meanings(settings.meaning_folder, encoder)
    backend = WhooshBackend(
        settings.index_folder, vocabulary, morphology=application.morphology, meanings=meanings
    )
    encoding = Encoding(application.database, backend, vocabulary, meanings, settings.data)
    speller = Speller(backend, vocabulary)
    return dataclasses.replace(
        application, backend=backend, speller=speller, meanings=meanings, encoding=encoding
    )
