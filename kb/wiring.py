"""The one place where the parts are put together. The command line, the worker and the web server all start here."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from kb.accounts import Accounts
from kb.catalog import Catalog
from kb.config import Settings
from kb.db.session import Database
from kb.indexer import Indexer
from kb.search.backend import SearchBackend
from kb.search.kiwi import KiwiMorphology
from kb.search.morphology import Morphology
from kb.search.spelling import Speller
from kb.vocab import Vocabulary, load_vocabulary
from kb.worker import index_lock


@dataclass(frozen=True, slots=True)
class Application:
    """Everything a program needs, built from its settings. Opening one writes nothing."""

    settings: Settings
    vocabulary: Vocabulary
    database: Database
    morphology: Morphology | None
    backend: SearchBackend
    speller: Speller
    catalog: Catalog
    accounts: Accounts
    indexer: Indexer


def build(settings: Settings) -> Application:
    """Wire the application; no connection is opened and no file is written yet.

    Raises SettingsError when a setting needs an extra that is not installed.
    """
    vocabulary = load_vocabulary()
    database = Database(settings.database)
    morphology = open_morphology(settings)
    backend = open_backend(settings, vocabulary, morphology)
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
    )


def open_morphology(settings: Settings) -> Morphology | None:
    """The analyser of Korean, when the settings ask for one. Raises SettingsError when it is not installed."""
    return KiwiMorphology() if settings.korean_morphemes else None


def open_backend(settings: Settings, vocabulary: Vocabulary, morphology: Morphology | None) -> SearchBackend:
    """The search engine named by the settings."""
    from kb.search.whoosh_backend import WhooshBackend

    return WhooshBackend(settings.index_folder, vocabulary, morphology=morphology)
