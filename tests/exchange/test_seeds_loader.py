"""The starting data: all faults at once, loading without harm, and what a curator decided stays."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import msgspec
import pytest

from directory.errors import Invalid
from directory.exchange import seeds
from directory.geo.place import Place
from directory.model import Change, ContactPoint, Kind, Location, Note, Occasion, Record, Service, Tombstone, Vocabulary
from directory.model.ids import derived_id
from directory.storage.sqlite import SqliteStore, open_store
from tests.exchange import builders as b

SEEDS = Occasion(actor=seeds.ACTOR, at=b.START, reason="Startgegevens geladen")
CURATOR = Occasion(actor="redactie", at=b.START, reason="Gebeld")
FACT = "{source: 'https://www.voorbeeld.nl', checkedOn: 2026-11-01}"
CHANNELS = """
slug: channels
name: Kanalen
description: Hoe iemand contact krijgt.
version: 2026-11-01
terms:
  - {slug: telefoon, label: telefoon, definition: Bellen.}
  - {slug: fysiek, label: langskomen, definition: Zelf langsgaan., aliases: [inloop]}
"""
CONDITIONS = """
slug: conditions
name: Voorwaarden
description: Wat meespeelt.
version: 2026-11-01
terms: [{slug: gratis, label: gratis, definition: Zonder kosten.}]
"""
KADERA = f"""
organization:
  slug: kadera
  name: Kadera
  role: help
  description: Hulp bij huiselijk geweld.
  partOf: koepel
locations:
  - slug: kantoor
    name: Kantoor
    place: Hengelo
    municipality: GM0164
    facts: {{place: {FACT}, municipality: {FACT}}}
  - {{slug: schuilplaats, name: Opvang, confidential: true, region: VR05}}
services:
  - slug: hulplijn
    name: Hulplijn
    description: Bellen met een hulpverlener.
    locationIds: [kantoor, schuilplaats]
    contactPoints:
      - slug: hulplijn-telefoon
        location: kantoor
        channel: telefoon
        conditions: {{gratis: yes}}
        phone: {{number: 112, extension: 012}}
        hours: {{spans: [{{days: [mo], opens: 09:00, closes: 17:00}}], onHolidays: closed}}
        facts:
          phone: {{source: Folder, checkedOn: 2026-11-01, asOf: 2019}}
          hours: {FACT}
          conditions.gratis: {FACT}
notes:
  - {{purpose: do-not-use, about: kadera, value: 074 123 45 67, text: Oud nummer.}}
  - {{purpose: remark, text: Eerste opmerking.}}
  - {{purpose: remark, text: Tweede opmerking.}}
  - {{slug: eigen-naam, purpose: remark, text: Derde opmerking.}}
"""
KOEPEL = "organization: {slug: koepel, name: Koepel, role: authority, description: Bestuur.}\n"
DIVISIONS = f"""
- slug: kadera-naar-koepel
  relation: refers-to
  from: kadera
  to: hulplijn-telefoon
  sentence: De een verwijst naar de ander.
  facts: {{sentence: {FACT}}}
