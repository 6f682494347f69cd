"""From a sequence of headings with text to the sections of a record, the same for every format.

A heading that names a section opens it; deeper headings stay inside, unless they name a section outright. A heading
that nothing recognises goes, with its text, to the section `other`. Two headings of one section are joined in order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.normalise import one_line, plain_text
from ingest.sections import PARTS, exact_section_of, section_of
from kb.records import SECTION_NAMES, says_not_reported

LEAD = ""
SUMMARY = "summary"
OTHER = "other"
_SUBHEADING = "###"
NOT_A_PARAGRAPH = re.compile(r"[-+>|#`]|\*\s|\d+[.)]\s")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (level 1 to 6; 0 for text without one) and the Markdown below it."""

    level: int
    heading: str
    text: str = ""


@dataclass(slots=True)
class Outline:
    """Collects blocks in reading order. `section` is where text goes now, "" before the first heading."""

    section: str = LEAD
    has_heading: bool = False
    _level: int = 0
    _texts: dict[str, list[str]] = field(default_factory=dict)
    _part_headings: dict[str, str] = field(default_factory=dict)

    def add(self, block: Block) -> None:
        """File the block's text under its section."""
        if block.level:
            self.open(block.level, block.heading)
        self.write(block.text)

    def open(self, level: int, heading: str) -> None:
        """A heading: a new section, or a sub-heading of the present one."""
        self.has_heading = True
        target = self._target(level, heading)
        if target:
            self.section, self._level = target, level
            self._part_headings.setdefault(target, heading)
            return
        if not self._is_below(level):
            self.section, self._level = OTHER, level
        self.write(f"{_SUBHEADING} {heading}")

    def write(self, text: str) -> None:
        """Markdown for the present section."""
        self.write_to(self.section, text)

    def write_to(self, section: str, text: str) -> None:
        """Markdown for a section named otherwise than by a heading."""
        if text.strip():
            self._texts.setdefault(section, []).append(text.strip())

    def file_into(self, fields: dict[str, object]) -> dict[str, str]:
        """The Markdown by section name. Sets `summary`, and None for a part of which only "not reported" is said.

        The summary is what stands under that heading, else the first paragraph of the page. Text under the heading
        of a part, and the rest of what precedes all headings, go to `other`.
        """
        self._file_summary(fields)
        found: dict[str, list[str]] = {}
        for name, texts in self._texts.items():
            said = [text for text in texts if not says_not_reported(text)]
            if name in PARTS and not said:
                fields.setdefault(name, None)
            elif name in SECTION_NAMES:
                found.setdefault(name, []).extend(said or texts[:1])
            elif said:
                found.setdefault(OTHER, []).extend(self._with_heading(name, said))
        return {name: "\n\n".join(texts) for name, texts in found.items()}

    def _file_summary(self, fields: dict[str, object]) -> None:
        source = SUMMARY if SUMMARY in self._texts else LEAD
        paragraphs = "\n\n".join(self._texts.pop(source, [])).split("\n\n")
        if "summary" not in fields and paragraphs[0] and not NOT_A_PARAGRAPH.match(paragraphs[0]):
            fields["summary"] = one_line(plain_text(paragraphs.pop(0)))
        if any(paragraphs):
            self._texts.setdefault(OTHER, [])[:0] = paragraphs

    def _with_heading(self, name: str, texts: list[str]) -> list[str]:
        heading = self._part_headings.get(name)
        return [f"{_SUBHEADING} {heading}", *texts] if heading else texts

    def _target(self, level: int, heading: str) -> str | None:
        inside_known = self._is_below(level) and self.section != OTHER
        return exact_section_of(heading) if inside_known else section_of(heading)

    def _is_below(self, level: int) -> bool:
        return self._level != 0 and level > self._level and self.section not in PARTS
