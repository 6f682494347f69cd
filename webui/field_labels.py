"""The names of a record's fields as people read them, and what each section should hold."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from webui.labels import section_label

Labels = Mapping[str, object]

SECTION_HINTS: Labels = {
    "problem": _l("What was wrong before, for whom, and how it was known."),
    "objectives": _l("What was to be reached, by when."),
    "approach": _l("The steps, in the order they were taken."),
    "mechanism": _l("Who gets what, who decides, who pays, who delivers."),
    "participation": _l("Who had a say, and what came of it."),
    "legal_basis": _l("The law, ordinance or decision it rests on."),
    "funding": _l("Where the money comes from, and for how long."),
    "results": _l("Figures as they were reported, each with its source number, such as [1]."),
    "critique": _l("Failures, delays, criticism from outside. Others learn most from this."),
    "equity": _l("Who cannot use it, who is not counted."),
    "conditions": _l("What had to be there for it to work: law, people, money, data."),
    "sustainability": _l("What keeps it going when money or leadership changes."),
    "transferability": _l("What another city would have to change."),
    "lessons": _l("What those who did it would do differently."),
    "other": _l("What fits nowhere else."),
}
FIELD_LABELS: Labels = {
    "title": _l("Title"),
    "language": _l("Language of the text"),
    "summary": _l("Summary"),
    "aliases": _l("Also known as"),
    "cities": _l("Cities"),
    "jurisdiction": _l("Level of government"),
    "scale": _l("Scale"),
    "lead_organisation": _l("Lead organisation"),
    "partners": _l("Partners"),
    "themes": _l("Themes"),
    "instruments": _l("Instruments"),
    "target_groups": _l("Target groups"),
    "reached_groups": _l("Groups reached"),
    "sdg_targets": _l("SDG targets"),
    "keywords": _l("Keywords"),
    "stage": _l("Stage"),
    "stage_note": _l("Note on the stage"),
    "started": _l("Started"),
    "ended": _l("Ended"),
    "sections": _l("Text"),
    "reported_results": _l("Reported results"),
    "costs": _l("Costs"),
    "timeline": _l("Timeline"),
    "conflicts": _l("Where sources disagree"),
    "practice_transfers": _l("Transfers"),
    "evidence": _l("Evidence level"),
    "sources": _l("Sources"),
    "practices": _l("Practices shown"),
    "awards": _l("Awards"),
    "attachments": _l("Attachments"),
    "contact": _l("Contact"),
    "license": _l("Licence"),
    "provenance": _l("Provenance"),
    "confirmed_on": _l("Confirmed by the city on"),
    "review_by": _l("To be looked at again by"),
    "translations": _l("Translations"),
}
# What one row of a list is called.
ROW_LABELS: Labels = {
    "sources": _l("Source"),
    "reported_results": _l("Figure"),
    "costs": _l("Cost"),
    "timeline": _l("Entry"),
}


def field_label(name: str) -> str:
    """The label of a field, or of a section under its dotted name; a name that has none stands for itself."""
    head, _dot, rest = name.partition(".")
    if head == "sections" and rest:
        return section_label(rest)
    return str(FIELD_LABELS.get(head, head.replace("_", " ")))