"""
FILES = {
    "vocabularies/channels.yaml": CHANNELS,
    "vocabularies/conditions.yaml": CONDITIONS,
    "partners/kadera.yaml": KADERA,
    "partners/koepel.yaml": KOEPEL,
    "divisions/twente.yaml": DIVISIONS,
}


def town(name: str, municipality: str, latitude: float = 52.26511, kind: str = "place") -> Place:
    return Place(
        name=name,
        kind=kind,
        label=name,
        municipality=municipality,
        latitude=latitude,
        longitude=6.79312,  # type: ignore[arg-type]
    )


@dataclass
class Towns:
    """A gazetteer with namesakes, a postcode and a box at the post office."""

    places = (
        town("Hengelo", "GM0164"),
        town("Hengelo", "GM1876", 52.05),
        town("Haarle", "GM0163"),
        town("Haarle", "GM0163"),
        town("Losser", "GM0168"),
        town("Losser", "GM0168", kind="municipality"),
    )
    postcodes: ClassVar = {
        "7551": town("7551", "GM0164", 52.2, "postcode"),
        "7550": town("7550", "GM0164", 52.3, "po-box"),
    }

    def find(self, text: str) -> tuple[Place, ...]:
        return tuple(each for each in self.places if each.name == text)

    def postcode(self, code: str) -> Place | None:
        return self.postcodes.get(code)


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    return folder


def read(folder: Path, **changed: str) -> tuple[Record, ...]:
    """The seeds, with other files in the place of some."""
    names = {name.rpartition("/")[2].removesuffix(".yaml"): name for name in FILES}
    files = FILES | {names.get(short, f"partners/{short}.yaml"): content for short, content in changed.items()}
    return seeds.read_seeds(write(folder, files), Towns(), b.AREAS)


def faults(folder: Path, **changed: str) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        read(folder, **changed)
    assert {each.where for each in refusal.value.faults} == {"file"}
    return {each.pointer: each.code for each in refusal.value.faults}


def one(records: tuple[Record, ...], kind: Kind, slug: str) -> Record:
    (found,) = (each for each in records if each.slug == slug and each.__struct_config__.tag == kind)
    return found


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = open_store(tmp_path / "data" / "directory.db")
    yield opened
    opened.close()


# Reading.


def test_slugs_become_ids_that_never_change(tmp_path: Path) -> None:
    records = read(tmp_path)
    door, service = one(records, "contact-point", "hulplijn-telefoon"), one(records, "service", "hulplijn")
    assert isinstance(door, ContactPoint)
    assert isinstance(service, Service)
    assert door.id == derived_id("contact-point", "hulplijn-telefoon")
    assert door.service_id == service.id == derived_id("service", "hulplijn")
    assert door.location_id == derived_id("location", "kantoor")
    assert service.organization_id == derived_id("organization", "kadera")
    assert service.location_ids == (derived_id("location", "kantoor"), derived_id("location", "schuilplaats"))
    assert one(records, "organization", "kadera").part_of == derived_id("organization", "koepel")  # type: ignore[union-attr]
    division = one(records, "division-of-labour", "kadera-naar-koepel")
    assert (division.from_id, division.to_id) == (derived_id("organization", "kadera"), door.id)  # type: ignore[union-attr]
    channels = one(records, "vocabulary", "channels")
    assert isinstance(channels, Vocabulary)
    assert channels.terms[0].id == derived_id("term", "channels", "telefoon")


def test_owners_come_before_what_they_own(tmp_path: Path) -> None:
    kinds = [each.__struct_config__.tag for each in read(tmp_path)]
    assert kinds == [*["vocabulary"] * 2, *["organization"] * 2, *["location"] * 2, "service", "contact-point",
                     "division-of-labour", *["note"] * 4]  # fmt: skip


def test_plain_yaml_is_read_as_people_mean_it(tmp_path: Path) -> None:
    door = one(read(tmp_path), "contact-point", "hulplijn-telefoon")
    assert isinstance(door, ContactPoint)
    assert door.phone is not None
    assert door.hours is not None
    assert (door.phone.number, door.phone.extension) == ("112", "012")
    assert door.conditions == {"gratis": "yes"}
    assert (door.hours.spans[0].opens, door.hours.spans[0].closes) == ("09:00", "17:00")
    assert door.facts["phone"].as_of == "2019"


def test_notes_get_a_name_from_what_they_are_about(tmp_path: Path) -> None:
    notes = [each for each in read(tmp_path) if isinstance(each, Note)]
    assert [each.slug for each in notes] == ["eigen-naam", "kadera-do-not-use-1", "kadera-remark-1", "kadera-remark-2"]
    assert {each.about for each in notes} == {derived_id("organization", "kadera")}
    assert {each.lifecycle for each in notes} == {"draft"}


def test_a_town_gets_a_point_and_a_secret_place_gets_none(tmp_path: Path) -> None:
    records = read(tmp_path)
    office, shelter = one(records, "location", "kantoor"), one(records, "location", "schuilplaats")
    assert isinstance(office, Location)
    assert isinstance(shelter, Location)
    assert (office.latitude, office.longitude, office.precision) == (52.2651, 6.7931, "place")
    assert (shelter.latitude, shelter.longitude, shelter.precision) == (None, None, None)


@pytest.mark.parametrize(
    ("body", "precision"),
    [
        ({"place": "Hengelo"}, None),
        ({"place": "Hengelo", "municipality": "GM1876"}, "place"),
        ({"place": "Haarle", "municipality": "GM0163"}, None),
        ({"place": "Losser"}, "place"),
        ({"place": "Nergenshuizen"}, None),
        ({"place": ["Hengelo"]}, None),
        ({"municipality": "GM0164"}, None),
        ({"address": {"postcode": "7551 AB", "place": "Hengelo"}}, "postcode"),
        ({"address": {"postcode": "7550 AB", "place": "Losser"}}, "place"),
        ({"address": {"postcode": "7551 AB", "place": "Losser", "kind": "postal"}}, None),
        ({"place": "Losser", "latitude": 52.1}, None),
        ({"place": "Losser", "confidential": True}, None),
        ({"place": "Losser", "confidential": "misschien"}, None),
    ],
)
def test_a_point_is_given_only_where_it_cannot_be_another(body: dict[str, object], precision: str | None) -> None:
    assert seeds.placed(body, Towns()).get("precision") == precision


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    broken = KADERA.replace("role: help", "role: baas").replace("location: kantoor", "location: zolder")
    broken = broken.replace("channel: telefoon", "channel: postduif").replace("about: kadera", "about: niemand")
    broken += "  - {purpose: remark}\nkleur: rood\n"
    found = faults(
        tmp_path,
        kadera=broken,
        koepel=KOEPEL.replace("role", "rol"),
        twente=DIVISIONS.replace("from: kadera", "from: niemand").replace("relation: refers-to", "relation: kent"),
        leeg="",
        lijst="[1]",
        zonder="services: []",
        scheef="organization: {slug: x",
        dubbel="organization:\n  slug: een\n  slug: twee\n",
    )
    assert found == {
        "partners/kadera.yaml/kleur": "field.unknown",
        "partners/kadera.yaml/organization/role": "choice",
        "partners/kadera.yaml/services/0/contactPoints/0/location": "reference",
        "partners/kadera.yaml/services/0/contactPoints/0/channel": "term.unknown",
        "partners/kadera.yaml/notes/0/about": "reference",
        "partners/kadera.yaml/notes/4/text": "field.missing",
        "partners/koepel.yaml/organization/rol": "field.unknown",
        "partners/koepel.yaml/organization/role": "field.missing",
        "partners/leeg.yaml": "empty",
        "partners/lijst.yaml": "type",
        "partners/zonder.yaml/organization": "field.missing",
        "partners/scheef.yaml": "yaml",
        "partners/dubbel.yaml": "twice",
        "divisions/twente.yaml/0/from": "reference",
        "divisions/twente.yaml/0/relation": "choice",
    }


def test_shapes_that_cannot_be_are_told_where_they_stand(tmp_path: Path) -> None:
    wrong = "organization: {slug: a, name: A, role: help, description: A., id: x}\nlocations: {}\nservices: [een]\n"
    found = faults(tmp_path, wrong=wrong, twente="slug: los", channels="slug: channels\nterms: {}\n")
    assert found == {
        "partners/wrong.yaml/organization/id": "field.unknown",
        "partners/wrong.yaml/locations": "type",
        "partners/wrong.yaml/services/0": "type",
        "divisions/twente.yaml": "type",
        "vocabularies/channels.yaml/name": "field.missing",
        "vocabularies/channels.yaml/description": "field.missing",
        "vocabularies/channels.yaml/version": "field.missing",
        "vocabularies/channels.yaml/terms": "type",
    }


def test_references_must_be_text_and_terms_objects(tmp_path: Path) -> None:
    koepel = KOEPEL.replace("slug: koepel", "slug: koepel, partOf: 5")
    door = KADERA.replace("locationIds: [kantoor, schuilplaats]", "locationIds: [zolder, 5]")
    found = faults(tmp_path, koepel=koepel, kadera=door, channels=CHANNELS + "  - los\n")
    assert found == {
        "partners/koepel.yaml/organization/partOf": "type",
        "partners/kadera.yaml/services/0/locationIds/0": "reference",
        "partners/kadera.yaml/services/0/locationIds/1": "type",
        "vocabularies/channels.yaml/terms/2": "type",
    }


def test_a_slug_that_stands_twice_is_told_with_the_other_place(tmp_path: Path) -> None:
    assert faults(tmp_path, tweede=KOEPEL) == {"partners/tweede.yaml/organization/slug": "twice"}


def test_bytes_that_are_no_text_and_files_that_are_too_large_are_told(tmp_path: Path) -> None:
    write(tmp_path, {"partners/groot.yaml": "#" * (seeds.MAXIMUM_BYTES + 1), "partners/diep.yaml": "[" * 20_000})
    (tmp_path / "partners" / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "partners" / "map.yaml").mkdir()
    found = faults(tmp_path)
    assert {name: found[f"partners/{name}.yaml"] for name in ("groot", "bytes", "map")} == {
        "groot": "too-long",
        "bytes": "yaml",
        "map": "file",
    }
    assert found["partners/diep.yaml"] in ("yaml", "file")


def test_an_address_in_a_seed_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refusal:
        read(tmp_path, lek=KOEPEL.replace("koepel", "lek").replace("Bestuur", "Wij zitten op Xyzzystraat 12")
             + "Xyzzystraat 12: geheim\n")  # fmt: skip
    assert len(refusal.value.faults) == 2
    assert "xyzzy" not in f"{refusal.value} {refusal.value.faults}".lower()


def test_an_empty_folder_has_no_records(tmp_path: Path) -> None:
    assert seeds.read_seeds(tmp_path, Towns(), b.AREAS) == ()


# Loading.


def test_loading_twice_changes_nothing(tmp_path: Path, store: SqliteStore) -> None:
    records = read(tmp_path)
    first = seeds.load(store, records, SEEDS)
    assert len(first.new) == len(records)
    assert {each.actor for each in store.entries()} == {seeds.ACTOR}
    before = store.sequence()
    assert seeds.load(store, read(tmp_path), SEEDS) == seeds.Plan(unchanged=len(records))
    assert store.sequence() == before


def test_a_dry_run_tells_the_difference_and_writes_nothing(tmp_path: Path, store: SqliteStore) -> None:
    assert len(seeds.load(store, read(tmp_path), SEEDS, dry_run=True).new) == 13
    assert store.sequence() == 0
    seeds.load(store, read(tmp_path), SEEDS)
    sequence = store.sequence()
    changed = KADERA.replace("number: 112", "number: 0800-2000").replace("name: Hulplijn", "name: Advieslijn")
    plan = seeds.load(store, read(tmp_path, kadera=changed), SEEDS, dry_run=True)
    assert {each.slug: each.differences for each in plan.changed} == {
        "hulplijn": (seeds.Difference(field="/name", before="Hulplijn", after="Advieslijn"),),
        "hulplijn-telefoon": (seeds.Difference(field="/phone/number", before="112", after="0800-2000"),),
    }
    assert plan.unchanged == 11
    assert store.sequence() == sequence
    assert b'"before":"Hulplijn"' in msgspec.json.encode(plan)


def test_a_changed_seed_is_taken_over_where_nobody_else_came(tmp_path: Path, store: SqliteStore) -> None:
    seeds.load(store, read(tmp_path), SEEDS)
    for name in ("Advieslijn", "Steunlijn"):
        seeds.load(store, read(tmp_path, kadera=KADERA.replace("name: Hulplijn", f"name: {name}")), SEEDS)
        assert name.encode() in store.read("service", derived_id("service", "hulplijn")).document  # type: ignore[union-attr]


def edit(store: SqliteStore, record: Record, **fields: object) -> Record:
    after = msgspec.structs.replace(record, **fields)
    kind: Kind = record.__struct_config__.tag  # type: ignore[assignment]
    kept = store.read(kind, record.id)
    store.commit([Change(kind=kind, id=record.id, after=after, expected=kept.revision)], CURATOR)  # type: ignore[union-attr]
    return after


def test_what_a_curator_changed_is_never_overwritten(tmp_path: Path, store: SqliteStore) -> None:
    records = read(tmp_path)
    seeds.load(store, records, SEEDS)
    edit(store, one(records, "service", "hulplijn"), name="Steunlijn")
    before = store.sequence()
    plan = seeds.load(store, read(tmp_path, kadera=KADERA.replace("name: Hulplijn", "name: Advieslijn")), SEEDS)
    assert [(each.slug, each.differences) for each in plan.edited] == [
        ("hulplijn", (seeds.Difference(field="/name", before="Steunlijn", after="Advieslijn"),))
    ]
    assert store.sequence() == before
    assert b"Steunlijn" in store.read("service", derived_id("service", "hulplijn")).document  # type: ignore[union-attr]


def bury(store: SqliteStore, kind: Kind, slug: str) -> None:
    id = derived_id(kind, slug)
    gone = Tombstone(kind=kind, id=id, slugs=(slug,), status="withdrawn", reason="Gestopt.", on=b.TODAY)
    store.commit([Change(kind=kind, id=id, tombstone=gone, expected=1)], CURATOR)


def test_what_was_withdrawn_does_not_come_back(tmp_path: Path, store: SqliteStore) -> None:
    seeds.load(store, read(tmp_path), SEEDS)
    bury(store, "contact-point", "hulplijn-telefoon")
    plan = seeds.load(store, read(tmp_path), SEEDS)
    assert [each.slug for each in plan.withdrawn] == ["hulplijn-telefoon"]
    assert isinstance(store.read("contact-point", derived_id("contact-point", "hulplijn-telefoon")), Tombstone)


def test_what_stood_on_something_withdrawn_is_left_out_and_told(tmp_path: Path, store: SqliteStore) -> None:
    seeds.load(store, read(tmp_path), SEEDS)
    bury(store, "organization", "kadera")
    more = KADERA.replace("notes:", """  - slug: cursus
    name: Cursus
    description: Leren.
    contactPoints: [{slug: cursus-balie, channel: fysiek}]
