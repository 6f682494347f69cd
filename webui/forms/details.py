"""The form for what publishing needs beyond the quick form: evidence, licence, and an answer to every other field.

Each field can be answered or said to be not reported; a field left alone stays unanswered and the record unpublished.
"""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Form,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from kb.compare.matrix import SECTION_LABELS
from kb.records import SECTION_NAMES, says_not_reported
from kb.records.rules import KEYWORDS_LIMIT
from kb.vocab import Vocabulary
from webui.field_labels import SECTION_HINTS
from webui.forms import choices
from webui.forms.repeated_rows import Row, RowList

NOT_REPORTED = "not-reported"
SINGLES = {"jurisdiction": "government-levels", "scale": "scales"}
ROWS = ("reported_results", "costs", "timeline")
LISTS = {"instruments": "instruments", "target_groups": "target-groups"}


class ResultRow(Row):
    """One reported figure."""

    id = HiddenField()
    metric = StringField(_l("What was measured"))
    value = StringField(_l("Figure, as reported"))
    unit = StringField(_l("Unit"))
    period = StringField(_l("Period"))
    kind = SelectField(_l("Kind"), default="")
    reporter = SelectField(_l("Reported by"), default="")
    sources = StringField(_l("Sources"))
    choices_of = (("kind", "result-kinds"), ("reporter", "result-reporters"))

    def validate_metric(self, field: Any) -> None:
        self.require(field, gettext("Say what was measured."))


class CostRow(Row):
    """One amount of money."""

    id = HiddenField()
    amount = StringField(_l("Amount, as reported"))
    currency = StringField(_l("Currency"), filters=[lambda code: code and code.strip().upper()])
    period = StringField(_l("Period"))
    kind = SelectField(_l("Kind"), default="")
    sources = StringField(_l("Sources"))
    choices_of = (("kind", "cost-kinds"),)

    def validate_amount(self, field: Any) -> None:
        self.require(field, gettext("Give the amount."))

    def validate_currency(self, field: Any) -> None:
        """Raises ValidationError for anything but a code; "not reported" may be typed into any field."""
        code = field.data or ""
        if code and not re.fullmatch(r"[A-Z]{3}", code) and not says_not_reported(code):
            raise ValidationError(gettext("Write the code of three letters, such as EUR."))


class TimelineRow(Row):
    """Something that happened, and when."""

    id = HiddenField()
    date = StringField(_l("Date"))
    event = TextAreaField(_l("What happened"), render_kw={"rows": 2})
    sources = StringField(_l("Sources"))
    choices_of = ()

    def validate_date(self, field: Any) -> None:
        self.require(field, gettext("Give the date; the year alone will do."))

    def validate_event(self, field: Any) -> None:
        self.require(field, gettext("Say what happened."))


# One text and one tick for each section of the template.
SectionTexts = type(
    "SectionTexts",
    (Form,),
    {
        name: TextAreaField(_l(SECTION_LABELS[name]), description=SECTION_HINTS[name])
        for name in SECTION_NAMES
    },
)
SectionTicks = type(
    "SectionTicks", (Form,), {name: BooleanField(_l("Not reported")) for name in SECTION_NAMES}
)


class DetailsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Everything the publish rules ask for that the quick form does not."""

    expected_revision = HiddenField()
    document = HiddenField()
    evidence_level = SelectField(
        _l("Evidence level"),
        default="",
        description=_l("That of the best-supported outcome of the practice."),
    )
    evidence_reason = StringField(
        _l("Reason for the level"),
        description=_l("One line: who found what, how, and the source number, such as [2]."),
    )
    license = SelectField(_l("Licence of the text"), default="")
    jurisdiction = SelectField(
        _l("Level of government"), default="", description=_l("Of the lead organisation.")
    )
    scale = SelectField(_l("Scale"), default="", description=_l("The area the practice covers."))
    instruments = SelectMultipleField(
        _l("Instruments"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    instruments_silent = BooleanField(_l("Not reported"))
    target_groups = SelectMultipleField(
        _l("Target groups"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    target_groups_silent = BooleanField(_l("Not reported"))
    keywords = TextAreaField(
        _l("Keywords"),
        description=_l(
            "Words under which people may look for it that the title does not have, in the language of the text, one "
            "per line, such as congestion charge. At most %(limit)s.",
            limit=KEYWORDS_LIMIT,
        ),
        render_kw={"rows": 6},
    )
    started = StringField(_l("Started"), description=_l("2022, 2022-07, c. 2010, before 2008."))
    started_silent = BooleanField(_l("Not reported"))
    reported_results = RowList(FormField(ResultRow), min_entries=1)
    reported_results_silent = BooleanField(_l("No figures are reported"))
    costs = RowList(FormField(CostRow), min_entries=1)
    costs_silent = BooleanField(_l("Costs are not reported"))
    timeline = RowList(FormField(TimelineRow), min_entries=1)
    timeline_silent = BooleanField(_l("No dates are reported"))
    sections = FormField(SectionTexts)
    sections_silent = FormField(SectionTicks)

    def offer(self, vocabulary: Vocabulary, language: str) -> None:
        """Fill the lists to choose from, in the reader's language."""
        self.license.choices = choices.with_present(choices.licenses(), self.license.data)
        self.evidence_level.choices = choices.with_blank(
            [
                (level.id, f"{level.id}: {level.label(language)}")
                for level in vocabulary.scheme("evidence-levels")
            ]
        )
        for name, scheme in SINGLES.items():
            offered = choices.with_present(
                choices.concepts(vocabulary.scheme(scheme), language), self[name].data
            )
            self[name].choices = [("", gettext("Not answered")), *offered, *_silence_unless_offered(offered)]
        for name, scheme in LISTS.items():
            self[name].choices = choices.concepts(vocabulary.scheme(scheme), language)
        for row in (row for rows in ROWS for row in self[rows].entries):
            offer_row(row.form, vocabulary, language)


def offer_row(row: Any, vocabulary: Vocabulary, language: str) -> None:
    """Fill the lists of one row."""
    for name, scheme in row.choices_of:
        offered = choices.concepts(vocabulary.scheme(scheme), language)
        row[name].choices = [("", gettext("Not stated")), *choices.with_present(offered, row[name].data)]


def _silence_unless_offered(offered: choices.Choices) -> choices.Choices:
    known = {value for value, _label in offered}
    return [] if NOT_REPORTED in known else [(NOT_REPORTED, gettext("Not reported"))]
