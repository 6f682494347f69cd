"""Numbers that count nothing: of lines, laws, rooms, services and telephones, ages, spells of time, marks of lists and notes.

Each kind is a pattern on the text of a sentence, in all languages at once. A number inside a match is no amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

# A word right before the number; the plural stands before several: "articles 25, 27 and 28". "Each day 300 meals" is none.
_LABELS = (
    "phase|line|section|article|art\\.|no\\.?|n[°º]\\.?|nº|number|version|chapter|table|figure|fig\\.|annex(?:e|o)?|part|step|grade"
    "|class|round|year|week|day|level|stage|goal|sdg|ods|odd|law|act|decree|resolution|ley|decreto|loi|route|bus|block|page|p\\."
    "|aged?|edad|âge|fase|línea|artículo|capítulo|tabla|etapa|ligne|chapitre|tableau|étape|covid|pm"
    "|room|zone|district|ward|apartment|suite|floor|gate|highway|flight|pier|iso|appendix|directive|regulation|ordinance"
    "|sala|zona|distrito|piso|ruta|anexo|apartado|directiva|reglamento|ordenanza|medida|eje"
    "|salle|arrondissement|autoroute|directive|règlement|décret|mesure|axe"
)
_PLURALS = (
    "forms|phases|lines|sections|articles|arts\\.|chapters|tables|annexes|stages|goals|sdgs|laws|acts|decrees|resolutions|routes|pages|pp\\."
    "|rooms|zones|districts|wards|floors|directives|regulations|fases|líneas|artículos|capítulos|tablas|etapas|leyes|decretos|rutas"
    "|salas|zonas|distritos|anexos|apartados|directivas|reglamentos|medidas|ejes|lignes|chapitres|tableaux|étapes|lois|salles"
    "|arrondissements|règlements|décrets|mesures|axes"
)
# Words that are verbs or counted things as well, unless written like a name.
_CAPITAL_LABELS = (
    "Measure|Target|Issue|Order|Area|Unit|Point|Action|Option|Objective|Priority|Pillar|Proposition|Bill|Agenda"
    "|Horizon|Form"
)
_ORDER = "top|first|last|next|past|primer[oa]s?|últim[oa]s?|premi[èe]re?s?|derni[èe]re?s?"
_PLAIN = r"\d+(?:\.\d+)*(?![\d%]|[.,]\d)"
_AFTER_LABEL = re.compile(
    rf"(?:(?<!\w)(?<!each\s)(?<!every\s)(?<!per\s)(?<!cada\s)(?<!chaque\s)(?i:{_LABELS}|{_ORDER})|(?<!\w)(?:{_CAPITAL_LABELS})|제|[A-Za-z]-)\s?(?:n[°º.]\s?)?"
    rf"\d+(?:\s?[-–]\s?\d+|(?i:\sto|\sa|\sà)\s{_PLAIN})?"
)
_AFTER_LABELS = re.compile(
    rf"(?<!\w)(?i:{_PLURALS})\s{_PLAIN}(?:,\s{_PLAIN})*,?\s(?:and|or|y|o|et|ou|&|-|–)\s{_PLAIN}"
)
_SPELL = "years?|months?|weeks?|days?|años?|ans?|mois|meses|semanas?|semaines?|jours?|días?"
_SPELLS = re.compile(
    rf"\d+\s?(?:-|–|to|and|or|y|o|a|et|ou|à)\s?(?:los |las )?\d+[\s-](?:{_SPELL})\b|\d+\s?[~–-]\s?\d+\s?(?:년|개월|주|일|세|살)",
    re.IGNORECASE,
)
_AGE = r"1?\d{1,2}(?![\d%]|[.,]\d|\s%)"
_AGES = re.compile(
    r"\b(?:aged?|ages|edad(?:es)?|âgée?s?)\s(?:of |de )?(?:between |entre |from )?(?:los )?"
    rf"{_AGE}\s?(?:-|–|to|and|y|a|à|et)\s?(?:los )?{_AGE}"
    r"|\b(?:people|persons|adults|women|men|residents|children|youth|seniors|those|anyone|users|pupils)"
    rf"\s(?:aged\s)?(?:over|under|above|below)\s{_AGE}(?:\s(?:and|or)\s(?:over|under)\s{_AGE})?"
    rf"|\b(?:mayores|menores)\sde\s{_AGE}(?:\s(?:y|o)\s(?:mayores|menores)\sde\s{_AGE})?",
    re.IGNORECASE,
)
_DECADES = re.compile(
    r"\b(?:años|années|décadas?\sde\slos(?:\saños)?)\s\d0(?:\s(?:y|o|et|ou)(?:\slos|\sles)?\s\d0)?\b",
    re.IGNORECASE,
)
_EVERY = re.compile(
    r"(?<!\bin )\bevery\s\d+|(?<!\bde )\bcada\s\d+|\btou(?:te)?s\sles\s\d+|\d+\s?(?:분|시간)마다",
    re.IGNORECASE,
)
# "+34 91 123 45 67", "(212) 639-9675", "02-2133-5000", "01 44 55 66 77", "call 900 123 456"; ISBN and other codes.
_TELEPHONES = re.compile(
    r"\+\d[\d ()./-]{6,}\d|(?:\(\d{2,4}\)|\b\d{2,4})[ .-]\d{3,4}-\d{4}\b"
    r"|(?<![\d.,])0\d{1,2}-\d{3,4}(?!\d)|(?<![\d.,])0\d(?:[ .]\d\d){4}\b"
    r"|\b(?:call|calling|dial|phone|tel(?:ephone|éfono)?\.?|fax|llam(?:e|ar|ando)|appele[zr]|composez|전화)"
    r"(?:\s(?:al?|on|the|at|le|el))?[\s:]{1,2}\+?\d[\d ()-]{5,}\d"
    r"|(?<![\d.,])\d+(?:-\d+){2,}\b",
    re.IGNORECASE,
)
_SERVICES = re.compile(
    r"\b(?:[2-8]11|911|112)\s(?:calls?|services?|hotline|line|system|apps?|cent(?:er|re)s?|data|complaints?|requests?|numbers?"
    r"|operators?|activities|portal|platform|City)\b"
    r"|\b(?:on|to|via|through|dial|call|calling)\s(?:[2-8]11|911|112)(?=\W*$|[,.;:)])|\b24/7\b"
    r"|(?<!\d)\d{2,4}\s?(?:다산|콜센터)"
)
# "2019/1937", "26/2016": laws and papers by year; "15-M", "4B", "T3010", "28047, MADRID".
_CODES = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d/\d+|\d+/(?:19|20)\d\d)(?!\d)|\b\d{1,3}(?:-[A-Z](?!\w)|[A-Z][a-z]+[A-Z]\w*|[ABCDGHP]\b)"
    r"|(?<!\w)[A-QS-Z]\d{4,}(?![\d.,])|\b\d{5}(?=,?\s[A-ZÀ-Ý]{3,}\b)"
)
# "one in 5": a share whose other half is a word.
_HALF_IN_WORDS = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|un[aeo]?|dos|tres|deux|trois)\s(?:in|out\sof|sur|de\scada)\s(?:every\s)?\d+",
    re.IGNORECASE,
)
_ADDRESSES = re.compile(
    r"\b\d+\s(?:[A-Z][\w’'-]+\s){1,2}(?:Street|Avenue|Road|Square|Boulevard|Lane|Drive)\b"
)
# "(1) a register; (2) a plan", "Article 6(3)"; "twelve (12) homes" are counted.
_MARKS = re.compile(
    r"(?:^|(?<=[;:,.]\s)|(?<=\sand\s)|(?<=\s[yYoe]\s)|(?<=\set\s))(?:\(\d{1,2}\)|\d{1,2}\))(?=\s)|^[YyEe]\s\d{1,2}\)(?=\s)|(?<=\d)\(\d+\)"
)
# "28 Using our own survey": the number of a footnote, which its text follows.
_NOTE = re.compile(
    r"^\d{1,3}\s(?=(?:A|An|The|This|These|It|We|In|On|At|For|From|By|As|To|See|Using|Based|According|Interview"
    r"|Meanwhile|However|Although|While|When|If|Since|Some|Most|All|Many|Both|Another|Under|After|Before|During|With|There|They"
    r"|El|La|Los|Las|En|Según|Véase|Ver|Para|Le|Les|Selon|Voir|Pour|Dans)\s|[A-ZÀ-Ý][\w’'-]+,\s[A-ZÀ-Ý]\.)"
)
_KINDS = (
    _AFTER_LABEL, _AFTER_LABELS, _SPELLS, _AGES, _DECADES, _EVERY, _TELEPHONES, _SERVICES, _CODES,
    _HALF_IN_WORDS, _ADDRESSES, _MARKS, _NOTE,
)  # fmt: skip


def names_in(text: str) -> Iterator[Span]:
    """Where numbers stand that count nothing, kind after kind."""
    for kind in _KINDS:
        yield from (match.span() for match in kind.finditer(text) if not _is_in_brackets(text, match))


def _is_in_brackets(text: str, match: re.Match[str]) -> bool:
    """Whether what looks like the mark of a list closes a bracket: "(in 2023: 12) "."""
    is_mark = match[0].endswith(")") and "(" not in match[0]
    return is_mark and text.count("(", 0, match.start()) > text.count(")", 0, match.start())
