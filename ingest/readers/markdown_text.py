"""Text of other formats written as Markdown: what would mean something else there is escaped."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*<])|(?<!\w)_|_(?!\w)|\[(?!\d{1,4}(?:\s*[,;]\s*\d{1,4})*\])")
_LINE_START = re.compile(r"^(#{1,6}\s|[-+]\s|>|\d+[.)]\s)")


def escaped(text: str) -> str:
    """Inside a line."""
    return _SPECIAL.sub(lambda match: "\\" + match[0], text)


def escaped_start(line: str) -> str:
    """The beginning of a line that is no heading, list entry or quotation, though it looks like one."""
    return _LINE_START.sub(_escape_start, line)


def link(text: str, address: str) -> str:
    """A link where the address can be one, else the text alone. The text is Markdown already."""
    if not text or not address.startswith(("http://", "https://", "mailto:")) or " " in address:
        return text
    return f"[{text}]({address.replace('(', '%28').replace(')', '%29')})"


def table(rows: list[list[str]]) -> str:
    """Cells, Markdown already, as a table with its first row as header; rows are filled up to the same length."""
    width = max(map(len, rows), default=0)
    lines = ["| " + " | ".join([*map(_cell, row), *[""] * (width - len(row))]) + " |" for row in rows]
    if lines:
        lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\\\n", " ").replace("\n", " ")


def _escape_start(match: re.Match[str]) -> str:
    marker = match[0].rstrip()
    escaped_marker = f"{marker[:-1]}\\{marker[-1]}" if marker[0].isdigit() else f"\\{marker}"
    return escaped_marker + match[0][len(marker) :]
