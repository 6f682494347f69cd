"""Large merges beside the writer, in a process of their own: `python -m kb.search.whoosh.background FOLDER`.

One runs per index at a time. Ended at any moment it leaves one folder, which the next run removes.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

from kb.search.whoosh import generations, merging, writing
from kb.search.whoosh.segment import committed_segments

LOCK_NAME = "merge.lock"
_PART = "merge-large"
_LOCK_SECONDS = 60.0  # how long a finished merge waits for a writer


def is_due(folder: Path, commit: int) -> bool:
    """Whether the commit of a generation's folder has large segments to merge."""
    return bool(merging.due(committed_segments(folder, commit), small=False))


def start(index_folder: Path) -> threading.Thread:
    """Merge in another process, which outlives this one; the thread waits for it."""
    command = [sys.executable, "-m", "kb.search.whoosh.background", str(index_folder)]
    options = {"stdin": subprocess.DEVNULL, "start_new_session": True, "check": False}
    waiting = threading.Thread(target=subprocess.run, args=(command,), kwargs=options, daemon=True)
    waiting.start()
    return waiting


def merge_large(index_folder: Path) -> int:
    """Merge until nothing is due; answers how many merges were committed."""
    done = 0
    with generations.file_lock(index_folder / LOCK_NAME, timeout=0) as is_held:
        while is_held and _merge_once(index_folder):
            done += 1
    return done


def _merge_once(index_folder: Path) -> bool:
    pointer = generations.read_pointer(index_folder)
    if pointer is None:
        return False
    folder = generations.generation_folder(index_folder, pointer.generation)
    chosen = merging.due(committed_segments(folder, pointer.commit), small=False)
    if not chosen:
        return False
    try:
        merged = merging.merge(folder, chosen, folder / _PART)
    except FileNotFoundError:  # a commit has removed a segment in the meantime, or a rebuild all of them
        return False
    with generations.file_lock(index_folder / generations.LOCK_NAME, _LOCK_SECONDS) as is_held:
        if not is_held or not folder.exists():
            return False
        commit = merging.swap(folder, merged)
        if commit is not None:
            writing.announce(index_folder, replace(pointer, commit=commit))
    return commit is not None


if __name__ == "__main__":
    merge_large(Path(sys.argv[1]))
