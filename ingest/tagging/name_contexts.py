"""What stands around a name in a sentence: a city's government, an institution, a person, another place.

All patterns are met by folded text (lower case, no accents), at the end of what stands before the name or at the start
of what stands after it.
"""

from __future__ import annotations

import re

from ingest.tagging.passages import Sentence
from kb.search.analysis import fold

_REACH = 48  # characters beside a name that are looked at
_OF = r"(?:of (?:the )?|de la |de l.|des? |du |d.|del |della |di |do |da |van |von |der )?"
# A government or people of a city before its name, in the languages that cities write in.
_GOVERNED_BEFORE = re.compile(
    r"(?<!\w)(?:(?:city|town|cities|municipality|metropolis|mayor|lord mayor|council|city hall|government|borough)"
    r" of (?:the )?(?:city of )?|"
    r"(?:ciudad|ciudades|municipio|ayuntamiento|alcaldia|alcaldes?|alcaldesa|intendencia|intendente|municipalidad|"
    r"cabildo|concello|ajuntament|ciutat|prefeitura|camara municipal|cidade|comune|citta) (?:metropolitana )?"
    r"(?:municipal )?(?:de la ciudad )?(?:de |d.|di |da |do |del )|"
    r"(?:villes?|mairies?|maires?|communes?|municipalites?|metropole|agglomeration|communaute urbaine) "
    r"(?:metropolitaine )?(?:de la ville )?(?:de |d.|du )|"
    r"(?:stadt|landeshauptstadt|hansestadt|gemeente|stadtverwaltung|stad|kommune) )$"
)
_GOVERNED_AFTER = re.compile(
    r"^(?:(?:['’]s)? (?:city council|county council|town council|city government|city hall|council|city|municipality|"
    r"municipal|metropolitan municipality|metropolitan government|borough council|public service|mayor|ayuntamiento|"
    r"metropole|agglomeration|kommune|residents)\b|시(?![가-힣]*대)|특별|광역)"
)
# Institutions, streets, treaties, larger areas: they bear a city's name and are not the city.
_INSTITUTION_BEFORE = re.compile(
    r"(?<!\w)(?:universit(?:y|e|at)|universidad|universidade|universitat|universiteit|institutes?|"
    r"instituto|institut(?: francais)?|prefecture(?: de police)?|juzgados|"
    r"college|school|court|tribunal(?:es)?|cour d.appel|academie|rectorat|provinces?|provincia|cantons?|county|state|estado|"
    r"departamento|departement|district|region|gulf|bay|lake|diocese|archdiocese|bishop|archbishop|duke|earl|rue|"
    r"avenue|avenida|boulevard|calle|plaza|place|battle|siege|treaty|declaration|declaracion|convention|convencion|"
    r"principles|charter|carta|charte|accords?|acuerdos?|protocol|protocolo|protocole|proces|consensus|hopital|hospital|"
    r"asamblea|comunidad|diputacion|diputacio|parlamento|parlament|assembly|junta|audiencia|"
    r"(?:diputad|senador)[oa]?s? por|(?:deputy|member|mp) for|"
    r"aeroport|aeropuerto|bassin|pays|foret|gare|banque|banco|prison|stade|port of|comarca|santa|saint|st|san|"
    r"mount|mont|monte|fort|new|nueva|nouvelle|nouveau|"
    r"(?:north|south|east|west)(?:ern)?) " + _OF + "$"
)
_INSTITUTION_AFTER = re.compile(
    r"^(?:['’]s)?[ -](?:streets?|st|roads?|avenue|ave|lane|drive|boulevard|blvd|crescent|square|place|bridge|station|"
    r"airport|bay|lake|river|island|islands|beach|county|province|state|valley|hills?|declaration|agreement|accords?|"
    r"convention|protocol|treaty|principles|charter|consensus|process|summit|conference|framework|awards?|prize|"
    r"(?:(?:metropolitan|state|city|technical|national|medical|beckett|brookes) )?universit(?:y|ies)|"
    r"college|institute|institution|school|business school|law school|academy|hospital|clinic|"
    r"press|times|post|herald|tribune|journal|gazette|globe|observer|guardian|news|daily|chronicle|star|sun|"
    r"foundation|fund|bank|brothers|group|inc|ltd|llc|corp|company|and co|united|fc|cup|club|"
    r"bean|beans|beer|hotel|street|et al)\b"
)
# A larger area called like its seat.
_AREA_BEFORE = re.compile(
    r"(?<!\w)(?:provinces?|provincia|cantons?|state|estado|departamento|departement|region|comarca) "
    + _OF
    + "$"
)
_AREA_AFTER = re.compile(r"^[ -](?:province|state|canton|region|prefecture)\b")
# A name after these is that of a city which the text compares with or borrows from.
_COMPARED = re.compile(
    r"(?:inspired by|model+ed on|patterned on|adapted from|copied from|borrowed from|based on|after|like|unlike|such as"
    r"|similar to|compared (?:with|to)|than (?:in )?|founded in|inspirad[oa] en|a diferencia de|igual que|como en|similar a"
    r"|inspire[es]* (?:de|par)|contrairement a|comme a|a l.instar de|semblable a) (?:the |that of |those of |el de |celui de )?$"
)
_POSTCODE_BEFORE = re.compile(r"\b\d{5},? $")
_CAPITALISED_BEFORE = re.compile(r"(\w[\w.'’-]*) $")
_CAPITALISED_AFTER = re.compile(r"[ -](?:(?:del? |de l[ao]s? |da |do |van |von )?[A-ZÀ-ÖØ-Þ]\w+)")
_NO_NAME_BEFORE = frozenset((
    "a", "al", "and", "as", "at", "au", "aux", "by", "de", "dans", "del", "des", "du", "el", "en", "et", "for", "from",
    "in", "la", "le", "los", "las", "near", "of", "on", "or", "outside", "para", "por", "pour", "the", "through", "to",
    "vers", "via", "with", "y", "e", "o", "u", "greater", "central", "downtown", "north", "south", "east", "west",
))  # fmt: skip
_MOSTLY = 0.7  # share of capitalised words from which a line is a heading: capitals say nothing there


