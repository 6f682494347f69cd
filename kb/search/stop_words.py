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

# In the sentences of a language these say as little, but they belong to terms ("sans abri", "out of school") or mean
# something in another language, so they leave a query only after its terms are known, and only one in this language.
_IN_SENTENCES = {
    "en": "about after again all also always any anyone because before being between both but cannot could"
    " during each either else ever every everyone few he her here him his i just let lot many may me might more"
    " most much must my never no not now off often once one only other others our out over own quite rather"
    " really same say several she should since so some somebody something still such than then thing things"
    " though through too under until up us very way ways well without would yet you your",
    "es": "ademas ahi ahora algo alguien algun alguna algunas alguno algunos alli ante antes aqui asi aun aunque cada casi"
    " contra cuanta cuantas cuanto cuantos da dan dar debe deben deja dejan desde despues donde durante e entre era eran"
    " esa esas ese esos estan estar estas estos ha haber habia hace hacen hacer hacia hasta hizo incluso les luego mayor me mi"
    " mientras mis misma mismo mucha muchas mucho muchos muy nada nadie ni ningun ninguna no nos nosotros nuestra"
    " nuestras nuestro nuestros nunca o otra otras otro otros poco podemos poder porque pueda puede pueden pues quiere"
    " quienes sea sean ser si sido siempre sin sino sobre solo son tal tambien tampoco tan tanto te tener tengo tiene"
    " tienen toda todas todavia todo todos tras tu tus va vamos van veces vez ya yo",
    "fr": "afin ainsi aller apres as aussi autre autres avait avant avez avoir beaucoup bien car ceci cela celle"
    " celui certains ceux chaque chez combien contre depuis dire dit doit doivent donc donner dont encore entre eux fait"
    " faire faite faites faits faut fois font hors ici jamais jusqu lors ma mal meme memes mes mis moins mon ne ni nos"
    " notre nous on ont oui pendant peu peut peuvent plusieurs pour pourquoi pouvoir puis quand quoi rien sans sera si"
    " son sous sur ta tel telle tes tous tout toute toutes trop tres tu va vers veut voir vont vos votre vous y",
    "ko": "어떻게 어떤 어떠한 무엇 무엇을 무엇인가 무엇인가요 무슨 어디 어디에 어디서 언제 왜 누가 누구"
    " 얼마 얼마나 있는 있나 있나요 있는가 있을까 있는지 없는 없나 없나요 없이 하는 하나 하나요 하는가 할까"
    " 되는 되나 되나요 된 될까 대한 대해 대하여 위한 위해 위하여 통한 통해 통하여 따른 따라 관한 관련 관련된"
    " 의한 의해 같은 같이 너무 매우 정말 가장 많이 많은 많아서 못 못하는 안 수 것 것은 것을 등 및 또는"
    " 그리고 그러나 우리 좀 잘 다시 모든 여러 다른 이런 그런 저런 때문에 동안 후에 받은 받는 받아 주는"
    " 주나요 해주는",
}
IN_SENTENCE = {language: frozenset(words.split()) for language, words in _IN_SENTENCES.items()}
SENTENCE_WORDS = frozenset().union(*IN_SENTENCE.values())
_SHARED = "bien car da dan dar dire era font ha mal mayor pour sea sera sin solo son sur tan van"
# A word tells that a text is in one of the languages that list it, unless another language has it as an ordinary word.
TELLING = {
    language: words | (IN_SENTENCE.get(language, frozenset()) - frozenset(_SHARED.split()))
    for language, words in FUNCTION_WORDS.items()
}

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
    " city cities ciudad ciudades ville villes 도시"
    " 정책 사업 제도 사례 프로그램 프로젝트"
)
GENERAL_WORDS = frozenset(_GENERAL.split())


def likely_languages(words: Collection[str]) -> tuple[str, ...]:
    """The languages whose small words are the most in a folded text; all of them when it has none."""
    return languages_told(words)[0]


def languages_told(words: Collection[str]) -> tuple[tuple[str, ...], int]:
    """The likely languages, and by how many small words."""
    counts = {language: sum(word in known for word in words) for language, known in TELLING.items()}
    most = max(counts.values())
    return tuple(language for language, count in counts.items() if count == most), most


def sentence_words(words: Collection[str]) -> frozenset[str]:
    """What says little in a text of these folded words, in whichever of the likely languages it is; none of a text that
    tells none, but those of Korean, which are words in no other."""
    likely = likely_languages(words)
    told = () if len(likely) == len(TELLING) else likely
    common = [IN_SENTENCE.get(language, frozenset()) for language in told]
    return frozenset.intersection(*common) | IN_SENTENCE["ko"] if common else IN_SENTENCE["ko"]
