"""The report of a run as one page: nothing to load, no script, made to be read, printed and sent to a colleague."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from html import escape
from importlib import resources
from pathlib import Path

from ingest.fetching import is_web_address
from ingest.proposals import RULES, Proposal
from ingest.report import PASSED_OVER, FileReport, Report
from kb.errors import Problem
from kb.records import Assignment

_METHODS = {
    "authority-file": "A name of the city in the authority file.",
    "cue-words": "Cue words of the term.",
}
_FIELDS = {
    "cities": "City", "themes": "Theme", "target_groups": "Target group", "instruments": "Instrument",
    "sdg_targets": "SDG target", "reported_results": "Reported result", "costs": "Cost", "started": "Started",
    "ended": "Ended", "timeline": "Timeline",
}  # fmt: skip
_SHOWN_PARTS = (
    "number", "low", "high", "denominator", "unit", "currency", "baseline", "period", "kind", "date", "metric", "event",
)  # fmt: skip


def report_page(report: Report) -> str:
    """The page in UTF-8 text. Every text of a file is escaped; sentences carry the language of their file."""
    style = (resources.files("ingest") / "data" / "report.css").read_text("utf-8")
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
            f"<title>{_title(report)} · CityKB</title>",
            f"<style>\n{style}</style></head>",
            f"<body><main><h1>{_title(report)}</h1>",
            *_opening(report),
            *(line for number, file in enumerate(report.files) for line in _file(file, number)),
            "</main></body></html>\n",
        )
    )


def _title(report: Report) -> str:
    count = len(report.files)
    return f"What became of {count} file{'' if count == 1 else 's'}"


def _opening(report: Report) -> Iterator[str]:
    if report.is_dry_run:
        yield '<p class="note">This was a dry run: nothing was written. The results are what a real run would do.</p>'
    if report.index_problem:
        yield f'<p class="note">Stored, but not yet searchable: {escape(report.index_problem)}</p>'
    counts = "".join(
        f"<li><strong>{count}</strong> {result}</li>" for result, count in report.counts.items() if count
    )
    yield f'<ul class="counts">{counts}</ul>'
    if report.withdrawn:
        yield f"<p>Withdrawn, as their files are gone: {escape(', '.join(report.withdrawn))}.</p>"
    if report.passed_over:
        yield f'<p class="note">{PASSED_OVER} {escape(", ".join(report.passed_over))}</p>'
    if any(file.proposals for file in report.files):
        yield (
            '<p class="note">Proposals are read from the text and were <strong>not stored</strong>. Each needs a person to '
            "confirm it: write what is right into the file, or enter it in the form of the record.</p>"
        )
    yield '<nav aria-label="Files"><ul class="files">'
    for number, file in enumerate(report.files):
        yield f'<li>{_result(file)} <a href="#file-{number}">{escape(_name(file))}</a>{_at_a_glance(file)}</li>'
    yield "</ul></nav>"


def _name(file: FileReport) -> str:
    """The record's; of what became none, the file's, for two of them may differ in their ending alone."""
    if file.result != "rejected" or is_web_address(file.path):
        return file.slug or file.path
    return Path(file.path).name


def _result(file: FileReport) -> str:
    kind = ' class="rejected"' if file.result == "rejected" else ""
    return f"<span{kind}>{file.result}</span>"


def _at_a_glance(file: FileReport) -> str:
    found = {"warnings": len(file.warnings), "gaps": len(file.unmet), "proposals": len(file.proposals)}
    told = ", ".join(f"{count} {name if count > 1 else name[:-1]}" for name, count in found.items() if count)
    return f' <span class="soft">{told}</span>' if told else ""


def _file(file: FileReport, number: int) -> Iterator[str]:
    revision = f", revision {file.revision}" if file.revision else ""
    extractor = f" Its text was found by {escape(file.extractor)}." if file.extractor else ""
    yield f'<article aria-labelledby="file-{number}"><h2 id="file-{number}">{escape(_name(file))}</h2>'
    yield f'<p>{_result(file)}{revision}. <span class="soft path">{escape(file.path)}.{extractor}</span></p>'
    yield from _problems("Why it was rejected", file.problems)
    yield from _problems("Look at this", file.warnings)
    yield from _list("Still missing for a complete record", _together(file.unmet))
    if file.suggestions:
        yield from _table("Suggested tags", ("Field", "Term", "Score", "Sentence and rule"),
                          [_tag_cells(tag, file.language) for tag in file.suggestions])  # fmt: skip
    if file.proposals:
        yield from _table("Proposals to confirm", ("Field", "As written", "Read as", "Sentence and rule"),
                          [_proposal_cells(one, file.language) for one in file.proposals])  # fmt: skip
    yield "</article>"


def _problems(heading: str, problems: Iterable[Problem]) -> Iterator[str]:
    yield from _list(heading, map(str, problems))


def _together(problems: Iterable[Problem]) -> Iterator[str]:
    """Each sentence once, before it the fields it is about: nineteen unanswered fields are one line."""
    fields: dict[str, list[str]] = {}
    for problem in problems:
        fields.setdefault(str(replace(problem, field="")), []).append(problem.field)
    for sentence, names in fields.items():
        named = ", ".join(filter(None, names))
        yield f"{named}: {sentence}" if named else sentence


def _list(heading: str, sentences: Iterable[str]) -> Iterator[str]:
    listed = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    if listed:
        yield f"<h3>{heading}</h3><ul>{listed}</ul>"


def _table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Cells come as HTML; on a narrow screen each shows the header of its column."""
    cells = "".join(f'<th scope="col">{name}</th>' for name in header)
    yield f"<h3>{caption}</h3><table><thead><tr>{cells}</tr></thead><tbody>"
    for first, *others in rows:
        rest = "".join(
            f'<td data-label="{name}">{cell}</td>' for name, cell in zip(header[1:], others, strict=True)
        )
        yield f'<tr><th scope="row">{first}</th>{rest}</tr>'
    yield "</tbody></table>"


def _tag_cells(tag: Assignment, language: str) -> tuple[str, ...]:
    rule = _METHODS.get(tag.method, tag.method)
    sentence = _sentence(tag.sentence, tag.cue, tag.language or language)
    return (
        _FIELDS[tag.field],
        escape(tag.concept),
        f"{tag.score:.2f}",
        f"{sentence}{_rule(rule, tag.section)}",
    )


def _proposal_cells(proposal: Proposal, language: str) -> tuple[str, ...]:
    parts = [f"{name} {proposal.parsed[name]}" for name in _SHOWN_PARTS if name in proposal.parsed]
    sentence = _sentence(proposal.sentence, proposal.value, language)
    return (
        _FIELDS.get(proposal.field, proposal.field),
        f"<q{_lang(language)}>{escape(proposal.value)}</q>",
        escape("; ".join(parts)) or "as written",
        f"{sentence}{_rule(RULES[proposal.rule], proposal.section)}",
    )


def _sentence(sentence: str, cue: str, language: str) -> str:
    before, found, after = sentence.partition(cue) if cue else (sentence, "", "")
    marked = f"<mark>{escape(found)}</mark>" if found else ""
    return f"<q{_lang(language)}>{escape(before)}{marked}{escape(after)}</q>"


def _rule(rule: str, section: str) -> str:
    place = f"In “{escape(section)}”. " if section else ""
    return f'<span class="rule">{place}{escape(rule)}</span>'


def _lang(language: str) -> str:
    return f' lang="{escape(language)}"' if language else ""
