"""Who runs the practice and where it stands, where the text says so in plain words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping

from ingest.proposals.proposal import Proposal
from ingest.proposals.wording import bare
from ingest.statements import sentences_of
from ingest.word_lists import read_word_list

_SECTIONS = ("summary", "approach", "mechanism", "other")
_CAPITAL = r"[A-ZÀÁÂÄÇÉÈÊËÍÎÏÑÓÔÖÚÛÜ]"
_NAME = re.compile(
    rf"{_CAPITAL}[\w’'&.-]*(?:\s+(?:(?:of|for|and|the|de|del|la|las|los|y|du|des|et|pour|le|les|d['’])\s+)*{_CAPITAL}[\w’'&-]*)*"
)
_LONGEST = 100


def lead_proposals(texts: Mapping[str, str]) -> Iterator[Proposal]:
    """The first body that a sentence says leads, runs or carries it."""
    found = (proposal for name in _SECTIONS for proposal in _leads(texts.get(name, ""), name))
    first = next(found, None)
    if first:
        yield first


def stage_proposals(texts: Mapping[str, str]) -> Iterator[Proposal]:
    """The stage that title and summary name; none where they name two."""
    found = [
        Proposal(
            "stage", text[match.start() : match.end()], "stage-wording", text, section, {"concept": stage}
        )
        for section in ("title", "summary")
        for text in _sentences(texts.get(section, ""))
        for stage, wording in _stages().items()
        if (match := wording.search(bare(text)))
    ]
    if len({proposal.parsed["concept"] for proposal in found}) == 1:
        yield found[0]


def _leads(text: str, section: str) -> Iterator[Proposal]:
    for sentence in _sentences(text):
        for cue in _lead_wording().finditer(bare(sentence)):
            name = _NAME.match(sentence, cue.end())
            if name and len(name[0]) <= _LONGEST:
                value = name[0].rstrip(".")
                yield Proposal("lead_organisation", value, "lead-wording", sentence, section, {"name": value})


def _sentences(text: str) -> Iterable[str]:
    return (said.text for said in sentences_of(text))


@functools.cache
def _lead_wording() -> re.Pattern[str]:
    return re.compile("|".join(read_word_list("proposal-cues.yaml")["lead"]))


@functools.cache
def _stages() -> Mapping[str, re.Pattern[str]]:
    listed = read_word_list("proposal-cues.yaml")["stages"]
    return {stage: re.compile("|".join(wordings)) for stage, wordings in listed.items()}
