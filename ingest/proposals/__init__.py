"""Answers that a write-up seems to give, proposed for a person to confirm: results, costs and dates with their sentence.

Nothing is invented and nothing enters a record by itself. A value is the text as written; number, currency and period
are given only where the text can be read in one way. What the file states itself, in fields and known tables, is no
matter of proposals. Sentences are read by `from_sentences`, tables by `from_tables`, dates by `time_points`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ingest.proposals.from_sentences import proposals_of
from ingest.proposals.from_tables import table_proposals
from ingest.proposals.proposal import RULES, Proposal
from ingest.proposals.texts import sentences, tables
from ingest.proposals.time_points import Placed, time_proposals
from ingest.proposals.unanswered import unanswered
from ingest.tagging.passages import ORGANISATION, SOURCES

MOST_PROPOSALS = 200  # of a kind; who has to confirm more reads none of them
_NAMES = frozenset(("title", "aliases", ORGANISATION, SOURCES))

__all__ = ["MOST_PROPOSALS", "RULES", "Proposal", "propose", "unanswered"]


def propose(texts: Mapping[str, str], language: str) -> tuple[Proposal, ...]:
    """The results, costs and dates that the texts seem to report, in the order of the record and of the text.

    `texts` maps "summary" and section names to Markdown; "title", "aliases", "organisation" and "sources" are passed
    over. `language` is a BCP 47 code. A figure that a section repeats with the same words around it is proposed once.
    """
    read = {section: text for section, text in texts.items() if section not in _NAMES}
    placed = [Placed(said, section) for section, text in read.items() for said in sentences(text)]
    found = [proposal for one in placed for proposal in proposals_of(one.said, one.section, language)]
    found += [
        proposal
        for section, text in read.items()
        for table in tables(text)
        for proposal in table_proposals(table, section, language)
    ]
    found += time_proposals(placed, {proposal.sentence for proposal in found})
    return tuple(_in_order(found))


def _in_order(found: list[Proposal]) -> Iterator[Proposal]:
    unique = {(proposal.field, proposal.value, proposal.sentence): proposal for proposal in reversed(found)}
    kept = list(reversed(unique.values()))
    for field in ("started", "ended", "reported_results", "costs", "timeline"):
        yield from [proposal for proposal in kept if proposal.field == field][:MOST_PROPOSALS]
