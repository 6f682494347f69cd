"""Function words that a query does not insist on.

They stay in the index, so phrases hold them and a query made of nothing else still finds something. Words that mean
something in another of the languages ("car", "son", "sur", "pour") are left out of the list on purpose.
"""

from __future__ import annotations

_WORDS = (
    # English
    "a an and are as at be been by can did do does for from had has have how if in into is it its of on or that the"
    " their them there these they this those to was we were what when where which who whom whose why will with"
    # Spanish
    " al como con cual cuales cuando de del el ella ellos en es esta este esto fue fueron han hay la las lo los mas"
    " para pero por que quien se segun ser su sus un una unas uno unos y"
    # French
    " au aux avec ce ces cet cette comment dans des du elle elles est et il ils je le les leur leurs lui mais ou"
    " par pas plus qu que quel quelle quelles quels qui sa ses sont un une"
    # Portuguese, Catalan, Italian, German
    " ao aos as com da das do dos e em na nas no nos o os ou pela pelo pelos uma"
    " amb dels els ens i les pel"
    " che con dei del della delle di e gli il nel nella per una"
    " am auf aus bei das dem den der die ein eine einem einen einer im ist mit und von zu zum zur"
)
STOP_WORDS = frozenset(_WORDS.split())
