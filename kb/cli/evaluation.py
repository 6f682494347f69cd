"""`citykb eval`: how good the search, the tagger and the ingest are, in figures. `ingest` joins its measures."""

from __future__ import annotations

import click

from kb.cli.joining import JoiningGroup
from kb.cli.relevance import relevance


class EvaluationGroup(JoiningGroup):
    """Joined by the entry-point group `citykb.evaluations`."""

    joined_by = "citykb.evaluations"


@click.group("eval", cls=EvaluationGroup)
def evaluation() -> None:
    """Measure the quality of search, tagging and ingest.

    \b
    Example: citykb eval tagging
    """


evaluation.add_command(relevance)
