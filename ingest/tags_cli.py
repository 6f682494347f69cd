"""`citykb tags`: see why a record has its tags, and accept or reject what the tagger suggests."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence

import click

from ingest.tagging import evidence, suggest, texts_of, words
from ingest.tagging.classifier import CONSTANT
from ingest.tagging.scoring import Match
from kb.cli.session import progress_line, with_application
from kb.db import repository
from kb.permissions import OPERATOR
from kb.records import Assignment, StoredRecord
from kb.records.workflow import TAGGED_FIELDS, Decision, TaggedField
from kb.vocab import Vocabulary
from kb.wiring import Application

_SCHEME_OF_FIELD = {
    "themes": "themes",
    "target_groups": "target-groups",
    "instruments": "instruments",
    "sdg_targets": "sdg-targets",
}
CUES_SHOWN = 6
WORDS_SHOWN = 8
_FIELD = click.Choice(TAGGED_FIELDS)


@click.group()
def tags() -> None:
    """Explain tags, and decide on suggestions.

    A decision outlives every later ingest.

    \b
    Example: citykb tags explain seoul-learn
    """


@tags.command()
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_application
def explain(application: Application, slug: str, as_json: bool) -> None:
    """Show why a record has its tags.

    Every tag and every suggestion with its method, score, the place in the text, and a person's decision; below it the
    rule: the cues that count for it, each with its weight times that of the places where it stands; and below that of a
    theme the log-odds by all words of the text, with the stems that add most and take most.

    \b
    Example: citykb tags explain seoul-learn
    """
    with application.database.read() as session:
        stored = repository.get_head(session, slug)
    read = (texts_of(stored.record), stored.record.language, application.vocabulary)
    matches, by_words = evidence(*read), words(*read)
    if as_json:
        documents = [_document(stored, tag) | _reasons(tag, matches, by_words) for tag in _ordered(stored)]
        click.echo(json.dumps(documents, ensure_ascii=False, indent=2))
        return
    for tag in _ordered(stored):
        click.echo(_line(stored, tag, application.vocabulary))
        if tag.sentence:
            click.echo(f"      {tag.section}: “{tag.sentence}” (cue: {tag.cue})")
            click.echo(f"      rule: {_rule(tag, matches[tag.field])}")
            if tag.field == "themes" and tag.concept in by_words:
                click.echo(f"      words: {_words(by_words[tag.concept])}")


@tags.command()
@click.argument("slugs", metavar="[SLUG]...", nargs=-1)
@with_application
def retag(application: Application, slugs: tuple[str, ...]) -> None:
    """Make the suggestions anew, for some records or for all.

    Nothing that a person named, accepted or rejected changes, and no record's own tags do. Use it after the vocabulary or
    the program has changed; tags that came from the tagger follow when their file is ingested again.

    \b
    Example: citykb tags retag
    """
    vocabulary = application.vocabulary
    with application.database.read() as session:
        wanted = tuple(dict.fromkeys(slugs)) or repository.slugs_present(session)
    progress = progress_line("tagged")
    changed = 0
    for done, slug in enumerate(wanted, start=1):
        changed += application.catalog.retag(
            OPERATOR, slug, lambda record: suggest(texts_of(record), record.language, vocabulary)
        )
        if progress:
            progress(done, len(wanted))
    click.echo(f"Records read: {len(wanted)}. Suggestions changed in: {changed}.")


@tags.command()
@click.argument("slug")
@click.argument("field", type=_FIELD)
@click.argument("concept", metavar="ID")
@with_application
def accept(application: Application, slug: str, field: TaggedField, concept: str) -> None:
    """Give a record a tag, whatever its file says.

    \b
    Example: citykb tags accept seoul-learn themes digital-data
    """
    _decide(application, slug, field, concept, "accepted")


@tags.command()
@click.argument("slug")
@click.argument("field", type=_FIELD)
@click.argument("concept", metavar="ID")
@with_application
def reject(application: Application, slug: str, field: TaggedField, concept: str) -> None:
    """Take a tag from a record, whatever its file says.

    \b
    Example: citykb tags reject seoul-learn themes digital-data
    """
    _decide(application, slug, field, concept, "rejected")


def _decide(
    application: Application, slug: str, field: TaggedField, concept: str, decision: Decision
) -> None:
    stored = application.catalog.decide_tag(OPERATOR, slug, field, concept, decision)
    application.indexer.drain()
    now = ", ".join(getattr(stored.record, field)) or "none"
    click.echo(f"{slug}: {concept} {decision}. {field} now: {now}")


def _ordered(stored: StoredRecord) -> list[Assignment]:
    """By field, what a person said first, then by score."""
    return sorted(
        stored.assignments,
        key=lambda tag: (TAGGED_FIELDS.index(tag.field), tag.method != "human", -tag.score, tag.concept),
    )


def _line(stored: StoredRecord, tag: Assignment, vocabulary: Vocabulary) -> str:
    label = (
        vocabulary.cities.label(tag.concept)
        if tag.field == "cities"
        else vocabulary.scheme(_SCHEME_OF_FIELD[tag.field]).label(tag.concept)
    )
    mark = "*" if _holds(stored, tag) else " "
    decision = f", {tag.decision} by {tag.decided_by}" if tag.decision else ""
    return f"  {mark} {tag.field:13} {tag.concept:28} {tag.method} {tag.score:.2f}{decision}  {label}"


def _rule(tag: Assignment, matches: Sequence[Match]) -> str:
    """The strongest cues for a tag in the text as it is now; a tag made by earlier cue words may have none."""
    shown = ", ".join(f"{cue} {counted:.1f}" for cue, counted in _strongest_cues(tag, matches))
    return shown or "no cue of the present vocabulary"


def _strongest_cues(tag: Assignment, matches: Sequence[Match]) -> list[tuple[str, float]]:
    counted: dict[str, float] = defaultdict(float)
    for match in matches:
        if match.concept == tag.concept:
            counted[match.sentence.text[match.start : match.end].lower()] += match.contribution
    return sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))[:CUES_SHOWN]


def _words(contributions: Mapping[str, float]) -> str:
    """The log-odds of a theme, and the stems of the text that say most for it and most against it."""
    shown = ", ".join(f"{stem} {added:+.2f}" for stem, added in _telling_words(contributions))
    return f"log-odds {sum(contributions.values()):+.1f} ({shown})"


def _telling_words(contributions: Mapping[str, float]) -> list[tuple[str, float]]:
    stems = sorted(set(contributions) - {CONSTANT}, key=lambda stem: (-contributions[stem], stem))
    most = dict.fromkeys([*stems[: WORDS_SHOWN // 2], *stems[-WORDS_SHOWN // 2 :]])
    return [(stem, contributions[stem]) for stem in most]


def _reasons(
    tag: Assignment,
    matches: Mapping[TaggedField, Sequence[Match]],
    by_words: Mapping[str, Mapping[str, float]],
) -> dict[str, object]:
    """The rule behind a tag, as `_rule` and `_words` tell it. No words speak for a field other than themes."""
    spoken = by_words.get(tag.concept, {}) if tag.field == "themes" else {}
    return {
        "cues": [
            {"cue": cue, "counted": round(counted, 3)}
            for cue, counted in _strongest_cues(tag, matches[tag.field])
        ],
        "log_odds": round(sum(spoken.values()), 3) if spoken else None,
        "words": [{"stem": stem, "added": round(added, 3)} for stem, added in _telling_words(spoken)],
    }


def _document(stored: StoredRecord, tag: Assignment) -> dict[str, object]:
    return {
        "field": tag.field,
        "concept": tag.concept,
        "in_record": _holds(stored, tag),
        "method": tag.method,
        "score": tag.score,
        "section": tag.section,
        "sentence": tag.sentence,
        "cue": tag.cue,
        "language": tag.language,
        "decision": tag.decision,
        "decided_by": tag.decided_by,
    }


def _holds(stored: StoredRecord, tag: Assignment) -> bool:
    return tag.concept in getattr(stored.record, tag.field)
