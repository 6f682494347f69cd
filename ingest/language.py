"""The language of a text by its script and its function words; a fall-back where a document does not say it.

Own method: Hangul, kana, Han, Greek and Hebrew decide by their share of the letters, Arabic script by letters that one language
alone writes; texts in Latin script are told apart by how many of their
words are function words of a language; one that several languages share counts for each of them in part. Too short or too even
a text has no answer.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping

_SHARE_OF_SCRIPT = 0.2
_FEWEST_WORDS = 12
_FEWEST_HITS = 3
_LEAST_SHARE = 0.05
_LEAD = 1.5
_READ = 20_000
_SCRIPTS: Mapping[str, re.Pattern[str]] = {
    "ko": re.compile("[\uac00-\ud7a3]"),
    "ja": re.compile("[\u3040-\u30ff]"),
    "zh": re.compile("[\u4e00-\u9fff]"),
    "el": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "he": re.compile("[\u0590-\u05ff]"),
}
_ARABIC_SCRIPT = re.compile("[\u0620-\u06ff]")
# Letters that one language in Arabic script writes and the others do not; ۆ and ێ are Kurdish, which we do not tell.
_ARABIC_LETTERS: Mapping[str, re.Pattern[str]] = {
    "": re.compile("[\u06c6\u06ce]"),
    "ur": re.compile("[\u0679\u0688\u0691\u06ba\u06d2]"),
    "fa": re.compile("[\u067e\u0686\u0698\u06af]"),
    "ar": re.compile("[\u0629\u0649\u0623\u0625]"),
}
_SHARE_OF_LETTERS = 0.005
_OTHER_SCRIPT = re.compile("[\u0370-\u1fff]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to in is that for was with as on by are this be from at it which were or has have not their its an "
        "will been who more can also these into than about would should between through our we you",
        "es": "el la los las de del que y en un una por con para se su sus al es no lo como más pero fue este esta entre ha han "
        "son sobre también desde hasta cuando muy sin ser o donde porque todos está",
        "fr": "le la les des de du et est un une dans que qui pour par sur au aux avec ce cette ces ne pas se son sa ses plus ou "
        "sont été leur leurs nous vous mais elle il ils entre comme l d qu",
        "pt": "o a os as do da dos das de que e em um uma no na nos nas por para com não se mais como foi ao à são pela pelo seu "
        "sua seus suas também entre ser é ou está sobre até",
        "de": "der die das und in den von zu mit für auf ist im dem des ein eine einer nicht sich auch als an es wird sind "
        "bei nach aus wurde durch oder über zur zum wie sie",
        "it": "il lo la gli le di del della dei delle e che in un una per con non si è sono da al alla nel nella come più anche "
        "questo questa ma o su dal dalla ha hanno tra",
        "nl": "de het een van en in is dat op te voor met zijn die niet aan er om ook als bij door uit naar wordt over maar "
        "hun deze dit",
        "ca": "el la els les de del dels i en un una que per amb a al als és no es més com aquest aquesta entre seu seva són han "
        "també pels",
    }.items()
}
_LISTED = Counter(itertools.chain.from_iterable(_FUNCTION_WORDS.values()))


def detect_language(text: str) -> str:
    """The code of the language (ISO 639-1) that a text is in, "" when it is too short, mixed or in none of ours."""
    text = text[:_READ]
    letters = len(_LETTER.findall(text)) or 1
    for language, script in _SCRIPTS.items():
        if len(script.findall(text)) > _SHARE_OF_SCRIPT * letters:
            return language
    if len(_ARABIC_SCRIPT.findall(text)) > 0.5 * letters:
        return _in_arabic_script(text, letters)
    if len(_OTHER_SCRIPT.findall(text)) > 0.5 * letters:
        return ""
    return _in_latin(_WORD.findall(text.lower()))


def _in_arabic_script(text: str, letters: int) -> str:
    found = (
        language
        for language, own in _ARABIC_LETTERS.items()
        if len(own.findall(text)) > _SHARE_OF_LETTERS * letters
    )
    return next(found, "")


def _in_latin(words: list[str]) -> str:
    if len(words) < _FEWEST_WORDS:
        return ""
    hits = {
        language: sum(1 / _LISTED[word] for word in words if word in function_words)
        for language, function_words in _FUNCTION_WORDS.items()
    }
    (first, most), (_, second) = sorted(hits.items(), key=lambda hit: hit[1], reverse=True)[:2]
    if most < max(_FEWEST_HITS, _LEAST_SHARE * len(words)) or most < _LEAD * second:
        return ""
    return first
