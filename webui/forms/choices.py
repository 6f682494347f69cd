"""What can be chosen: the terms of a scheme and the languages a text may be in, as (value, label) pairs."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from kb.vocab import Concept, Scheme
from webui.context import own_language_name

Choices = list[tuple[str, str]]

# Languages of write-ups that the form offers; a record in another language keeps it.
LANGUAGES = (
    "en", "es", "fr", "ko", "ar", "bn", "ca", "de", "el", "fa", "he", "hi", "id", "it", "ja", "nl", "pt", "ru", "sw",
    "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
LICENSES = ("CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC0-1.0")


def concepts(terms: Iterable[Concept], language: str) -> Choices:
    """Terms of a scheme under their labels, in the order of the scheme."""
    return [(concept.id, concept.label(language)) for concept in terms]


def with_blank(choices: Choices) -> Choices:
    """The choices after one that chooses nothing."""
    return [("", _("Choose …")), *choices]


def with_present(choices: Choices, present: str | None) -> Choices:
    """The choices, and the present value when it is none of them, so that editing never loses it."""
    known = {value for value, _label in choices}
    return choices if not present or present in known else [*choices, (present, present)]


def languages() -> Choices:
    """Language codes under the name that the language gives itself."""
    return [(code, own_language_name(code)) for code in LANGUAGES]


def licenses() -> Choices:
    return [(license_id, license_id) for license_id in LICENSES]


def leading(scheme: Scheme) -> list[Concept]:
    """The themes that may be a primary theme."""
    return [concept for concept in scheme if concept.primary]
