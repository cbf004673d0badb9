"""A place and a moment out of somebody's own words, without taking other words for them."""

from datetime import datetime

import pytest

from directory.geo.areas import Areas
from directory.geo.gazetteer import Gazetteer
from directory.hours import AMSTERDAM
from directory.search.situation import Reader, moment
from tests.conftest import NOW, ROOT

TIMES = {
    "now": {"nl": ("nu", "op dit moment"), "en": ("now",)},
    "tonight": {"nl": ("vannacht", "vanavond"), "tr": ("bu gece",)},
    "night": {"nl": ("'s nachts",)},
    "tomorrow": {"nl": ("morgen",), "uk": ("завтра",)},
    "weekend": {"nl": ("weekend",)},
    "sunday": {"nl": ("zondag",), "ar": ("الأحد",)},
    "past": {"nl": ("vorige", "vorige week"), "ar": ("الماضي",)},
}


@pytest.fixture(scope="module")
def reader() -> Reader:
    areas = Areas.read(ROOT / "seeds" / "geo", NOW.date())
    return Reader(Gazetteer.read(ROOT / "seeds" / "geo", areas), TIMES)


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("hulp in Borne", "Borne", "hulp"),
        ("ik woon in borne en word geslagen", "Borne", "ik woon en word geslagen"),
        ("maatschappelijk werk 7551", "7551 Hengelo (gemeente Hengelo)", "maatschappelijk werk"),
        ("opvang 7551 AB", "7551 Hengelo (gemeente Hengelo)", "opvang"),
        ("huisarts Hengelo Gld", "Hengelo (gemeente Bronckhorst)", "huisarts"),
        ("Enschede'de yardım", "Enschede", "yardım"),
        ("hulp in Amsterdam", "Amsterdam", "hulp"),
    ],
)
def test_a_place_is_taken_out_of_the_words(reader: Reader, text: str, label: str, rest: str) -> None:
    heard = reader.read(text, NOW)
    assert heard.place is not None
    assert heard.place.label == label
    assert " ".join(heard.rest.split()) == rest


@pytest.mark.parametrize(
    "text",
    [
        "ik hoor geweld bij buren",
        "in 2019 geslagen",
        "bel 0800 2000",
        "0900-1262626",
        "mijn man volgt me",
        "buren maken ruzie",
        "",
    ],
)
def test_other_words_and_numbers_are_no_place(reader: Reader, text: str) -> None:
    assert reader.read(text, NOW).place is None
    assert reader.read(text, NOW).rest == text


def test_the_namesake_in_the_region_is_meant(reader: Reader) -> None:
    heard = reader.read("hulp in hengelo", NOW)
    assert heard.place is not None
    assert heard.place.municipality == "GM0164"


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("waar kan ik vannacht heen", "tonight"),
        ("is er op dit moment iemand", "now"),
        ("bu gece korkuyorum", "tonight"),
        ("zondag open", "sunday"),
        ("يوم الأحد", "sunday"),
        ("wie helpt mij", None),
    ],
)
def test_a_moment_is_heard(reader: Reader, text: str, when: str | None) -> None:
    assert reader.read(text, NOW).when == when


@pytest.mark.parametrize(
    ("name", "now", "then"),
    [
        ("now", "2026-11-25T14:00", "2026-11-25T14:00"),
        ("tonight", "2026-11-25T14:00", "2026-11-25T21:00"),
        ("tonight", "2026-11-25T23:10", "2026-11-25T23:10"),
        ("tonight", "2026-11-26T02:10", "2026-11-26T02:10"),
        ("night", "2026-11-25T14:00", "2026-11-26T03:00"),
        ("night", "2026-11-26T02:10", "2026-11-26T02:10"),
        ("tomorrow", "2026-11-25T14:00", "2026-11-26T12:00"),
        ("sunday", "2026-11-25T14:00", "2026-11-29T12:00"),
        ("wednesday", "2026-11-25T14:00", "2026-11-25T14:00"),
        ("weekend", "2026-11-25T14:00", "2026-11-28T12:00"),
        ("weekend", "2026-11-29T09:00", "2026-11-29T09:00"),
    ],
)
def test_a_moment_is_the_next_of_its_name(name: str, now: str, then: str) -> None:
    here = datetime.fromisoformat(now).replace(tzinfo=AMSTERDAM)
    assert moment(name, here) == datetime.fromisoformat(then).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("kan ik zondag terecht", "sunday"),
        ("vorige week zondag geslagen", None),
        ("vorige zondag geslagen", None),
        ("الأحد الماضي", None),
        ("vorige week, en nu weer", "now"),
    ],
)
def test_a_day_that_was_is_no_moment_to_ask_about(reader: Reader, text: str, when: str | None) -> None:
    assert reader.read(text, NOW).when == when
