"""Kiwi, an analyser of Korean, of the extra `korean`: the only module that knows the library.

The model takes some 530 MB of memory and three seconds to load, once per process that uses it. Whoever changes what is
answered here raises `SCHEMA_VERSION` in `kb.search.fields`; another version of the library changes the name.
"""

from __future__ import annotations

import functools
import importlib.metadata
import threading
from typing import TYPE_CHECKING

from kb.errors import SearchUnavailable, SettingsError
from kb.search.analysis import fold

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

_PACKAGES = ("kiwipiepy", "kiwipiepy_model")
# Nouns, numerals, roots, and words and numbers in other scripts (the Sejong tag set).
_CONTENT_TAGS = frozenset(("NNG", "NNP", "NR", "XR", "SL", "SN", "SH"))


class KiwiMorphology:
    """A `Morphology`. The model is loaded at the first use, or by `warm_up`; a copy in another process loads its own.

    Raises SettingsError when the extra is not installed.
    """

    def __init__(self) -> None:
        self.name = ", ".join(f"{package} {_version(package)}" for package in _PACKAGES)
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[type[KiwiMorphology], tuple[()]]:
        return KiwiMorphology, ()

    def content_words(self, text: str) -> list[str]:
        with self._lock:
            tokens = self._kiwi.tokenize(text)
        return [fold(token.form) for token in tokens if token.tag in _CONTENT_TAGS]

    def warm_up(self) -> None:
        """Load the model now."""
        self.content_words("돌봄")

    @functools.cached_property
    def _kiwi(self) -> Kiwi:
        try:
            from kiwipiepy import Kiwi

            return Kiwi(num_workers=1)
        except Exception as error:  # whatever a damaged installation or want of memory makes it raise
            raise SearchUnavailable(
                f"The Korean analyser cannot be loaded ({error or type(error).__name__}). "
                "Install citykb[korean] anew, or unset korean_morphemes and rebuild the index."
            ) from error


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError as error:
        raise SettingsError(
            f"korean_morphemes is on, but {package} is not installed. "
            "Install it with: pip install citykb[korean]; or unset korean_morphemes."
        ) from error
