"""Proposals in a form: they fill empty fields and add rows, each marked, and only what a person has confirmed is saved.

A person confirms by a tick, and decides otherwise by writing something else, emptying the field or removing the row.
What is left as it was proposed, without a tick, stays open: it is set aside before the form is checked and saved.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ingest.proposals import Proposal
from kb.records import SECTION_NAMES
from kb.search.results import Fragment
from kb.vocab import Vocabulary
from webui.forms.details import LISTS, SINGLES
from webui.forms.quick import TEXT_LIMITS
from webui.forms.repeated_rows import ROW_LIMIT, drop_empty_rows, renumber

Proposals = Mapping[str, Proposal]
SECTIONS = "sections"


@dataclass(frozen=True, slots=True)
class Places:
    """Where a form takes proposals: the main input of a record's field, and the cells of its repeating rows."""

    inputs: Mapping[str, str]
    rows: Mapping[str, tuple[str, ...]]


QUICK = Places(
    {
        **{name: name for name in ("title", "summary", "stage", "started", "ended")},
        "cities": "city",
        "lead_organisation": "lead_name",
        "themes": "primary_theme",
        **{f"sections.{name}": name for name in TEXT_LIMITS},
    },
    {"sources": ("n", "title", "url", "publisher", "issued")},
)
DETAILS = Places(
    {
        **{name: name for name in (*SINGLES, *LISTS, "started")},
        **{f"sections.{name}": f"sections-{name}" for name in SECTION_NAMES},
    },
    {
        "reported_results": ("metric", "value", "unit", "period", "kind", "reporter", "sources"),
        "costs": ("amount", "currency", "period", "kind", "sources"),
        "timeline": ("date", "event", "sources"),
    },
)
# The cell of a row that a proposal is about: while it stands, what was read beyond the cells holds too.
_MAIN_CELLS = {"reported_results": "value", "costs": "amount", "sources": "title", "timeline": "event"}
TAKEN = frozenset((*QUICK.inputs, *QUICK.rows, *DETAILS.inputs, *DETAILS.rows))


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands beside an open proposal: the text it was read from, the words of it marked, and the rule."""

    id: str
    sentence: tuple[Fragment, ...]
    rule: str
    section: str
    is_ticked: bool = False


@dataclass(frozen=True, slots=True)
class OpenOnes:
    """How many proposals of a kind stand in a form, and how many of them are ticked."""

    count: int
    ticked: int


@dataclass(frozen=True, slots=True)
class ProposedForm:
    """A form with the open proposals of a document. `language` is that of the interface."""

    form: Any
    places: Places
    proposals: Proposals
    vocabulary: Vocabulary
    language: str

    def fill(self) -> None:
        """Write proposals into fields that are empty, and add the rows that are not there yet."""
        for proposal in self._on_inputs().values():
            inputs = self._inputs_of(proposal)
            if not self._input(next(iter(inputs))).data:
                for name, value in inputs.items():
                    self._input(name).data = value
        for name in self.places.rows:
            self._add_rows(name)

    def left(self, ticked: Collection[str]) -> dict[str, Proposal]:
        """The proposals that are still open after this form, rows as they were typed over."""
        rows = {row.form.proposal.data: row.form for row in self._rows() if row.form.proposal.data}
        left = {}
        for name, proposal in self.proposals.items():
            if proposal.field in self.places.inputs:
                if name not in ticked and self._stands(proposal):
                    left[name] = proposal
            elif proposal.field not in self.places.rows:
                left[name] = proposal
            elif name in rows and not rows[name].checked.data:
                left[name] = _typed_over(proposal, rows[name], self.places.rows[proposal.field])
        return left

    def set_aside(self, left: Proposals) -> Callable[[], None]:
        """Empty the fields of open proposals and take their rows away; the answer puts everything back."""
        put_back: list[tuple[Any, str, Any]] = []
        for proposal in left.values():
            if proposal.field in self.places.inputs:
                for name, value in self._inputs_of(proposal).items():
                    field = self._input(name)
                    put_back.append((field, "data", field.data))
                    field.data = [] if isinstance(value, list) else ""
        for name in self.places.rows:
            rows = self.form[name]
            put_back.append((rows, "entries", list(rows.entries)))
            rows.entries = [row for row in rows.entries if row.form.proposal.data not in left]

        def restore() -> None:
            for owner, name, value in put_back:
                setattr(owner, name, value)

        return restore

    def answers(self, left: Proposals) -> dict[str, Any]:
        """What the form says; a confirmed row has beside it (`read`) what was read out of its figure beyond the cells."""
        answers: dict[str, Any] = dict(self.form.data)
        for name in self.places.rows:
            answers[name] = [self._answer_of(name, row.form, left) for row in self.form[name].entries]
        return answers

    def marks(self, ticked: Collection[str]) -> dict[str, Mark]:
        """The marks by the name of the main input, and by the id of a row's proposal."""
        marks = {}
        for name, proposal in self.proposals.items():
            mark = _mark(name, proposal, is_ticked=name in ticked)
            if proposal.field in self.places.rows:
                marks[name] = mark
            elif proposal.field in self.places.inputs and self._stands(proposal):
                marks[self.places.inputs[proposal.field]] = mark
        return marks

    def tick_all(self, kind: str) -> frozenset[str]:
        """Tick every row of a list, or give the ids of the open proposals of a kind that has no rows ("sections")."""
        if kind in self.places.rows:
            for row in self._open_rows(kind):
                row.checked.data = True
            return frozenset()
        return frozenset(
            name for name, one in self._on_inputs().items() if _kind(one) == kind and self._stands(one)
        )

    def of_kind(self, ticked: Collection[str]) -> dict[str, OpenOnes]:
        """The lists of rows, and the sections, that can be ticked together."""
        sections = self.tick_all(SECTIONS)
        rows = {name: self._open_rows(name) for name in self.places.rows}
        return {SECTIONS: OpenOnes(len(sections), len(sections & set(ticked)))} | {
            name: OpenOnes(len(found), sum(bool(row.checked.data) for row in found))
            for name, found in rows.items()
        }

    def _open_rows(self, name: str) -> list[Any]:
        return [row.form for row in self.form[name].entries if row.form.proposal.data in self.proposals]

    def _on_inputs(self) -> dict[str, Proposal]:
        return {name: one for name, one in self.proposals.items() if one.field in self.places.inputs}

    def _rows(self) -> Iterator[Any]:
        return (row for name in self.places.rows for row in self.form[name].entries)

    def _add_rows(self, name: str) -> None:
        rows, cells = self.form[name], self.places.rows[name]
        proposed = {key: one for key, one in self.proposals.items() if one.field == name}
        if proposed:
            drop_empty_rows(rows)
            renumber(rows)
        for key, proposal in proposed.items():
            if len(rows.entries) < ROW_LIMIT:
                rows.append_entry(_cells(proposal, cells) | {"proposal": key})

    def _stands(self, proposal: Proposal) -> bool:
        """Whether the main input says what was proposed and nothing else."""
        name, value = next(iter(self._inputs_of(proposal).items()))
        return bool(_plain(self._input(name).data) == _plain(value))

    def _input(self, name: str) -> Any:
        group, dash, part = name.partition("-")
        return self.form[group].form[part] if dash else self.form[name]

    def _inputs_of(self, proposal: Proposal) -> dict[str, Any]:
        """The inputs that a proposal fills with their values, the main one first."""
        main, parsed = self.places.inputs[proposal.field], proposal.parsed
        concepts = list(parsed.get("concepts", ()))
        if proposal.field == "cities":
            names = [self.vocabulary.cities.full_label(city, self.language) for city in concepts]
            return {main: names[0], "other_cities": "; ".join(names[1:])}
        if proposal.field == "themes":
            return {main: concepts[0], "further_themes": concepts[1:]}
        if proposal.field == "lead_organisation":
            return {main: parsed["name"], "lead_type": parsed.get("type") or ""}
        return {main: concepts or parsed.get("concept") or parsed.get("date") or proposal.value}

    def _answer_of(self, field: str, row: Any, left: Proposals) -> dict[str, Any]:
        """Without `read` where there is nothing: a row that nobody touched has to compare equal to what was shown."""
        answer: dict[str, Any] = dict(row.data)
        read = self._read_of(field, row, left)
        return answer | {"read": read} if read else answer

    def _read_of(self, field: str, row: Any, left: Proposals) -> dict[str, Any]:
        """What was read beyond the cells of a confirmed row, while its figure is as the document has it."""
        proposal = self.proposals.get(row.proposal.data or "")
        if proposal is None or row.proposal.data in left:
            return {}
        cells = self.places.rows[field]
        given = _cells(proposal, cells)
        main = _MAIN_CELLS[field]
        if _plain(row[main].data) != _plain(given[main]):
            return {}
        return {name: value for name, value in proposal.parsed.items() if name not in cells and name != "id"}


