"""Starting several tasks at the same moment, for tests of what happens when two do the same thing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor


def at_once(tasks: list[Callable[[], object]]) -> list[Future[object]]:
    """Start all tasks at the same moment, each in a thread of its own, and wait for them."""
    barrier = threading.Barrier(len(tasks))

    def run(task: Callable[[], object]) -> object:
        barrier.wait()
        return task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return [pool.submit(run, task) for task in tasks]
