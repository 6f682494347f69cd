"""The one place where the parts are put together. The command line, the worker and the web server all start here."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from kb.accounts import Accounts
from kb.catalog import Catalog
from kb.config import Settings
from kb.db.session import Database
from kb.encoding import Encoding
from kb.indexer import Indexer
from kb.search.backend import SearchBackend
from kb.search.kiwi import KiwiMorphology
from kb.search.meaning.meanings import Meanings
from kb.search.morphology import Morphology
from kb.search.particles import PARTICLES
from kb.search.spelling import Speller
from kb.vocab import Vocabulary, load_vocabulary
from kb.worker import index_lock


@dataclass(frozen=True, slots=True)
class Application:
    """Everything a program needs, built from its settings. Opening one writes nothing."""

    settings: Settings
    vocabulary: Vocabulary
    database: Database
    morphology: Morphology
    backend: SearchBackend
    speller: Speller
    catalog: Catalog
    accounts: Accounts
    indexer: Indexer
    meanings: Meanings | None
    encoding: Encoding | None


def build(settings: Settings) -> Application:
    """Wire the application; no connection is opened and no file is written yet.

    Raises SettingsError when a setting asks for what is not installed.
    """
    vocabulary = load_vocabulary()
    database = Database(settings.database)
    morphology = open_morphology(settings)
    meanings = open_meanings(settings, settings.meaning_folder)
    backend = open_backend(settings, vocabulary, morphology, meanings)
    return Application(
        settings=settings,
        vocabulary=vocabulary,
        database=database,
        morphology=morphology,
        backend=backend,
        speller=Speller(backend, vocabulary),
        catalog=Catalog(database, vocabulary),
        accounts=Accounts(database, settings.password_cost),
        indexer=Indexer(database, backend, vocabulary, functools.partial(index_lock, settings.data)),
        meanings=meanings,
        encoding=Encoding(database, backend, vocabulary, meanings, settings.data) if meanings else None,
    )


def open_backend(
    settings: Settings, vocabulary: Vocabulary, morphology: Morphology, meanings: Meanings | None
) -> SearchBackend:
    """The search engine named by the settings."""
    from kb.search.whoosh_backend import WhooshBackend

    return WhooshBackend(settings.index_folder, vocabulary, morphology=morphology, meanings=meanings)


def open_morphology(settings: Settings) -> Morphology:
    """How Korean words are read. Raises SettingsError when the analyser that the settings ask for is not installed."""
    return KiwiMorphology() if settings.korean_morphemes else PARTICLES


def open_meanings(settings: Settings, folder: Path) -> Meanings | None:
    """Search by meaning with its vectors in a folder; None when it is off. Raises SettingsError when it cannot be on."""
    if not settings.semantic_search:
        return None
    from kb.search.meaning.e5 import E5Encoder, refuse_unusable

    refuse_unusable()
    return Meanings(folder, E5Encoder())