def _kind(proposal: Proposal) -> str:
    return proposal.field.partition(".")[0]


def _cells(proposal: Proposal, cells: Collection[str]) -> dict[str, str]:
    row = proposal.row
    sources = ", ".join(map(str, proposal.sources))
    return {name: sources if name == "sources" else str(row.get(name) or "") for name in cells}


def _typed_over(proposal: Proposal, row: Any, cells: Collection[str]) -> Proposal:
    """An open row with what was typed into its cells meanwhile."""
    figure = "value" if "value" in cells else "amount" if "amount" in cells else ""
    typed = {name: (row[name].data or "").strip() for name in cells if name != "sources"}
    if typed == {name: text for name, text in _cells(proposal, cells).items() if name != "sources"}:
        return proposal
    value = typed.pop(figure, "") or proposal.value
    parsed = {name: part for name, part in (dict(proposal.parsed) | typed).items() if part != ""}
    return replace(proposal, value=value, parsed=parsed)


def _mark(name: str, proposal: Proposal, *, is_ticked: bool) -> Mark:
    cue = str(proposal.parsed.get("cue") or proposal.value)
    before, found, after = proposal.sentence.partition(cue)
    runs = (Fragment(before), Fragment(found, matched=True), Fragment(after))
    return Mark(name, tuple(run for run in runs if run.text), proposal.rule, proposal.section, is_ticked)


def _plain(value: Any) -> Any:
    return sorted(map(str, value)) if isinstance(value, list | tuple) else " ".join(str(value or "").split())
