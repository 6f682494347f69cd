"""A bounded memory of what was read from an index, shared by the threads of a process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

_ENTRY_BYTES = 200  # what an entry costs beside its arrays, roughly

Arrays = TypeVar("Arrays", bound=tuple[NDArray[np.generic], ...])


class ArrayCache(Generic[Arrays]):
    """Arrays by key; the least recently used leave when the arrays take more than `max_bytes`."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._entries: OrderedDict[Hashable, Arrays] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, read: Callable[[], Arrays]) -> Arrays:
        """The arrays of a key, read when they are not there. Two threads may read the same at once; one stays."""
        with self._lock:
            found = self._entries.get(key)
            if found is not None:
                self._entries.move_to_end(key)
                return found
        arrays = read()
        with self._lock:
            if key not in self._entries:
                self._entries[key] = arrays
                self._bytes += _size(arrays)
                self._shrink()
        return arrays

    def _shrink(self) -> None:
        while self._bytes > self._max_bytes and len(self._entries) > 1:
            _, arrays = self._entries.popitem(last=False)
            self._bytes -= _size(arrays)


def _size(arrays: tuple[NDArray[np.generic], ...]) -> int:
    return _ENTRY_BYTES + sum(array.nbytes for array in arrays)
