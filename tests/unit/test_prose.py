"""Markdown of a section as HTML: headings that skip no level."""

from __future__ import annotations

import re

import pytest

from webui import prose
from webui.references import References


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("### A\n\n### B", [3, 3]),
        ("# A\n\n## B\n\n# C", [3, 4, 3]),
        ("## A\n\n##### B\n\n## C", [3, 4, 3]),
        ("#### A\n\n## B", [3, 3]),
        ("# A\n\n## B\n\n### C\n\n#### D\n\n##### E", [3, 4, 5, 6, 6]),
        ("No heading", []),
    ],
)
def test_headings_come_below_the_sections_own_and_skip_no_level(text: str, levels: list[int]) -> None:
    html = prose.block(text, References(()))
    assert [int(level) for level in re.findall(r"<h(\d)>", html)] == levels
    assert re.findall(r"</h(\d)>", html) == [str(level) for level in levels]
