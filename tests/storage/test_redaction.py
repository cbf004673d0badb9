"""What may stay of an older version."""

import pytest

from directory.model import KINDS, Change, ContactPoint, DivisionOfLabour, Note, Record, Service, Term, Vocabulary
from directory.model.json import decode, encode
from directory.storage.redaction import emptied, redacted

from .builders import PLACE, POSTCODE, STREET, id_of, location, open_location, organization

SECRETS = (STREET, POSTCODE, PLACE)


def leaks(record: Record) -> list[str]:
    text = encode(record).decode()
    return [each for each in (*SECRETS, "52.27", "GEHEIM") if each in text]


def secret(kind: str) -> Record:
    """A record of each kind with a secret in every text that it may have."""
    said = f"GEHEIM {STREET}"
    term = Term(id=id_of("term"), slug="opvang", label="Opvang", definition="Een bed.")
    records: tuple[Record, ...] = (
        organization(name=said, description=said, inclusion=said, lifecycle="draft"),
        open_location(name=said, description=said, transport=said, lifecycle="draft"),
        Service(id=id_of("s"), slug="s", organization_id=id_of("kadera"), name=said, description=said),
        ContactPoint(id=id_of("c"), slug="c", service_id=id_of("s"), name=said, description=said),
        Vocabulary(id=id_of("v"), slug="topics", name=said, description=said, version="2026-01-01", terms=(term,)),
        DivisionOfLabour(id=id_of("d"), slug="d", relation="then", from_id=id_of("a"), to_id=id_of("b"), sentence=said),
        Note(id=id_of("n"), slug="n", about=id_of("kadera"), purpose="remark", text=said, value=said),
    )
    return next(each for each in records if isinstance(each, KINDS[kind]))  # type: ignore[index]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_told_is_left_of_a_record_that_is_gone(kind: str) -> None:
    older = secret(kind)
    assert leaks(older)
    left = emptied(older)
    assert leaks(left) == []
    assert decode(kind, encode(left)) == left  # type: ignore[arg-type]
    assert (left.id, left.slug, left.lifecycle) == (older.id, older.slug, older.lifecycle)


def test_an_older_version_says_what_is_admitted_today_but_keeps_its_owner_and_stage() -> None:
    older = open_location(name=f"Opvang {STREET}", organization_id=id_of("vroeger"), lifecycle="archived")
    today = location(confidential=True, name="Opvang")
    left = redacted(older, today)
    assert leaks(left) == []
    assert left == location(confidential=True, name="Opvang", organization_id=id_of("vroeger"), lifecycle="archived")


def test_a_place_that_was_confidential_stays_so_when_it_is_emptied() -> None:
    assert emptied(location(confidential=True)).confidential is True  # type: ignore[union-attr]
    assert Change(kind="location", id=id_of("huis"), after=emptied(location())).after is not None
