"""A bounded memory of what was worked out for an index, shared by the threads of a process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar

_ENTRY_BYTES = 1500  # what an entry costs beside its arrays, roughly: most of it the key, a part of a query


class Sized(Protocol):
    """Something that knows how much memory its arrays take."""

    @property
    def nbytes(self) -> int: ...


Value = TypeVar("Value", bound=Sized)


class BoundedCache(Generic[Value]):
    """Values by key; the least recently used leave when the values take more than `max_bytes`."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._entries: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made when it is not there. Two threads may make the same at once; one stays."""
        with self._lock:
            found = self._entries.get(key)
            if found is not None:
                self._entries.move_to_end(key)
                return found
        value = make()
        with self._lock:
            if key not in self._entries:
                self._entries[key] = value
                self._bytes += _ENTRY_BYTES + value.nbytes
                self._shrink()
        return value

    def _shrink(self) -> None:
        while self._bytes > self._max_bytes and len(self._entries) > 1:
            _, value = self._entries.popitem(last=False)
            self._bytes -= _ENTRY_BYTES + value.nbytes
