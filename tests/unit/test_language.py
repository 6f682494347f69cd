"""The language of a text by its script and function words."""

from __future__ import annotations

import pytest

from ingest.language import detect_language

TEXTS = {
    "en": "The city has opened nine night bus lines that meet at the stations, and they are used by nurses who work late.",
    "es": "La ciudad ha abierto nueve líneas de autobús nocturno para que las enfermeras puedan volver a casa sin pagar más.",
    "fr": "La ville a ouvert neuf lignes de bus de nuit pour que les infirmières puissent rentrer sans payer plus cher.",
    "pt": "A cidade abriu nove linhas de ônibus noturnos para que as enfermeiras possam voltar às suas casas, e não pagam mais.",
    "de": "Die Stadt hat neun Linien eröffnet, die nachts fahren, damit Pflegerinnen nach der Arbeit sicher nach Hause kommen.",
    "it": "La città ha aperto nove linee notturne di autobus per le infermiere, che con la nuova rete tornano anche tardi.",
    "ar": "تدير أمانة عمّان الكبرى حافلات ليلية منذ عام 2019 لصالح النساء والعمال الذين يعودون متأخرين إلى بيوتهم.",
    "fa": "شهرداری تهران اتوبوس‌های شبانه را برای پرستاران و کارگران راه‌اندازی کرد و چهار خط به ایستگاه‌های بزرگ می‌رسد.",
    "ur": "شہر نے رات کی نو بس لائنیں کھولی ہیں جو اسٹیشنوں پر ملتی ہیں اور نرسیں ان سے گھر جاتی ہیں۔",
    "he": "העירייה פתחה תשעה קווי אוטובוס לילה כדי שאחיות יוכלו לחזור הביתה בבטחה.",
    "el": "Ο δήμος άνοιξε εννέα νυχτερινές γραμμές λεωφορείων για τις νοσοκόμες που εργάζονται αργά.",
    "ko": "서울시는 심야버스 노선 아홉 개를 운영하여 늦게까지 일하는 간호사들이 안전하게 귀가하도록 돕는다.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_of_one_sentence_is_enough(language: str) -> None:
    assert detect_language(TEXTS[language]) == language


def test_foreign_names_do_not_change_the_language() -> None:
    assert detect_language(f"{TEXTS['ko']} Seoul Owl Bus N26 (Night Bus)") == "ko"
    assert detect_language(f"{TEXTS['en']} Its name is 올빼미버스.") == "en"


@pytest.mark.parametrize(
    "text", ["", "N26 N37 2013-09", "Bus de nuit", "Город открыл девять ночных автобусных линий для всех."]
)
def test_without_enough_to_go_by_there_is_no_answer(text: str) -> None:
    assert detect_language(text) == ""


def test_two_languages_in_equal_parts_have_no_answer() -> None:
    assert detect_language(TEXTS["es"] + " " + TEXTS["de"]) == ""