def is_governed(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the name stands as that of a city with a government: "City of Leeds", "mairie de Lille", "수원시"."""
    before, after = _around(sentence.text, start, end)
    return bool(_GOVERNED_BEFORE.search(before) or _GOVERNED_AFTER.match(after))


def is_institution(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the name belongs to something that is not the city: "University of Leeds", "Oxford Street"."""
    before, after = _around(sentence.text, start, end)
    if _GOVERNED_BEFORE.search(before):
        return False
    return bool(_INSTITUTION_BEFORE.search(before) or _INSTITUTION_AFTER.match(after))


def is_area(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the name is that of a province, canton, state or the like."""
    before, after = _around(sentence.text, start, end)
    return bool(_AREA_BEFORE.search(before) or _AREA_AFTER.match(after))


def is_passing(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the text compares with the city here, speaks of an institution, gives an address, or names the city in
    brackets, as it does the place of a meeting or of a publisher; in a title brackets say where the practice is."""
    before = sentence.text[max(0, start - _REACH) : start]
    is_aside = sentence.section != "title" and before.rfind("(") > before.rfind(")")
    return (
        is_aside
        or bool(_POSTCODE_BEFORE.search(before))
        or bool(_COMPARED.search(fold(sentence.text[:start])))
        or is_institution(sentence, start, end)
    )


def is_amid_names(sentence: Sentence, start: int, end: int) -> bool:
    """Whether another capitalised word stands beside the name, as in "Austin Powers" and "Ada Lincoln"."""
    text = sentence.text
    before = _CAPITALISED_BEFORE.search(text[max(0, start - _REACH) : start])
    preceded = bool(
        before
        and before[1][0].isupper()
        and fold(before[1]) not in _NO_NAME_BEFORE
        and start > len(before[0])
    )
    return preceded or bool(_CAPITALISED_AFTER.match(text[end : end + _REACH]))


def is_acronym(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the name is written in capitals in a sentence that is not."""
    if not sentence.text[start:end].isupper():
        return False
    letters = [letter for letter in sentence.text if letter.isalpha()]
    return sum(map(str.isupper, letters)) < _MOSTLY * len(letters)


def is_heading(sentence: Sentence) -> bool:
    """Whether nearly every word is capitalised."""
    words = [word for word in sentence.text.split() if len(word) > 3 and word[0].isalpha()]
    return len(words) > 1 and sum(word[0].isupper() for word in words) >= _MOSTLY * len(words)


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    return fold(text[max(0, start - _REACH) : start]), fold(text[end : end + _REACH])
