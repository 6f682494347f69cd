"""What every view and template may ask for: the application, who acts, the language of the interface."""

from __future__ import annotations

from typing import Any

from babel import Locale, UnknownLocaleError
from flask import Flask, current_app, request
from flask_babel import Babel, format_decimal, get_locale
from flask_login import current_user
from markupsafe import Markup

from kb.errors import SettingsError
from kb.permissions import VISITOR, Actor
from kb.records.figures import figure_text, gap_before, grouped, unit_beside
from kb.wiring import Application
from webui import dates, headings, labels, leads, links, passages

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def application() -> Application:
    """The wired application that this Flask app serves."""
    found: Application = current_app.extensions["citykb"]
    return found


def actor() -> Actor:
    """Who acts in this request; VISITOR when nobody is signed in."""
    found: Actor = current_user.actor if current_user.is_authenticated else VISITOR
    return found


def interface_language() -> str:
    """The language of the interface in this request, such as "en"."""
    return str(get_locale().language)


def init_app(app: Flask) -> None:
    """Translations, and the names that every template knows. Raises SettingsError for a language there is no interface in."""
    babel = Babel(app, locale_selector=_preferred_language)
    known = tuple(dict.fromkeys(locale.language for locale in _locales(app, babel)))
    app.extensions["citykb-languages"] = known
    usual = app.extensions["citykb"].settings.language
    if usual not in known:
        raise SettingsError(f"language is '{usual}'; the interface is in: {', '.join(known)}.")
    app.jinja_env.globals.update(
        actor=actor,
        vocabulary=lambda: application().vocabulary,
        concept_label=labels.concept_label,
        city_label=labels.city_label,
        country_label=labels.country_label,
        filter_label=labels.filter_label,
        section_label=labels.section_label,
        language_name=language_name,
        own_language_name=own_language_name,
        lang=lang_attribute,
        heading_in=headings.heading_in,
        links=links,
        years=dates.years,
        unit_beside=unit_beside,
        gap_before=gap_before,
        figure_text=figure_text,
        method_labels=labels.METHOD_LABELS,
        decision_labels=labels.DECISION_LABELS,
        tag_field_labels=labels.TAG_FIELD_LABELS,
        place_labels=labels.PLACE_LABELS,
        band_labels=labels.BAND_LABELS,
        rule_labels=labels.RULE_LABELS,
        name_labels=labels.NAME_LABELS,
    )
    app.jinja_env.filters.update(
        day=dates.day,
        partial_date=dates.partial_date,
        period=dates.period,
        number=format_decimal,
        grouped=grouped,
        lead=leads.lead,
        passage=passages.passage,
    )
    app.context_processor(lambda: {"interface_language": interface_language()})


def language_name(code: str) -> str:
    """The name of a language in the interface's language; the code itself where it is not known."""
    locale = _locale(code)
    return (locale and locale.get_display_name(get_locale())) or code


def own_language_name(code: str) -> str:
    """What its readers call a language, for those who choose one: "Español", "한국어"; the code where it is not known."""
    locale = _locale(code)
    name = (locale and locale.get_display_name()) or code
    return name[:1].upper() + name[1:]


def _locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def lang_attribute(code: str | None) -> Markup:
    """` lang="ko"` for text that is not in the interface's language, with its direction where that is the other one."""
    if not code or code == interface_language():
        return Markup("")
    direction = Markup(' dir="rtl"') if code.partition("-")[0] in _RIGHT_TO_LEFT else ""
    return Markup(' lang="{}"{}').format(code, direction)


def _locales(app: Flask, babel: Any) -> list[Any]:
    with app.app_context():
        return list(babel.list_translations())


def _preferred_language() -> str:
    """The best of the languages there are, by the browser's list."""
    known: tuple[str, ...] = current_app.extensions["citykb-languages"]
    usual = application().settings.language
    return request.accept_languages.best_match(known, usual) or usual
