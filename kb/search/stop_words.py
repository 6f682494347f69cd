"""Words that a query does not insist on: function words, and words that say nothing in a collection of city policies.

They stay in the index, so phrases hold them and a query made of nothing else still finds something. Words that mean
something in another of the languages ("car", "son", "sur", "pour") are left out of the lists on purpose.
"""

from __future__ import annotations

from collections.abc import Collection

_BY_LANGUAGE = {
    "en": "a an and are as at be been by can did do does for from had has have how if in into is it its of on or that the"
    " their them there these they this those to was we were what when where which who whom whose why will with",
    "es": "a al como con cual cuales cuando de del el ella ellos en es esta este esto fue fueron han hay la las lo los mas"
    " para pero por que quien se segun ser su sus un una unas uno unos y",
    "fr": "a au aux avec ce ces cet cette comment dans de des du elle elles en est et il ils je la le les leur leurs lui"
    " mais ou par pas plus qu que quel quelle quelles quels qui sa se ses sont un une",
    "pt": "a ao aos as com da das de do dos e em na nas no nos o os ou pela pelo pelos que uma",
    "ca": "a amb de dels el els en ens i la les pel que un una",
    "it": "a che con dei del della delle di e gli il la nel nella per un una",
    "de": "am auf aus bei das dem den der des die ein eine einem einen einer im in ist mit nach und von wann warum welche"
    " welchem welchen welcher welches werden wie wird wurde wurden zu zum zur",
}
FUNCTION_WORDS = {language: frozenset(words.split()) for language, words in _BY_LANGUAGE.items()}
STOP_WORDS = frozenset().union(*FUNCTION_WORDS.values())

# Chinese is cut into pairs of characters, and a pair with one of these mostly spans two words or asks a question.
HAN_FUNCTION_CHARACTERS = frozenset("的了在是和与为于被哪什么谁多少几怎样些这那其之以及而或把")
FUNCTION_SHARE = 0.7  # of the weight that a pair keeps for each of them, where it is one of several

# In which form ever, they describe every record.
_GENERAL = (
    "policy policies practice practices program programs programme programmes project projects measure measures"
    " initiative initiatives example examples"
    " politica politicas practica practicas programa programas proyecto proyectos medida medidas iniciativa iniciativas"
    " ejemplo ejemplos"
    " politique politiques pratique pratiques projet projets mesure mesures exemple exemples"
    " 정책 사업 제도 사례 프로그램 프로젝트"
)
GENERAL_WORDS = frozenset(_GENERAL.split())


def likely_languages(words: Collection[str]) -> tuple[str, ...]:
    """The languages whose function words are the most in a folded text; all of them when it has none."""
    counts = {language: sum(word in known for word in words) for language, known in FUNCTION_WORDS.items()}
    most = max(counts.values())
    return tuple(language for language, count in counts.items() if count == most)
