"""A concept scheme: concepts with labels per language, scope notes and cue words (SKOS terms, W3C 2009)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kb.errors import NotFound
from kb.vocab.labels import in_language, name_key


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or phrase that speaks for a concept: weight 1 (weak) to 3 (decisive)."""

    term: str
    weight: int


@dataclass(frozen=True, slots=True)
class Concept:
    """One term of a scheme. Labels, cues and exclusions are keyed by language ("en", "es", "fr", "ko")."""

    id: str
    pref_label: Mapping[str, str]
    alt_labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scope_note: Mapping[str, str] = field(default_factory=dict)
    broader: str | None = None
    narrower_terms: tuple[tuple[str, Mapping[str, str]], ...] = ()
    cues: Mapping[str, tuple[Cue, ...]] = field(default_factory=dict)
    exclusions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    crosswalk: Mapping[str, object] = field(default_factory=dict)
    primary: bool = True

    def label(self, language: str = "en") -> str:
        return in_language(self.pref_label, language)

    def note(self, language: str = "en") -> str:
        return in_language(self.scope_note, language) if self.scope_note else ""


class Scheme:
    """An ordered, immutable set of concepts, found by id, label or alternative label."""

    def __init__(
        self, name: str, title: Mapping[str, str], source: str, concepts: tuple[Concept, ...]
    ) -> None:
        self.name, self.title, self.source = name, title, source
        self._concepts = {concept.id: concept for concept in concepts}
        self._by_name = _names(concepts)

    def __contains__(self, concept_id: object) -> bool:
        return concept_id in self._concepts

    def __iter__(self) -> Iterator[Concept]:
        return iter(self._concepts.values())

    def __len__(self) -> int:
        return len(self._concepts)

    def __getitem__(self, concept_id: str) -> Concept:
        """Raises NotFound."""
        try:
            return self._concepts[concept_id]
        except KeyError:
            raise NotFound(f"'{concept_id}' is not a term of the scheme {self.name}.") from None

    def resolve(self, name: str) -> str | None:
        """The id for an id or a label in any language; None when nothing fits."""
        return name if name in self._concepts else self._by_name.get(name_key(name))

    def label(self, concept_id: str, language: str = "en") -> str:
        """The label, or the id itself where a stored id is no longer in the scheme."""
        concept = self._concepts.get(concept_id)
        return concept.label(language) if concept else concept_id


def _names(concepts: tuple[Concept, ...]) -> dict[str, str]:
    names: dict[str, str] = {}
    for concept in concepts:
        for label in (*(alt for alts in concept.alt_labels.values() for alt in alts), concept.id):
            names.setdefault(name_key(label), concept.id)
    for concept in concepts:
        names |= {name_key(label): concept.id for label in concept.pref_label.values()}
    return names
