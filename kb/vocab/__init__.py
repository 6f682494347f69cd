"""Controlled vocabularies and the city authority file: look-up by id, label or alternative label, in any language.

The files are in `kb/vocab/data`. `load_vocabulary()` reads them once per process and returns an immutable value that
programs pass on as an argument.
"""

from kb.vocab.authority import CityAuthority
from kb.vocab.city import City
from kb.vocab.scheme import Concept, Cue, Scheme
from kb.vocab.thesaurus import Entry, Term, Thesaurus
from kb.vocab.vocabulary import Vocabulary, load_vocabulary

__all__ = [
    "City",
    "CityAuthority",
    "Concept",
    "Cue",
    "Entry",
    "Scheme",
    "Term",
    "Thesaurus",
    "Vocabulary",
    "load_vocabulary",
]
