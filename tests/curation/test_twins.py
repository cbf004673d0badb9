"""Different organizations with the same number, the same name, or nearly the same host."""

import pytest

from directory.model import Phone, Record
from tests.curation.desk import codes, division, found
from tests.exchange import builders as b


def pair(number: str = "088-422 24 95", *more: Record, **fields: object) -> list[Record]:
    """Two organizations with one number."""
    phone = Phone(number=number)
    other = b.organization("wijkracht", phone=phone, **fields)
    return [b.organization(), b.service(), b.door(channel="telefoon", phone=phone), other, *more]


def test_two_strangers_do_not_have_one_number():
    (told,) = found("phone.shared", *pair())
    assert "Kadera, Wijkracht" in told.sentence
    assert told.level == "contradiction"


@pytest.mark.parametrize("number", ["0800-2000", "0900-1450", "116 111"])
def test_a_national_number_is_told_as_information(number):
    (told,) = found("phone.shared-national", *pair(number))
    assert told.level == "incomplete"
    assert codes(*pair(number)) == set()


def test_one_house_may_have_one_number():
    assert codes(*pair(part_of=b.id_of("organization", "kadera"))) == set()


def test_a_declared_division_of_labour_explains_it_between_organizations_and_doors():
    for giver in (b.organization(), b.door(channel="telefoon", phone=Phone(number="088-422 24 95"))):
        assert codes(*pair("088-422 24 95", division(giver, b.organization("wijkracht")))) == set()


def test_three_hang_together_by_way_of_the_middle_one():
    phone = Phone(number="088-422 24 95")
    a, m, z = (b.organization(name, phone=phone) for name in ("aa", "midden", "zz"))
    links = [division(a, m), division(m, z, slug="ander-naar-derde")]
    assert codes(a, m, z) == {"phone.shared"}
    assert codes(a, m, z, *links) == set()
    assert codes(a, m, z, links[0]) == {"phone.shared"}


def test_a_number_written_differently_is_the_same_and_another_is_not():
    ours = b.organization("een", phone=Phone(number="+31 88 422 24 95"))
    assert codes(ours, b.organization("twee", phone=Phone(number="0884222495"))) == {"phone.shared"}
    assert codes(ours, b.organization("twee", phone=Phone(number="088-422 24 96"))) == set()


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("https://www.kadera.nl", "https://kadera1.nl/x", True),
        ("https://www.kadera.nl", "https://kadeba.nl", True),
        ("https://www.kadera.nl", "https://kader.nl", True),
        ("https://www.kadera.nl", "https://kadera.nl/hulp", False),
        ("https://www.kadera.nl", "https://kadebb.nl", False),
    ],
)
def test_hosts_one_letter_apart_are_a_trap_or_a_typing_error(one, other, alike):
    records = (b.organization("een", website=one), b.organization("twee", website=other))
    assert codes(*records) == ({"host.lookalike"} if alike else set())


def test_hosts_of_one_organization_may_look_alike():
    door = b.door(channel="mail", email="info@kadeba.nl")
    assert codes(b.organization(website="https://kadera.nl"), b.service(), door) == set()
    assert codes(b.organization(website="https://kadera.nl"), b.organization("twee", email="a@kadeba.nl")) == {
        "host.lookalike"
    }


@pytest.mark.parametrize(("name", "twice"), [("KÁDERA", True), ("Kadera Twente", False)])
def test_two_organizations_do_not_have_one_name(name, twice):
    (*told,) = found("name.twice", b.organization(), b.organization("ander", name=name))
    assert [each.slug for each in told] == (["ander"] if twice else [])


def test_two_organizations_do_not_have_one_slug_or_former_slug():
    assert codes(b.organization(), b.organization("ander", slug="kadera", name="Ander")) == {"slug.twice"}
    assert codes(b.organization(), b.organization("ander", former_slugs=("kadera",))) == {"slug.twice"}
    assert codes(b.organization(), b.organization("ander")) == set()
