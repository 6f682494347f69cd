"""Parsing in a process of its own, with bounds on time and memory, for formats in which a small file can ask for a lot.

The file goes in by standard input, JSON comes out. The child gets neither our environment nor our working folder.
"""

from __future__ import annotations

import importlib
import json
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping

from ingest.readers.parsed import Parsed, Refused
from ingest.readers.write_up import Unreadable
from kb.errors import Problem

SECONDS = 60
MEGABYTES = 1024
_PARSERS: Mapping[str, str] = {"docx": "ingest.readers.docx_text", "pdf": "ingest.readers.pdf_text"}
_REFUSED = 3
_TRACE_LIMIT = 4000  # characters of what a failed child said, from its end
_OUT_OF_BOUNDS = (-signal.SIGXCPU, -signal.SIGKILL)  # of time, or of the machine's memory


class ReaderFailed(Unreadable):
    """The parser broke down on a file: damage it does not know, or a fault of ours. `trace` is for the log alone."""

    def __init__(self, unreadable: Unreadable, trace: str) -> None:
        super().__init__(unreadable.problems)
        self.trace = trace


def parse_confined(kind: str, content: bytes, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> Parsed:
    """The file as its parser reads it. Raises Unreadable, also when it takes too long or too much memory, and ReaderFailed."""
    command = [sys.executable, "-I", "-m", __name__, kind, str(seconds), str(megabytes)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, input=content, capture_output=True, timeout=2 * seconds, check=False, cwd="/", env={}
        )
    except subprocess.TimeoutExpired as error:
        raise _too_much(seconds) from error
    if done.returncode == 0:
        return Parsed.from_json(done.stdout.decode())
    if done.returncode == _REFUSED:
        refusal = json.loads(done.stdout)
        raise Unreadable([Problem("", refusal["message"], refusal["params"])])
    told = _too_much(seconds) if done.returncode < 0 else _damaged()
    if done.returncode in _OUT_OF_BOUNDS:
        raise told
    said = done.stderr.decode("utf-8", "replace").strip()[-_TRACE_LIMIT:]
    raise ReaderFailed(told, f"exit code {done.returncode}\n{said}")


def _too_much(seconds: int) -> Unreadable:
    message = (
        "Reading this file takes more than %(seconds)s seconds or too much memory. It may be damaged; "
        "save it anew, or split it."
    )
    return Unreadable([Problem("", message, {"seconds": seconds})])


def _damaged() -> Unreadable:
    message = "The file is damaged, or it is not what its name says. Open it in its own program, save it anew and load that."
    return Unreadable([Problem("", message)])


def main(kind: str, seconds: str, megabytes: str) -> int:
    """The child: bounds itself, parses, answers."""
    memory = int(megabytes) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    parser = importlib.import_module(_PARSERS[kind])
    try:
        parsed: Parsed = parser.parse(sys.stdin.buffer.read())
    except Refused as refusal:
        sys.stdout.write(json.dumps({"message": refusal.message, "params": refusal.params}))
        return _REFUSED
    except MemoryError:
        message = "Reading this file takes more than %(megabytes)s MB of memory. Split it, or save it anew."
        sys.stdout.write(json.dumps({"message": message, "params": {"megabytes": megabytes}}))
        return _REFUSED
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(parsed.to_json())
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
