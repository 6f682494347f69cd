"""Organisations as a page writes them: "Name (type)" and "Name (type; role)"."""

from __future__ import annotations

import re

from kb.records import says_not_reported
from kb.vocab import Vocabulary

_NAME_AND_REMARK = re.compile(r"^(?P<name>.+?)\s*\((?P<remark>[^()]*)\)$", re.DOTALL)


def organisation(text: str, vocabulary: Vocabulary, *, roles: bool) -> dict[str, object]:
    """{name, type, role} of an organisation; brackets that hold anything else belong to its name.

    `roles` allows a role, alone or after the type; "Not reported" in either place is None.
    """
    match = _NAME_AND_REMARK.match(text.strip())
    described = _described(match["remark"], vocabulary, roles=roles) if match else None
    if match is None or described is None:
        return {"name": text.strip()}
    return {"name": match["name"]} | described


def _described(remark: str, vocabulary: Vocabulary, *, roles: bool) -> dict[str, object] | None:
    """What the brackets say; None when they say something else."""
    words = [word.strip() for word in re.split(r"[;,]", remark)]
    fields = ["type", "role"] if roles else ["type"]
    if len(words) == 1 and roles and not _fits("type", words[0], vocabulary):
        fields = ["role"]
    if len(words) > len(fields) or not all(
        _fits(field, word, vocabulary) for field, word in zip(fields, words, strict=False)
    ):
        return None
    return {field: _concept(field, word, vocabulary) for field, word in zip(fields, words, strict=False)}


def _fits(field: str, word: str, vocabulary: Vocabulary) -> bool:
    return says_not_reported(word) or _concept(field, word, vocabulary) is not None


def _concept(field: str, word: str, vocabulary: Vocabulary) -> str | None:
    return vocabulary.scheme({"type": "organisation-types", "role": "partner-roles"}[field]).resolve(word)
