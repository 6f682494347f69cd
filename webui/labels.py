"""Words for ids: vocabulary terms in the interface's language, and the English labels of `kb` through gettext.

`N_` marks a sentence for the message catalogue without translating it; `webui/babel.cfg` says how catalogues are drawn.
"""

from __future__ import annotations

from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as _

from kb.compare.matrix import SECTION_LABELS
from kb.vocab import Vocabulary


def N_(message: str) -> str:  # noqa: N802 - the name extraction tools know
    """Mark a message that is translated where it is shown."""
    return message


# Labels that `kb` writes in English; a test compares this list with `kb.search.fields` and `kb.compare`.
KB_LABELS = frozenset(
    (
        N_("Theme"), N_("City"), N_("Region"), N_("Target group"), N_("Instrument"), N_("Stage"),
        N_("Evidence level"), N_("Year started"), N_("Language"), N_("Title"), N_("Also known as"), N_("Summary"), N_("Text"),
        N_("Keywords"), N_("Practice"), N_("Evidence"), N_("Reported results"), N_("Costs"), N_("Description"), N_("Transfers"),
        N_("Country"), N_("Started"), N_("Ended"), N_("Lead organisation"), N_("Level of government"), N_("Scale"),
        N_("Themes"), N_("Instruments"), N_("Target groups"), N_("Groups reached"), N_("Partners"),
        N_("Reason for the level"), N_("Where sources disagree"), N_("Number of sources"), N_("Impacts"), N_("Outcomes"),
        N_("Outputs"), N_("Other figures"), N_("Total cost"), N_("Capital cost"), N_("Cost per year"), N_("Cost per unit"),
        N_("Planned cost"), N_("Cost, kind not stated"), N_("The problem"), N_("Objectives"), N_("Approach"),
        N_("How it works"), N_("Participation"), N_("Legal basis"), N_("Funding"), N_("Results"),
        N_("What did not work and who objects"), N_("Who is left out"), N_("Conditions"), N_("Sustainability over time"),
        N_("Transferability"), N_("Lessons"), N_("Other"),
    )
)  # fmt: skip

SORT_LABELS = {
    "relevance": N_("Relevance"),
    "newest": N_("Newest"),
    "city": N_("City"),
    "evidence": N_("Evidence"),
}
SUGGESTION_LABELS = {
    "city": N_("City"),
    "theme": N_("Theme"),
    "title": N_("Title"),
    "alias": N_("Other name"),
}
METHOD_LABELS = {
    "human": N_("Chosen by a person"),
    "authority-file": N_("Name found in the city authority file"),
    "cue-words": N_("Cue words in the text"),
}
DECISION_LABELS = {"accepted": N_("confirmed by a person"), "rejected": N_("rejected by a person")}
TAG_FIELD_LABELS = {
    "themes": N_("Theme"),
    "cities": N_("City"),
    "target_groups": N_("Target group"),
    "instruments": N_("Instrument"),
    "sdg_targets": N_("SDG target"),
}
NAME_LABELS = {
    "former": N_("former name"),
    "abbreviation": N_("abbreviation"),
    "adjective": N_("adjective"),
}
RULE_LABELS = {
    "stated": N_("As the document says it."),
    "result-sentence": N_("A figure in the text on results."),
    "result-wording": N_("A figure in a sentence that says what was reached or has changed."),
    "result-table": N_("A figure in a table."),
    "cost-sentence": N_("A sum of money in a sentence on costs or in the text on funding."),
    "shared-currency": N_("A number beside a sum of money whose currency is named once for both."),
    "cost-table": N_("A sum of money in a table."),
    "start-wording": N_("A date beside words that say that something began."),
    "end-wording": N_("A date beside words that say that it ended."),
    "dated-sentence": N_("A sentence that tells what happened at a date."),
    "tag": N_("Found in the text by the words that are marked."),
    "stage-wording": N_("Words that say where the practice stands."),
    "lead-wording": N_("Words that say who runs it."),
    "document": N_("The document itself."),
}
BAND_LABELS = {
    "under-250k": N_("under 250,000"),
    "250k-1m": N_("250,000 to 1 million"),
    "1m-5m": N_("1 to 5 million"),
    "5m-10m": N_("5 to 10 million"),
    "over-10m": N_("over 10 million"),
}
PLACE_LABELS = {
    "city": N_("City"),
    "metropolitan-area": N_("Metropolitan area"),
    "region": N_("Region"),
}


def concept_label(scheme: str, concept: str) -> str:
    """The label of a term of a scheme."""
    return _vocabulary().scheme(scheme).label(concept, _language())


def city_label(city: str) -> str:
    return _vocabulary().cities.label(city, _language())


def country_label(city: str) -> str:
    """The country a city lies in."""
    return _vocabulary().cities.country_label(city, _language())


def filter_label(name: str, value: str) -> str:
    """What a person reads for a value of a filter, except languages (`context.language_name`)."""
    return _vocabulary().filter_label(name, value, _language())


def section_label(name: str) -> str:
    """The heading of a section; "title" and "summary" too, since a tag may come from there."""
    return str(_(SECTION_LABELS.get(name, name.replace("_", " ").capitalize())))


def _vocabulary() -> Vocabulary:
    found: Vocabulary = current_app.extensions["citykb"].vocabulary
    return found


def _language() -> str:
    return str(get_locale().language)
