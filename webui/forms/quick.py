"""The quick form: what an officer must say to submit a case study, some text, and the sources."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from kb.compare.matrix import SECTION_LABELS
from kb.records.rules import SUMMARY_LIMIT, TITLE_LIMIT
from kb.vocab import Vocabulary
from webui.field_labels import SECTION_HINTS
from webui.forms import choices
from webui.forms.repeated_rows import Row, RowList

# The texts of the quick form and how many characters each may have when it is submitted.
TEXT_LIMITS = {"problem": 1500, "approach": 3000, "mechanism": 3000, "results": 3000, "critique": 1500}
LIMITS = {"title": TITLE_LIMIT, "summary": SUMMARY_LIMIT, **TEXT_LIMITS}


class SourceRow(Row):
    """One source under the number that the text cites."""

    n = HiddenField()
    title = StringField(_l("Title"))
    url = StringField(
        _l("Address"),
        [
            Optional(),
            Regexp(r"^https?://\S+$", message=_l("Write the whole address, beginning with https://")),
        ],
        render_kw={"inputmode": "url"},
    )
    publisher = StringField(_l("Publisher"))
    issued = StringField(_l("Date"))

    def validate_title(self, field: Any) -> None:
        self.require(field, gettext("Give the title of this source."))


class QuickForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A draft needs a title; what submitting needs is said by the submit rules of `kb.records.rules`."""

    expected_revision = HiddenField()
    document = HiddenField()
    file = FileField(_l("Your document"))

    title = StringField(
        _l("Title"),
        [DataRequired(_l("Give a title; a draft can be saved with a title alone."))],
        description=_l("The name of the practice, as the city uses it."),
    )
    language = SelectField(_l("Language of your text"), default="en")
    summary = TextAreaField(
        _l("Summary"),
        description=_l("Two or three sentences: what it is, for whom, since when, what came of it."),
    )

    problem = TextAreaField(_l(SECTION_LABELS["problem"]), description=SECTION_HINTS["problem"])
    approach = TextAreaField(_l(SECTION_LABELS["approach"]), description=SECTION_HINTS["approach"])
    mechanism = TextAreaField(_l(SECTION_LABELS["mechanism"]), description=SECTION_HINTS["mechanism"])
    results = TextAreaField(_l(SECTION_LABELS["results"]), description=SECTION_HINTS["results"])
    critique = TextAreaField(_l(SECTION_LABELS["critique"]), description=SECTION_HINTS["critique"])

    sources = RowList(FormField(SourceRow), min_entries=1)

    city = StringField(
        _l("City"),
        description=_l(
            "Any city of about 100,000 people or more, in any language. Where several have the name, add the country: "
            "Birmingham, United Kingdom."
        ),
    )
    other_cities = StringField(
        _l("Other cities"),
        description=_l("Only if the practice is run by several cities. Put a semicolon between names."),
    )
    lead_name = StringField(
        _l("Lead organisation"), description=_l("The office or body that answers for it.")
    )
    lead_type = SelectField(_l("Type of the lead organisation"), default="")

    primary_theme = SelectField(
        _l("Main theme"), default="", description=_l("The one under which people should find it.")
    )
    further_themes = SelectMultipleField(
        _l("Further themes"),
        description=_l("Few are better than many."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    stage = SelectField(_l("Stage"), default="", description=_l("Where the practice stands today."))
    started = StringField(
        _l("Started"), description=_l("As exactly as it is known: 2022, 2022-07, c. 2010, before 2008.")
    )
    ended = StringField(_l("Ended"), description=_l("Leave empty when it goes on."))

    contact_name = StringField(_l("Name"), render_kw={"autocomplete": "name"})
    contact_unit = StringField(_l("Office"), render_kw={"autocomplete": "organization"})
    contact_email = StringField(
        _l("E-mail address"),
        [Optional(), Regexp(r"^[^\s@]+@[^\s@]+$", message=_l("Write an address such as name@city.example."))],
        render_kw={"inputmode": "email", "autocomplete": "email"},
    )

    def offer(self, vocabulary: Vocabulary, language: str) -> None:
        """Fill the lists to choose from, in the reader's language. Present values are kept whatever they are."""
        themes = vocabulary.scheme("themes")
        self.language.choices = choices.with_present(choices.languages(), self.language.data)
        _offer(self.lead_type, vocabulary.scheme("organisation-types"), language)
        _offer(self.primary_theme, choices.leading(themes), language)
        _offer(self.stage, vocabulary.scheme("stages"), language)
        self.further_themes.choices = choices.concepts(themes, language)

    def tidy_sources(self) -> None:
        """Give rows without a number, or with one that is taken, the next free number."""
        taken: set[int] = set()
        for row in self.sources.entries:
            number = _number(row.form.n.data)
            if number is None or number in taken:
                number = max(taken | {_number(other.form.n.data) or 0 for other in self.sources.entries}) + 1
            row.form.n.data = str(number)
            taken.add(number)


def _offer(field: Any, terms: Any, language: str) -> None:
    present = choices.with_present(choices.concepts(terms, language), field.data)
    field.choices = choices.with_blank(present)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and 1 <= int(text[:5]) <= 9999 else None
