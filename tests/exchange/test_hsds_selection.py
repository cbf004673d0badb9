"""Which records a list holds: against brute force over the records, and the same after every edit."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from directory.exchange.hsds import Asked, Hsds, Near, TermsAsked
from directory.model import Tombstone
from directory.model.ids import derived_id

from . import builders as make
from .builders import AREAS, START, TODAY, id_of

NAMES = {record.id: record.slug for record in make.everything()}
EVERY_DOOR = {"lijn", "chat", "balie", "opvang", "onbekend", "cursuslijn", "cursusmail", "oude-lijn"}


@pytest.fixture(scope="module")
def hsds() -> Hsds:
    return Hsds(make.catalogue(*make.everything()), AREAS, TODAY)


def doors(hsds: Hsds, **asked: object) -> set[str]:
    return {NAMES[id] for id in hsds.service_at_locations(Asked(**asked))}


def services(hsds: Hsds, **asked: object) -> set[str]:
    return {NAMES[id] for id in hsds.services(Asked(**asked))}


def organizations(hsds: Hsds, **asked: object) -> set[str]:
    return {NAMES[id] for id in hsds.organizations(Asked(**asked))}


def term(dimension: str, slug: str) -> str:
    return derived_id("term", dimension, slug)


def test_without_a_question_everything_that_is_real_is_listed_by_id(hsds: Hsds) -> None:
    assert doors(hsds) == EVERY_DOOR
    assert services(hsds) == {"hulplijn", "cursus", "vroeger"}
    assert organizations(hsds) == {"kadera", "wijkracht", "filomena"}
    for ids in (hsds.services(), hsds.organizations(), hsds.service_at_locations()):
        assert [*ids] == sorted(ids)


def test_a_page_is_a_slice(hsds: Hsds) -> None:
    ids = hsds.service_at_locations()
    assert [*ids[2:4]] == [*ids][2:4]
    assert len(ids[6:99]) == 2
    assert ids[0] in ids


def test_every_word_must_occur_somewhere_in_names_or_descriptions(hsds: Hsds) -> None:
    assert services(hsds, search="KADERA lijn") == {"hulplijn"}
    assert services(hsds, search="stichting") == {"hulplijn"}
    assert doors(hsds, search="advies chat") == {"chat"}
    assert organizations(hsds, search="blijf twente") == {"kadera"}
    assert doors(hsds, search="kadera bestaatniet") == set()
    assert doors(hsds, search="  ") == EVERY_DOOR


def test_diacritics_do_not_matter() -> None:
    hsds = Hsds(make.catalogue(make.organization(description="Één café: coördinatie\u00a0& crèche.")), AREAS, TODAY)
    for word in ("een", "ÉÉN", "cafe", "coordinatie", "crèche"):
        assert len(hsds.organizations(Asked(search=word))) == 1


def test_a_condition_known_as_no_is_no_match(hsds: Hsds) -> None:
    assert doors(hsds, taxonomy_term_id=term("conditions", "anoniem")) == {"lijn", "oude-lijn"}
    assert services(hsds, taxonomy_term_id=term("conditions", "anoniem")) == {"hulplijn", "vroeger"}
    assert organizations(hsds, taxonomy_term_id=term("conditions", "anoniem")) == {"kadera", "wijkracht"}


def test_parameters_are_and(hsds: Hsds) -> None:
    both = {"taxonomy_term_id": term("topics", "stalking"), "organization_id": id_of("organization", "wijkracht")}
    assert doors(hsds, **both) == {"cursuslijn"}
    assert services(hsds, **both, search="voor") == {"cursus"}
    assert doors(hsds, **both, taxonomy_id=derived_id("vocabulary", "topics")) == {"cursuslijn"}


def test_ids_that_are_none_find_nothing(hsds: Hsds) -> None:
    for name in ("taxonomy_term_id", "taxonomy_id", "organization_id"):
        assert doors(hsds, **{name: "x"}) == services(hsds, **{name: "x"}) == set()


def test_a_postcode_finds_whose_area_holds_it_and_whose_area_is_not_known(hsds: Hsds) -> None:
    assert doors(hsds, municipalities=frozenset({"GM0193"})) == {"chat", "onbekend", "cursusmail"}
    assert doors(hsds, municipalities=frozenset({"GM0168", "GM0344"})) == EVERY_DOOR - {"cursuslijn"}


def test_only_places_that_people_visit_are_near(hsds: Hsds) -> None:
    assert doors(hsds, near=Near(latitude=52.26, longitude=6.79, metres=1e6)) == {"balie"}
    assert doors(hsds, near=Near(latitude=52.0, longitude=6.0, metres=1000)) == set()


def test_on_or_after_to_the_millisecond(hsds: Hsds) -> None:
    told = hsds.service_minimal(id_of("service", "cursus"))["last_modified"]
    moment = datetime.fromisoformat(told)
    assert "cursus" in services(hsds, modified_after=moment)
    assert "cursus" in services(hsds, modified_after=moment.replace(tzinfo=None))
    assert "cursus" not in services(hsds, modified_after=moment + timedelta(milliseconds=1))
    assert doors(hsds, modified_after=datetime(2099, 1, 1, tzinfo=UTC)) == set()


def test_terms_and_taxonomies(hsds: Hsds) -> None:
    assert len(hsds.taxonomies()) == 5
    assert [hsds.taxonomy(id)["slug"] for id in hsds.taxonomies("topics")] == ["topics"]
    topics, root = derived_id("vocabulary", "topics"), term("topics", "huiselijk-geweld")

    def codes(**asked: object) -> set[str]:
        return {hsds.taxonomy_term(id)["code"] for id in hsds.taxonomy_terms(TermsAsked(**asked))}

    assert codes(parent_id=root) == {"stalking", "femicide"}
    assert codes(taxonomy_id=topics, top_only=True) == {"huiselijk-geweld", "mensenhandel"}
    assert codes(search="bedoelen femicide") == {"femicide"}


def same_lists(a: Hsds, b: Hsds) -> None:
    questions = [
        Asked(),
        Asked(search="advies"),
        Asked(search="nieuw"),
        Asked(taxonomy_term_id=term("topics", "stalking")),
        Asked(taxonomy_id=derived_id("vocabulary", "conditions")),
        Asked(modified_after=START + timedelta(days=1)),
        Asked(municipalities=frozenset({"GM0164"})),
        Asked(near=Near(latitude=52.2656, longitude=6.7931, metres=100)),
        Asked(organization_id=id_of("organization", "wijkracht")),
    ]
    for asked in questions:
        assert [*a.services(asked)] == [*b.services(asked)]
        assert [*a.organizations(asked)] == [*b.organizations(asked)]
        assert [*a.service_at_locations(asked)] == [*b.service_at_locations(asked)]


EDITS = st.lists(st.integers(min_value=0, max_value=9), min_size=1, max_size=8)


@settings(max_examples=40, deadline=None)
@given(edits=EDITS)
def test_a_next_version_answers_as_one_made_anew(edits: list[int]) -> None:
    every = {record.id: record for record in make.everything()}
    current = Hsds(make.catalogue(*every.values()), AREAS, TODAY)
    assert not current.indexed
    current.services()
    older = [*current.services()]
    first = current
    for number, edit in enumerate(edits, 100):
        current = current.next(_edited(current, every, edit, number), TODAY)
        same_lists(current, Hsds(current.catalogue, AREAS, TODAY))
    assert [*first.services()] == older


def _edited(current: Hsds, every: dict[str, object], edit: int, number: int) -> object:
    """The catalogue after one of ten edits: change, add, move, hide, bury, another vocabulary."""
    catalogue = current.catalogue.copy(number)
    at = START + timedelta(days=number)
    made = [
        make.phone_door(topics=("mensenhandel",), description="Nieuw."),
        make.door("nieuw", "cursus", area=("GM0344",)),
        make.chat_door("chat", "cursus"),
        make.office(latitude=52.0, longitude=6.0),
        make.service("cursus", "kadera"),
        make.organization("wijkracht", name="Nieuw"),
        replace(make.desk_door(), lifecycle="draft"),
        replace(make.vocabulary("functions"), terms=make.vocabulary("functions").terms[:3]),
        make.service("onderzoek", "filomena"),
    ]
    if edit == 9:
        door = every[id_of("contact-point", "chat")]
        gone = Tombstone(kind="contact-point", id=door.id, slugs=("chat",), status="withdrawn", reason="Weg.", on=TODAY)
        catalogue.bury(gone)
        return catalogue
    record = made[edit]
    catalogue.take(make.kept(record, at, number))
    every[record.id] = record
    return catalogue


def test_moments_of_the_index_are_those_of_the_records(hsds: Hsds) -> None:
    for id in hsds.services():
        moment = datetime.fromisoformat(hsds.service_minimal(id)["last_modified"])
        assert id in hsds.services(Asked(modified_after=moment))
        assert id not in hsds.services(Asked(modified_after=moment + timedelta(milliseconds=1)))
