"""What of a record is encoded: per language version its names with the summary, and its body in passages.

A passage of a body is led by the title, which says what it is about. A record is as near to a query as its nearest
passage.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from kb.search.document import TextFields

VERSION = 1  # raise it when texts are cut in another way
PASSAGE_BYTES = (
    1600  # about 250 words of English or 140 of Korean; the model reads 512 tokens at once, some 2,000 bytes
)
MAX_PASSAGES = 32  # of one language version, about 8,000 words
_SLACK = 40  # bytes by which parts of a long entry may differ, so that none is left over
KEY_BYTES = 16


def passages_of(texts: Sequence[TextFields]) -> tuple[str, ...]:
    """The passages of all language versions, the original's first."""
    return tuple(passage for text in texts for passage in _of_version(text))


def key_of(passage: str) -> bytes:
    """What stands for the content of a passage: the same text has the same key, wherever it stands."""
    return hashlib.blake2b(_encoded(passage), digest_size=KEY_BYTES).digest()


def shortened(text: str, most_bytes: int) -> str:
    """The beginning of a text, in characters that can be encoded."""
    return _encoded(text)[:most_bytes].decode("utf-8", "ignore")


def _of_version(text: TextFields) -> Iterator[str]:
    head = _joined((text.title, ", ".join(text.aliases), text.summary))
    if head:
        yield head
    bodies = _packed(piece for entry in text.body for piece in _pieces(entry))
    for passage in bodies[:MAX_PASSAGES]:
        yield _joined((text.title, passage))


def _packed(pieces: Iterable[str]) -> list[str]:
    """Neighbouring pieces together as long as they make a passage."""
    passages: list[list[str]] = []
    room = 0
    for piece in pieces:
        size = len(_encoded(piece))
        if size > room:
            passages.append([])
            room = PASSAGE_BYTES
        passages[-1].append(piece)
        room -= size
    return [" ".join(passage) for passage in passages]


def _pieces(entry: str) -> Iterator[str]:
    """The entry, or where it is too long for one passage, parts of it, about equal and cut between words."""
    rest = entry.strip()
    size = len(_encoded(rest))
    wanted = min(PASSAGE_BYTES, size // -(-size // PASSAGE_BYTES) + _SLACK) if rest else 0
    while rest:
        part = shortened(rest, wanted)
        space = part.rfind(" ")
        if len(part) < len(rest) and space > 0:
            part = part[:space]
        yield part
        rest = rest[len(part) :].lstrip()


def _joined(parts: Iterable[str]) -> str:
    return "\n".join(filter(None, (part.strip() for part in parts)))


def _encoded(text: str) -> bytes:
    """UTF-8; half of a surrogate pair, which no text should hold, becomes a question mark."""
    return text.encode("utf-8", "replace").replace(b"\0", b" ")
