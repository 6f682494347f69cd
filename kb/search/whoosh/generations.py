"""Where an index lies: numbered folders, one of them named by a pointer file, and one lock for all writers.

<folder>/current.json   {"generation": 3, "fingerprint": "…", "commit": 17}, replaced in one step
<folder>/3/             Whoosh's files and the texts of generation 3
<folder>/write.lock     held by the one process that writes; the system drops it when the process dies
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from kb.errors import SearchUnavailable

POINTER_NAME = "current.json"
LOCK_NAME = "write.lock"
_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which generation serves and the field table it was written by; `commit` is Whoosh's number of its newest commit."""

    generation: int
    fingerprint: str
    commit: int = 0  # before version 2 of the layout it was not written


def read_pointer(folder: Path) -> Pointer | None:
    """The serving generation; None when no index was ever written. Raises SearchUnavailable."""
    path = folder / POINTER_NAME
    try:
        return Pointer(**json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise SearchUnavailable(
            f"{path} cannot be read ({error}). Build the index again with `citykb index rebuild`."
        ) from error


def write_pointer(folder: Path, pointer: Pointer) -> None:
    """Let another commit or generation serve, from one moment to the next; after a loss of power the old or the new one."""
    draft = folder / f"{POINTER_NAME}.{os.getpid()}"
    with draft.open("w", encoding="utf-8") as handle:
        handle.write(json.dumps(asdict(pointer)))
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(folder / POINTER_NAME)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk: a file that was replaced may otherwise be the old one again."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def generation_folder(folder: Path, generation: int) -> Path:
    return folder / str(generation)


def new_generation(folder: Path) -> int:
    """A number above all that are there."""
    return max(_numbers(folder), default=0) + 1


def remove_others(folder: Path, keep: int) -> None:
    """Remove every generation but one: replaced ones and what a killed process left half-built.

    Readers of a removed generation go on with the files they hold open.
    """
    for number in _numbers(folder):
        if number != keep:
            shutil.rmtree(generation_folder(folder, number), ignore_errors=True)


def _numbers(folder: Path) -> list[int]:
    return [int(path.name) for path in folder.iterdir() if path.name.isdecimal() and path.is_dir()]


@contextlib.contextmanager
def write_lock(folder: Path, timeout: float) -> Iterator[None]:
    """Be the only writer, waiting at most `timeout` seconds. Raises SearchUnavailable when another keeps the lock."""
    folder.mkdir(parents=True, exist_ok=True)
    with file_lock(folder / LOCK_NAME, timeout) as is_held:
        if not is_held:
            raise SearchUnavailable(
                f"Another process has been writing to the index in {folder} for {timeout:g} seconds. "
                "Nothing was changed; try again when it has finished."
            )
        yield


@contextlib.contextmanager
def file_lock(path: Path, timeout: float) -> Iterator[bool]:
    """Wait at most `timeout` seconds for a lock; says whether it is held. The system drops it when the process dies."""
    deadline = time.monotonic() + timeout
    with path.open("a") as handle:
        while not (is_held := _locked(handle.fileno())) and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
        yield is_held


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
