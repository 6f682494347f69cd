"""Work that has to end soon: what grows faster than its input is cut off instead of holding up the tests."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 5.0  # what is tested takes a tenth of it, what is refused takes minutes


@contextmanager
def in_time(seconds: float = SECONDS) -> Iterator[None]:
    """Raises TimeoutError inside the block when it takes longer. For the main thread."""

    def cut(*_: object) -> None:
        raise TimeoutError(f"more than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, cut)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
