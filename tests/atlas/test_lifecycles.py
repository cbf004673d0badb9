"""Records that come, go to the desk, come back, move and end: what the public finds at each step."""

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from directory.atlas import Atlas, apply
from directory.errors import Gone, Unknown
from directory.model import Kind, Location, Note, Record, kind_of
from directory.search import Finder, Question
from tests.atlas.history import History
from tests.atlas.observing import observed, owned
from tests.atlas.world import MOMENTS, containing
from tests.exchange import builders as make
from tests.exchange.builders import id_of


class Directory:
    """A history with an atlas that follows it, change by change."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.history = History(records)
        self.atlas = self.history.atlas()

    def put(self, record: Record, **fields: Any) -> Record:
        changed = replace(record, **fields)
        self.history.put(changed)
        self.follow()
        return changed

    def bury(self, record: Record, successor: str | None = None) -> None:
        self.history.bury((kind_of(record), record.id), successor)
        self.follow()

    def follow(self) -> None:
        self.atlas = apply(self.atlas, self.history.entries[self.atlas.sequence :])

    def found(self, **asked: Any) -> set[str]:
        """The slugs of everything that is found."""
        return found(self.atlas, **asked)

    def as_if_new(self) -> bool:
        names = self.history.slugs()
        return observed(self.atlas, names) == observed(self.history.atlas(), names)


def found(atlas: Atlas, **asked: Any) -> set[str]:
    index = atlas.index
    page = Finder(atlas, containing).find(Question(at=MOMENTS[0], per_page=100, **asked)).page
    return {_slug(atlas, index.ids[each]) for each in page}


def _slug(atlas: Atlas, id: str) -> str:
    kind: Kind = "contact-point" if atlas.catalogue.has("contact-point", id) else "organization"
    return str(atlas.catalogue.read(kind, id).slug)


def small(*more: Record) -> list[Record]:
    return [*make.vocabularies(), make.organization(), make.service(), *more]


def test_a_draft_that_becomes_public_is_found_with_all_that_hangs_from_it() -> None:
    directory = Directory(
        [
            *make.vocabularies(),
            organization := make.organization(lifecycle="draft"),
            make.office(),
            service := make.service(lifecycle="in-review"),
            make.desk_door(),
            door := make.phone_door(lifecycle="draft"),
        ]
    )
    assert directory.found() == set()
    directory.put(organization, lifecycle="published")
    assert directory.found() == {"kadera"}
    directory.put(service, lifecycle="published")
    assert directory.found() == {"balie"}
    directory.put(door, lifecycle="published")
    assert directory.found() == {"balie", "lijn"}
    assert directory.as_if_new()


@pytest.mark.parametrize("kind", ["organization", "service", "contact-point"])
def test_what_goes_back_to_the_desk_is_gone_from_search_and_returns_whole(kind: str) -> None:
    directory = Directory(small(make.phone_door()))
    (record,) = directory.history.of(kind)  # type: ignore[arg-type]
    before = directory.atlas
    for lifecycle in ("draft", "published", "in-review", "archived", "draft", "published"):
        directory.put(record, lifecycle=lifecycle)
        shown = lifecycle in ("published", "archived")
        assert ("lijn" in directory.found()) == shown
        assert directory.atlas.catalogue.ids(kind).count(record.id) == shown  # type: ignore[arg-type]
        assert directory.as_if_new()
    assert found(before) == {"lijn"}


def test_a_door_whose_service_or_organization_is_a_draft_is_not_found() -> None:
    for hidden in (make.service(lifecycle="draft"), make.organization(lifecycle="draft")):
        records = [each for each in small(make.phone_door()) if each.id != hidden.id]
        directory = Directory([*records, hidden])
        assert "lijn" not in directory.found()
        assert "lijn" not in directory.found(words="lijn")
        assert directory.found(terms={"topics": ("stalking",)}, include_unknown=True) <= {"kadera"}


def test_an_organization_stands_on_its_own_only_while_it_has_no_doors() -> None:
    directory = Directory(small(door := make.phone_door()))
    assert directory.found() == {"lijn"}
    directory.put(door, lifecycle="draft")
    assert directory.found() == {"kadera"}
    directory.put(door)
    assert directory.found() == {"lijn"}
    directory.bury(door)
    assert directory.found() == {"kadera"}


def test_a_service_that_moves_takes_its_doors_to_the_other_organization() -> None:
    other = make.organization("wijkracht", name="Wijkracht")
    directory = Directory(small(other, make.phone_door()))
    (service,) = directory.history.of("service")
    assert directory.found() == {"lijn", "wijkracht"}
    directory.put(service, organization_id=other.id)
    assert directory.found() == {"lijn", "kadera"}
    assert directory.found(words="wijkracht") == {"lijn"}
    assert directory.atlas.catalogue.services_of(id_of("organization", "kadera")) == ()


def test_a_door_that_moves_is_where_it_went_and_a_place_that_becomes_secret_is_nowhere() -> None:
    directory = Directory([*small(), office := make.office(), make.office("elders"), make.desk_door()])
    (door,) = directory.history.of("contact-point")
    directory.put(door, location_id=id_of("location", "elders"))
    assert directory.atlas.catalogue.doors_at(office.id) == ()
    (place,) = [each for each in directory.history.of("location") if each.slug == "elders"]
    assert isinstance(place, Location)
    directory.put(replace(make.shelter("elders"), id=place.id, name="Opvang"))
    position = directory.atlas.index.ids.index(door.id)
    told = directory.atlas.index.items[position]
    assert told is not None
    assert b"Marktstraat" not in told
    assert directory.as_if_new()


def test_former_slugs_keep_resolving_through_renames_and_after_the_end() -> None:
    directory = Directory(small())
    (service,) = directory.history.of("service")
    for number in range(3):
        service = directory.put(service, slug=f"naam-{number}", former_slugs=(*service.former_slugs, service.slug))
    names = ("hulplijn", "naam-0", "naam-1", "naam-2", service.id)
    assert {directory.atlas.catalogue.resolve("service", each) for each in names} == {service.id}
    directory.bury(service)
    assert {directory.atlas.catalogue.resolve("service", each) for each in names} == {service.id}
    with pytest.raises(Gone):
        directory.atlas.catalogue.version("service", service.id)


def test_a_merged_record_leads_to_its_successor() -> None:
    loser = make.organization("kadera-twente")
    directory = Directory(small(loser))
    directory.bury(loser, successor=id_of("organization", "kadera"))
    with pytest.raises(Gone) as gone:
        directory.atlas.catalogue.version(
            "organization", directory.atlas.catalogue.resolve("organization", "kadera-twente")
        )
    assert gone.value.facts["tombstone"].successor_id == id_of("organization", "kadera")  # type: ignore[attr-defined]
    assert "kadera-twente" not in directory.found()


def test_a_change_of_terms_changes_under_what_every_door_is_found() -> None:
    directory = Directory(small(make.phone_door(topics=("stalking",))))
    (topics,) = [each for each in directory.history.of("vocabulary") if each.slug == "topics"]
    assert directory.found(terms={"topics": ("huiselijk-geweld",)}) == {"lijn"}
    flat = tuple(replace(each, broader=None) for each in topics.terms)  # type: ignore[union-attr]
    directory.put(topics, terms=flat)
    assert directory.found(terms={"topics": ("huiselijk-geweld",)}) == set()
    directory.put(topics, lifecycle="draft")
    assert directory.found(terms={"topics": ("stalking",)}) == {"lijn"}
    assert "topics" not in directory.atlas.trees
    directory.put(topics)
    assert directory.found(terms={"topics": ("huiselijk-geweld",)}) == {"lijn"}


def test_notes_are_never_in_it() -> None:
    note = Note(
        id=id_of("note", "een"),
        slug="een",
        about=id_of("organization", "kadera"),
        purpose="remark",
        text="Niet voor buiten.",
        lifecycle="published",
    )
    directory = Directory(small(note))
    directory.put(note, text="Nog steeds niet.")
    directory.bury(note)
    assert "note" not in directory.atlas.catalogue.shelves
    assert directory.as_if_new()


def test_what_comes_back_as_a_draft_after_its_end_is_the_same_followed_or_built() -> None:
    directory = Directory(small(extra := make.organization("wijkracht")))
    directory.bury(extra)
    directory.put(extra, lifecycle="draft")
    assert directory.as_if_new()


def test_what_a_record_has_stands_in_the_same_order_followed_or_built() -> None:
    directory = Directory(small(make.office(), *(make.desk_door(f"balie-{each}") for each in range(5))))
    (first, *_) = directory.history.of("contact-point")
    directory.put(first, name="Anders")
    assert owned(directory.atlas) == owned(directory.history.atlas())


def test_a_version_that_somebody_holds_does_not_learn_later_slugs() -> None:
    directory = Directory(small())
    (service,) = directory.history.of("service")
    held = directory.atlas
    directory.put(service, slug="nieuwe-naam", former_slugs=("hulplijn",))
    with pytest.raises(Unknown):
        held.catalogue.resolve("service", "nieuwe-naam")


def test_a_version_that_was_thrown_away_does_not_spoil_the_next_one() -> None:
    directory = Directory([*small(), make.office()])
    start, history = directory.atlas, directory.history
    history.put(make.phone_door())
    history.put(make.desk_door())
    apply(start, history.entries[start.sequence :])
    history.put(make.office(name="Anders"))
    again = apply(start, history.entries[start.sequence :])
    assert found(again) == {"lijn", "balie"}
    assert found(again, terms={"channels": ("telefoon",)}) == {"lijn"}
    assert len(set(again.index.ids)) == len(again.index.ids)
