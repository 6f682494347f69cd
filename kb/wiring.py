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
from kb.search.spelling import Speller
from kb.vocab import Vocabulary, load_vocabulary
from kb.worker import index_lock


@dataclass(frozen=True, slots=True)
class Application:
    """Everything a program needs, built from its settings. Opening one writes nothing."""

    settings: Settings
    vocabulary: Vocabulary
    database: Database
    backend: SearchBackend
    speller: Speller
    catalog: Catalog
    accounts: Accounts
    indexer: Indexer


def build(settings: Settings) -> Application:
    """Wire the application; no connection is opened and no file is written yet."""
    vocabulary = load_vocabulary()
    database = Database(settings.database)
    backend = open_backend(settings, vocabulary)
    return Application(
        settings=settings,
        vocabulary=vocabulary,
        database=database,
        backend=backend,
        speller=Speller(backend, vocabulary),
        catalog=Catalog(database, vocabulary),
        accounts=Accounts(database, settings.password_cost),
        indexer=Indexer(database, backend, vocabulary, functools.partial(index_lock, settings.data)),
    )


def open_backend(settings: Settings, vocabulary: Vocabulary) -> SearchBackend:
    """The search engine named by the settings."""
    from kb.search.whoosh_backend import WhooshBackend

    return WhooshBackend(settings.index_folder, vocabulary)
