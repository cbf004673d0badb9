"""The roster finds in a directory what comparing everybody with everybody finds, and follows what is edited."""

import random

from msgspec import structs

from directory.matching import Roster, judge, sweep
from directory.matching.checking import Within, candidates
from directory.matching.party import Described
from directory.model import Organization, Tombstone
from tests.conftest import NOW
from tests.matching.made_up import catalogue, organizations, reader, take, with_an_error


def test_a_sweep_finds_every_pair_that_comparing_all_finds() -> None:
    roster = Roster(catalogue(250), reader())
    uses = Within(roster)
    everybody = [*roster.everybody()]
    expected = set()
    for one in everybody:
        for other in everybody[one + 1 :]:
            if judge(roster.at(one), roster.at(other), uses).shown:
                expected.add(frozenset((roster.ids[one], roster.ids[other])))
    assert {frozenset((each.a, each.b)) for each in sweep(roster)} == expected
    assert expected


def test_a_sweep_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    sweep(Roster(catalogue(100), reader()), lambda done, total: told.append((done, total)))
    assert told[0] == (0, 100)
    assert told[-1] == (100, 100)


def test_a_name_with_an_error_is_found_again() -> None:
    made = catalogue(400)
    roster = Roster(made, reader())
    chance = random.Random(4)
    for id in chance.sample(roster.ids, 60):
        organization = made.organization(id)
        phones = (organization.phone.number,) if organization.phone else ()
        asked = Described(name=with_an_error(organization.name, chance), phones=phones)
        found, checked = candidates(reader().party(asked), roster)
        assert id in [each.id for each in found], organization.name
        assert checked < 60


def test_an_edited_roster_is_as_one_that_is_made_anew() -> None:
    before = catalogue(120)
    roster = Roster(before, reader())
    after = before.copy(2)
    (organization, _), *_ = organizations(1, seed=77)
    edited = structs.replace(before.organization(roster.ids[3]), name="Stichting Zonnebrug", website=None)
    for record in (structs.replace(organization, id="00000000-0000-0000-0000-000000000001", slug="nieuw"), edited):
        take(after, record)
    gone = before.organization(roster.ids[5])
    after.bury(tombstone(gone))
    for shelf in after.shelves.values():
        shelf.ids.sort()
    followed, anew = roster.next(after), Roster(after, reader())
    assert len(followed) == len(anew) == 120
    assert sweep(followed) == sweep(anew)
    for name in ("Zonnebrug", gone.name, organization.name):
        party = reader().party(Described(name=name))
        assert candidates(party, followed)[0] == candidates(party, anew)[0]
    # The old version still answers as it was.
    assert len(roster) == 120
    assert roster.at(3).names[0].text != "Stichting Zonnebrug"


def tombstone(organization: Organization) -> Tombstone:
    return Tombstone(
        kind="organization",
        id=organization.id,
        slugs=(organization.slug,),
        status="withdrawn",
        reason="Een proef.",
        on=NOW.date(),
    )