notes:""")  # fmt: skip
    new = KOEPEL.replace("koepel", "nieuw")
    plan = seeds.load(store, read(tmp_path, kadera=more, nieuw=new), SEEDS)
    assert [each.slug for each in plan.orphaned] == ["cursus", "cursus-balie"]
    assert [each.slug for each in plan.new] == ["nieuw"]
    assert store.read("service", derived_id("service", "cursus")) is None


def test_a_slug_that_a_curator_gave_to_another_is_told_and_nothing_is_written(
    tmp_path: Path, store: SqliteStore
) -> None:
    own = b.organization("kadera")
    store.commit([Change(kind="organization", id=own.id, after=own)], CURATOR)
    with pytest.raises(Invalid) as refusal:
        seeds.load(store, read(tmp_path), SEEDS)
    assert [(each.pointer, each.code) for each in refusal.value.faults] == [("organization/kadera/slug", "slug.taken")]
    assert store.sequence() == 1


def test_of_a_place_that_became_secret_the_difference_tells_nothing(tmp_path: Path, store: SqliteStore) -> None:
    seeds.load(store, read(tmp_path), SEEDS)
    a, z = KADERA.index("    place: Hengelo"), KADERA.index("  - {slug: schuil")
    secret = KADERA[:a] + "    confidential: true\n    region: VR05\n" + KADERA[z:]
    plan = seeds.load(store, read(tmp_path, kadera=secret), SEEDS)
    assert [each.slug for each in plan.changed] == ["kantoor"]
    told = msgspec.json.encode(plan)
    assert b"Hengelo" not in told
    assert b"52.26" not in told
    assert b"/latitude" in told


def test_lists_are_compared_whole_and_a_new_field_has_nothing_before() -> None:
    before, after = b.organization(), b.organization(alternate_names=("Blijf",), name="Anders")
    told = {each.field: (each.before, each.after) for each in seeds.differ(before, after)}
    assert told == {"/name": ("Kadera", "Anders"), "/alternateNames": (None, ("Blijf",))}
