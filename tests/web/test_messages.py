"""Every word of the interface can be translated: what `kb` and the templates say is in the message catalogue."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from kb.compare import matrix
from kb.search.fields import FIELDS
from kb.vocab import Vocabulary
from tests.factories import make_record, make_stored
from webui.labels import KB_LABELS

# Names that are the same in every language.
NAMES = frozenset({"CC BY 4.0", "CityKB", "GeoNames", "MRR", "nDCG@10", "recall@10"})
TEMPLATE_CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<code>.*?</code>", re.DOTALL)
ROOT = Path(__file__).parents[2]
KEYWORDS = DEFAULT_KEYWORDS | {"N_": None, "_l": None, "lazy_gettext": None, "Problem": (2,)}


def messages() -> set[str]:
    """All message ids that a catalogue would hold."""
    with (ROOT / "webui" / "babel.cfg").open(encoding="utf-8") as configuration:
        methods, options = parse_mapping_cfg(configuration)
    found = extract_from_dir(ROOT, methods, options, KEYWORDS)
    ids = (message for _, _, message, _, _ in found)
    return {text for message in ids for text in (message if isinstance(message, tuple) else (message,))}


def test_the_labels_of_kb_are_in_the_catalogue(vocabulary: Vocabulary) -> None:
    costs = [
        {"amount": f"EUR {n}", "kind": kind}
        for n, kind in enumerate(["total", "capital", "yearly", "per-unit", "planned", None])
    ]
    results = [
        {"metric": f"m{n}", "value": "1", "kind": kind}
        for n, kind in enumerate(["impact", "outcome", "output", None])
    ]
    silent: dict[str, None] = dict.fromkeys(
        ("ended", "reached_groups", "partners", "conflicts", "practice_transfers")
    )
    record = make_record(costs=costs, reported_results=results, **silent)
    comparison = matrix([make_stored(record)] * 2, vocabulary)
    labels = {field.label for field in FIELDS} | {group.label for group in comparison.groups}
    labels |= {row.label for row in comparison.rows()}
    assert len(labels) > 45
    assert labels <= KB_LABELS
    assert messages() >= KB_LABELS


def test_sentences_of_templates_views_and_rules_are_in_the_catalogue() -> None:
    found = messages()
    assert {
        "Compare the ticked records",
        "There is no such page",
        "The query was cut to %(limit)s characters.",
        "Publishing needs %(what)s.",
        "Cue words in the text",
    } <= found
    assert len(found) > 300


def test_no_template_says_anything_outside_the_catalogue() -> None:
    """Text between tags that holds a word and no expression would stay English in every language."""
    bare = []
    for template in (ROOT / "webui" / "templates").rglob("*.html"):
        bare += [f"{template.name}: {text}" for text in bare_text(template.read_text("utf-8"))]
    assert bare == []


def bare_text(source: str) -> list[str]:
    """The words of a template outside tags, comments, expressions and code samples."""
    without = TEMPLATE_CODE.sub("\u2060", source)
    lines = (line.strip(" ·.,:;()\u2060") for line in re.sub(r"<[^>]*>", "\n", without).splitlines())
    return [
        line
        for line in lines
        if re.search(r"[A-Za-z]{2}", line) and line not in NAMES and "\u2060-" not in line
    ]
