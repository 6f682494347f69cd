"""What a parser in its own process hands back: blocks of Markdown, and what the file says of itself. Plain JSON in between."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field


class Refused(Exception):
    """The file cannot be read; `message` says what to do and is filled in with `params`."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message, self.params = message, params


@dataclass(frozen=True, slots=True)
class ParsedBlock:
    """A heading (level 1 to 6) or, at level 0, text as Markdown."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed file. `facts` holds title, language, author, publisher, published and modified as the file spells them."""

    blocks: tuple[ParsedBlock, ...]
    facts: Mapping[str, str]
    extractor: str
    notes: tuple[str, ...] = field(default=())

    def to_json(self) -> str:
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Parsed:
        document = json.loads(text)
        blocks = tuple(ParsedBlock(**block) for block in document["blocks"])
        return cls(blocks, document["facts"], document["extractor"], tuple(document["notes"]))
