"""Which change needs a second person, read off the directory itself."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from directory.curation.guarding import Seen, is_crisis_door, needs
from directory.model import (
    Change,
    Fact,
    Note,
    Organization,
    Phone,
    Record,
    Referral,
    Schedule,
    Service,
    Tombstone,
    WaitingTime,
    kind_of,
)
from directory.storage.sqlite import SqliteStore
from tests.curation.desk import division
from tests.curation.merged import put
from tests.curation.office import create, edit
from tests.exchange import builders as make

LINE = make.phone_door("lijn", functions=("melden",), hours=make.WEEK)
QUIET = make.chat_door("chat", "chatdienst")
OFFICE, SHELTER = make.location("kantoor"), make.location("opvang", confidential=True, region="VR05")
OTHER = make.location("balie", "dubbel", place="Hengelo")
NIGHT = Schedule(always=True)


@pytest.fixture
def desk(store: SqliteStore) -> SqliteStore:
    """Kadera has a line that takes reports and a shelter; the other organization has a chat and an open desk."""
    put(store, LINE, QUIET, OFFICE, SHELTER, OTHER)
    return store


def whys(desk: SqliteStore, *changes: Change) -> set[str]:
    return {each.why for each in needs(changes, Seen(desk))}


def ended(record: Record, **more: Any) -> Change:
    given = {"status": "withdrawn", "reason": "Weg.", "on": date(2026, 11, 25)} | more
    left = Tombstone(kind=kind_of(record), id=record.id, slugs=(record.slug,), **given)
    return Change(kind=kind_of(record), id=record.id, tombstone=left, expected=1)


@pytest.mark.parametrize(
    ("fields", "crisis"),
    [
        ({"functions": ("noodhulp",), "hours": None}, True),
        ({"functions": ("crisisinterventie",), "hours": make.WEEK}, True),
        ({"functions": ("melden",), "hours": None}, True),
        ({"functions": ("luisteren",), "hours": NIGHT}, True),
        ({"functions": ("luisteren",), "hours": NIGHT, "channel": "web", "phone": None}, False),
        ({"functions": ("advies",), "hours": NIGHT, "channel": "web"}, True),
        ({"functions": ("advies",), "hours": make.WEEK, "phone": Phone(number="088-4222495")}, False),
        ({"functions": ("informatie",), "hours": None, "phone": Phone(number="0800 2000")}, True),
        ({"functions": ("advies",), "hours": None, "phone": None}, False),
    ],
)
def test_a_crisis_door_is_one_by_what_it_does_when_it_is_open_or_its_number(
    fields: dict[str, Any], crisis: bool
) -> None:
    assert is_crisis_door(replace(make.phone_door(), **fields)) is crisis


@pytest.mark.parametrize(
    "fields",
    [
        {"phone": Phone(number="0800-0113")},
        {"url": "https://www.voorbeeld.nl"},
        {"email": "mail@voorbeeld.nl"},
        {"hours": None},
        {"conditions": {"anoniem": "no"}},
        {"channel": "web"},
        {"access": "professionals-only"},
        {"functions": ("advies",)},
        {"service_id": make.id_of("service", "chatdienst")},
    ],
)
def test_what_somebody_in_danger_acts_upon_needs_two_people(desk: SqliteStore, fields: dict[str, Any]) -> None:
    assert "crisis-door" in whys(desk, edit(desk, LINE, **fields))


def test_what_sends_nobody_elsewhere_needs_one(desk: SqliteStore) -> None:
    facts = LINE.facts | {"phone": Fact(source="https://www.kadera.nl", checked_on=date(2026, 11, 25))}
    assert whys(desk, edit(desk, LINE, description="Wij nemen meldingen aan.")) == set()
    assert whys(desk, edit(desk, LINE, facts=facts)) == set()
    assert whys(desk, edit(desk, QUIET, url="https://www.voorbeeld.nl/anders", hours=None)) == set()
    assert whys(desk, create(make.chat_door("nieuw", "chatdienst"))) == set()
    assert whys(desk, edit(desk, make.organization("dubbel"), name="Anders")) == set()


def test_no_change_first_makes_a_crisis_door_of_another(desk: SqliteStore) -> None:
    assert whys(desk, edit(desk, QUIET, functions=("noodhulp",))) == {"crisis-door"}
    assert whys(desk, edit(desk, QUIET, hours=NIGHT)) == {"crisis-door", "day-and-night"}
    assert whys(desk, create(replace(LINE, id=make.id_of("contact-point", "x"), slug="x"))) == {"crisis-door"}
    assert whys(desk, edit(desk, LINE, lifecycle="draft")) == {"crisis-door", "withdrawal"}


def test_hours_of_a_door_that_never_closes_need_two_people_whatever_it_does(desk: SqliteStore) -> None:
    box = make.door("postbus", "chatdienst", channel="mail", email="hulp@voorbeeld.nl", hours=NIGHT)
    put(desk, box)
    assert whys(desk, edit(desk, box, hours=make.WEEK)) == {"day-and-night"}
    assert whys(desk, edit(desk, box, email="anders@voorbeeld.nl")) == set()


def test_the_contact_of_who_runs_a_crisis_door_needs_two_people_and_of_others_one(desk: SqliteStore) -> None:
    for fields in ({"phone": Phone(number="0800-0113")}, {"website": "https://voorbeeld.nl"}, {"email": "a@b.nl"}):
        assert whys(desk, edit(desk, make.organization(), **fields)) == {"crisis-contact"}
        if "phone" not in fields:
            assert whys(desk, edit(desk, make.organization("dubbel"), **fields)) == set()
    other = make.organization("dubbel")
    assert whys(desk, edit(desk, other, phone=Phone(number="112"))) == {"crisis-contact"}
    assert whys(desk, edit(desk, other, phone=Phone(number="088-1234567"))) == set()


def test_a_reporting_route_needs_two_people(desk: SqliteStore) -> None:
    reports, chats = make.service(), make.service("chatdienst", "dubbel")
    for service, expected in ((reports, {"reporting-route"}), (chats, set())):
        assert whys(desk, edit(desk, service, referral=Referral(route="Bel ons eerst."))) == expected
    waiting = WaitingTime(text="Twee weken.", stated_on=date(2026, 11, 1), expires_on=date(2026, 12, 1))
    assert whys(desk, edit(desk, reports, referral=Referral(waiting_time=waiting))) == set()
    route = division(make.organization(), make.organization("dubbel"), relation="routes-to")
    assert whys(desk, create(route)) == {"reporting-route"}
    assert whys(desk, create(replace(route, relation="complements"))) == set()


def test_whatever_could_give_a_place_away_needs_two_people(desk: SqliteStore) -> None:
    assert whys(desk, edit(desk, SHELTER, description="Anders.")) == {"confidential"}
    assert whys(desk, edit(desk, OFFICE, confidential=True, region="VR05")) == {"confidential"}
    assert whys(desk, edit(desk, OFFICE, street="Voorbeeldstraat 1")) == {"confidential"}
    assert whys(desk, create(make.location("nieuw", place="Hengelo"))) == {"confidential"}
    assert whys(desk, edit(desk, OTHER, street="Voorbeeldstraat 1")) == set()
    assert whys(desk, edit(desk, OFFICE, name="Kantoor aan huis")) == set()
    visited = make.desk_door("spreekuur")
    put(desk, visited)
    assert whys(desk, edit(desk, visited, location_id=SHELTER.id)) == {"confidential"}


def test_every_end_of_what_the_public_saw_needs_two_people(desk: SqliteStore) -> None:
    draft = make.organization("concept", lifecycle="draft")
    put(desk, draft)
    assert whys(desk, ended(QUIET)) == {"withdrawal"}
    merged = ended(make.organization("dubbel"), status="merged", successor_id=make.organization().id)
    assert whys(desk, merged) == {"merge"}
    assert whys(desk, edit(desk, make.organization("dubbel"), lifecycle="archived")) == {"withdrawal"}
    assert whys(desk, ended(draft)) == set()
    assert whys(desk, edit(desk, draft, phone=Phone(number="112"))) == set()


def test_a_warning_is_given_by_one_and_taken_away_by_two(desk: SqliteStore) -> None:
    note = Note(id=make.id_of("note", "a"), slug="a", about=LINE.id, purpose="do-not-use", text="Oud.", value="0900-1")
    assert whys(desk, create(note)) == set()
    put(desk, note)
    assert whys(desk, ended(note)) == {"warning-lifted"}
    assert whys(desk, edit(desk, note, value="0900-2")) == {"warning-lifted"}
    assert whys(desk, edit(desk, note, text="Al lang oud.")) == set()
    remark = replace(note, id=make.id_of("note", "b"), slug="b", purpose="remark")
    put(desk, remark)
    assert whys(desk, ended(remark)) == set()


def test_however_many_changes_there_are_who_owns_what_is_read_once(
    desk: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str | None] = []
    records = SqliteStore.records
    monkeypatch.setattr(SqliteStore, "records", lambda *given: read.append(given[1]) or records(*given))
    services = [make.service(), make.service("chatdienst", "dubbel")]
    changes = [edit(desk, each, url="https://elders.nl") for each in services]
    changes += [edit(desk, make.organization(each), website="https://elders.nl") for each in ("kadera", "dubbel")]
    assert whys(desk, *changes) == {"crisis-contact"}
    assert sorted(map(str, read)) == ["contact-point", "location", "service", "vocabulary"]


def test_several_doors_at_once_need_two_people(desk: SqliteStore) -> None:
    second = make.chat_door("tweede", "chatdienst")
    put(desk, second)
    both = [edit(desk, each, description="Nu anders.") for each in (QUIET, second)]
    assert [(each.position, each.why) for each in needs(both, Seen(desk))] == [
        (0, "several-doors"),
        (1, "several-doors"),
    ]
    assert whys(desk, both[0], edit(desk, make.organization("dubbel"), name="Anders")) == set()


@pytest.mark.parametrize("words", ["Bel 088-123 45 67.", "Zie www.voorbeeld.nl/x", "Mail hulp@voorbeeld.nl"])
def test_a_way_in_that_is_written_into_a_text_needs_two_people(desk: SqliteStore, words: str) -> None:
    assert whys(desk, edit(desk, QUIET, description=words)) == {"way-in-text"}
    put(desk, replace(QUIET, description=words))
    assert whys(desk, edit(desk, QUIET, description=f"{words} Altijd.")) == set()


def test_the_meaning_of_a_term_needs_two_people_and_a_new_term_one(desk: SqliteStore) -> None:
    conditions = next(each for each in make.vocabularies() if each.slug == "conditions")
    first, *rest = conditions.terms
    other = replace(first, label="niet anoniem")
    assert whys(desk, edit(desk, conditions, terms=(other, *rest))) == {"vocabulary"}
    assert whys(desk, edit(desk, conditions, terms=tuple(rest))) == {"vocabulary"}
    new = replace(first, id=make.id_of("term", "x"), slug="nieuw")
    assert whys(desk, edit(desk, conditions, terms=(*conditions.terms, new))) == set()


def test_the_rules_see_what_a_new_service_is_part_of(desk: SqliteStore) -> None:
    assert isinstance(Seen(desk).find("organization", make.organization().id), Organization)
    assert isinstance(Seen(desk).find("service", make.service().id), Service)
    assert Seen(desk).find("service", make.organization().id) is None
