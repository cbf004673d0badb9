"""A secret address is planted everywhere somebody could leave it, and looked for everywhere something comes out."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec import structs, to_builtins

from directory.access.partner_links import give
from directory.cli import main
from directory.curation.changing import Key
from directory.curation.drafting import save
from directory.curation.hiding import hide
from directory.curation.proposing import take_back
from directory.curation.reports import Report, read_report
from directory.curation.submitting import Submission, propose, submit
from directory.curation.visiting import Pace, Visitor
from directory.curation.work import work
from directory.errors import Invalid
from directory.mail.composing import compose
from directory.mail.letters import content
from directory.mail.telling import Reader, tell
from directory.model import Change, ContactPoint, Fact, Kind, Location, Note, Occasion, Organization, Question, Service
from directory.model.ids import derived_id
from directory.model.json import decode, encode
from directory.permissions import CONSOLE, Actor
from directory.storage.sqlite import SqliteVisits
from tests.api.caller import person
from tests.conftest import NOW, Desk, copied, serving
from tests.site import Site
from tests.web.desk.colleague import hire
from tests.web.desk.forms import filled

SECRET = "Wilgenpad 87"
SECRETS = ("wilgenpad", "7522 KX", "7522KX", "52.24317", "6.85291", "wilgenpad-87")
REVIEWER = Actor(id="persoon-rik", roles=frozenset({"reviewer"}))
OCCASION = Occasion(actor="test", at=NOW, reason="Een proef.")


@dataclass
class Planted:
    """Where the address was put: a record as it would be written, and a reason."""

    kind: Kind
    record: Any
    reason: str = "Een proef."


def shelter(**more: Any) -> Location:
    given = {
        "id": derived_id("location", "proef"),
        "slug": "proef",
        "name": "Opvang",
        "confidential": True,
        "region": "VR05",
    }
    return Location(**{**given, "organization_id": derived_id("organization", "kadera"), **more})


def fact(**more: Any) -> Fact:
    return Fact(**{"source": "https://kadera.nl", "checked_on": NOW.date(), **more})


def plants(desk: Desk) -> Iterator[Planted]:
    """One for each place where free text or a place can be written."""
    kadera = _read(desk, "organization", Organization, "kadera")
    service = _read(desk, "service", Service, "kadera-ambulante-hulp")
    door = next(_records(desk, "contact-point", ContactPoint))
    for field in ("name", "description", "transport", "accessibility", "street", "place"):
        yield Planted("location", shelter(**{field: SECRET}))
    yield Planted("location", shelter(slug="opvang-wilgenpad-87"))
    yield Planted("location", shelter(latitude=52.24317, longitude=6.85291, precision="address"))
    yield Planted("location", shelter(facts={"region": fact(note=f"Het is {SECRET}")}))
    yield Planted("location", shelter(questions=(Question(field="region", text=f"Is het {SECRET}?"),)))
    yield Planted("location", shelter(), reason=f"Nu op {SECRET}")
    for text in (SECRET, f"{SECRET}, 7522 KX Enschede", "bij 52.24317, 6.85291", "postcode 7522KX"):
        yield Planted("organization", structs.replace(kadera, description=f"Opvang op {text}"))
        yield Planted("service", structs.replace(service, description=f"Opvang op {text}"))
        yield Planted("contact-point", structs.replace(door, description=f"Aanbellen op {text}"))
    yield Planted("organization", structs.replace(kadera, alternate_names=(f"Opvang {SECRET}",)))
    yield Planted("note", Note(id=derived_id("note", "x"), slug="x", about=kadera.id, purpose="remark", text=SECRET))


def _records(desk: Desk, kind: Kind, struct: type[Any]) -> Iterator[Any]:
    for kept in desk.store.records(kind):
        record = decode(kind, kept.document)
        assert isinstance(record, struct)
        yield record


def _read(desk: Desk, kind: Kind, struct: type[Any], slug: str) -> Any:
    return next(each for each in _records(desk, kind, struct) if each.slug == slug)


@pytest.fixture(scope="module")
def refusing(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A directory of which all that is asked is refused. When all of it is done, everything that comes out is read."""
    with copied(seeded, tmp_path_factory.mktemp("refusing") / "data") as desk:
        yield desk
        assert_nowhere(desk)


def test_no_address_of_a_secret_place_gets_through_the_write_door(refusing: Desk) -> None:
    for plant in plants(refusing):
        standing = refusing.store.read(plant.kind, plant.record.id)
        expected = getattr(standing, "revision", None)
        change = Change(kind=plant.kind, id=plant.record.id, after=plant.record, expected=expected)
        with pytest.raises(Invalid) as refusal:
            refusing.store.commit([change], structs.replace(OCCASION, reason=plant.reason))
        assert_absent(str(refusal.value), "the refusal")


def test_an_import_with_a_secret_address_writes_nothing_and_repeats_nothing(refusing: Desk, tmp_path: Path) -> None:
    lines = [encode({"format": "regional-partner-directory", "version": 1, "scope": "everything", "sequence": 1})]
    lines += [
        encode({"kind": each.kind, "record": each.record}) for each in plants(refusing) if each.reason == "Een proef."
    ]
    file = tmp_path / "import.ndjson"
    file.write_bytes(b"\n".join(lines))
    before = refusing.store.sequence()
    for more in ([], ["--json"]):
        result = CliRunner().invoke(main, ["import", str(file), "--data", str(refusing.settings.data), *more])
        assert result.exit_code == 1
        assert_absent(result.output, "what the import says")
    assert refusing.store.sequence() == before


def test_a_sheet_with_a_secret_address_shows_and_keeps_nothing_of_it(refusing: Desk, tmp_path: Path) -> None:
    """By the desk and by the command line: in columns, in a text, in a name, in that of the file."""
    rows = (
        "Organisatie;Straat;Postcode;Plaats;Omschrijving;Geheim adres",
        f"Opvang;{SECRET};7522 KX;Enschede;Een huis;ja",
        f"Opvang {SECRET};;;Enschede;Een huis;",
        f"Andere opvang;;;Enschede;Wij zitten op {SECRET}, 7522 KX Enschede;",
    )
    content = "\n".join(rows).encode()
    editor = hire(refusing, "editor", "invoerder")
    sent = editor.post("/beheer/invoer", files={"bestand": (f"{SECRET}.csv", content)})
    page = editor.get(sent.headers["location"]).text
    assert_absent(page, "the columns of a file")
    editor.post(*filled(page, {"doe": "lees"}))
    for group in ("new", "error"):
        page = editor.get(f"{sent.headers['location']}?soort={group}").text
        assert_absent(page, "the rows of a file")
    assert "Een geheime plek voert u met de hand in" in page
    assert_absent(editor.get("/beheer/invoer").text, "the list of files")
    file = tmp_path / "partners.csv"
    file.write_bytes(content)
    for more in ([], ["--json"]):
        result = CliRunner().invoke(main, ["import", str(file), "--data", str(refusing.settings.data), *more])
        assert result.exit_code == 0
        assert_absent(result.output, "what the import of a table says")
    for kept in refusing.settings.imports.glob("*-*.db"):
        refusing.application.litestar.state.house.imports.drop(kept.stem)


def test_what_a_site_answers_is_written_nowhere(refusing: Desk, tmp_path: Path) -> None:
    """Links are asked, and a site leads on to an address that tells where a shelter is, and says so."""
    visits = SqliteVisits(refusing.settings.visits)
    with Site(tmp_path, "www.voorbeeld.nl").open() as site:
        site.says("www.voorbeeld.nl/", 302, SECRET.encode(), location="/wilgenpad-87")
        site.says("www.voorbeeld.nl/wilgenpad-87", 410, f"{SECRET}, 7522 KX Enschede".encode())
        pace = Pace(lambda: 0.0, lambda seconds: None)
        (visited,) = Visitor(site.outside(), visits, lambda: NOW, pace).visit(["https://www.voorbeeld.nl/"])
    assert visited.outcome == "gone"
    assert_absent(refusing.settings.visits.read_bytes().decode("latin-1"), "visits")


def test_a_place_that_becomes_secret_is_forgotten_everywhere(desk: Desk) -> None:
    place = known()
    desk.store.commit([Change(kind="location", id=place.id, after=place)], OCCASION)
    assert "Wilgenpad" in desk.client.get(f"/api/v1/locations/{place.id}").text
    secret = structs.replace(shelter(), slug="open-huis")
    desk.store.commit([Change(kind="location", id=place.id, after=secret, expected=1)], OCCASION)
    assert_nowhere(desk)


def known(**more: Any) -> Location:
    """The same place while everybody may know where it is."""
    street = {"street": SECRET, "place": "Enschede", "facts": {"street": fact(), "place": fact()}}
    point = {"latitude": 52.24317, "longitude": 6.85291, "precision": "address"}
    open_house = shelter(confidential=False, region=None, slug="open-huis", name="Open huis")
    return structs.replace(open_house, **street, **point, **more)


def test_a_place_that_becomes_secret_takes_along_what_it_was_merged_with(desk: Desk) -> None:
    other = {"id": derived_id("location", "ander"), "slug": "ander-huis"}
    for place in (known(), known(**other)):
        desk.store.commit([Change(kind="location", id=place.id, after=place)], OCCASION)
    done = desk_runs(desk, "merge", "open-huis", "ander-huis", "--json")
    secret = shelter(**other)
    desk.store.commit([Change(kind="location", id=secret.id, after=secret, expected=1)], OCCASION)
    assert_nowhere(desk)
    refusal = desk_runs(desk, "undo", str(json.loads(done)["sequence"]), code=1)
    assert "has been forgotten" in refusal
    assert_absent(refusal, "the undo")


def test_no_address_of_a_secret_place_waits_at_the_desk(desk: Desk) -> None:
    """Not in a proposal and its reasons, not in a draft, and not in what people are told."""
    for number, plant in enumerate(plants(desk)):
        standing = desk.store.read(plant.kind, plant.record.id)
        change = Change(
            kind=plant.kind, id=plant.record.id, after=plant.record, expected=getattr(standing, "revision", None)
        )
        submission = Submission(changes=(change,), reason=plant.reason)
        for deed in (propose, submit):
            with pytest.raises(Invalid) as refusal:
                deed(desk.store, submission, REVIEWER, NOW, derived_id("proposal", str(number)))
            assert_absent(f"{refusal.value} {refusal.value.faults}", "the refusal")
        if plant.reason == "Een proef.":
            with pytest.raises(Invalid) as refusal:
                save(desk.store, plant.kind, plant.record.id, to_builtins(plant.record), None, REVIEWER, NOW)
            assert_absent(f"{refusal.value} {refusal.value.faults}", "the refusal")
    assert (desk.store.proposals(), desk.store.drafts(), desk.store.untold()) == ((), (), ())
    for name, text in (*_at_the_desk(desk), *_files(desk)):
        assert_absent(text, name)


def test_what_waited_for_a_place_that_becomes_secret_is_forgotten(desk: Desk) -> None:
    place = known()
    desk.store.commit([Change(kind="location", id=place.id, after=place)], OCCASION)
    moved = structs.replace(place, description="Nu aan de overkant.")
    waits = Submission(changes=(Change(kind="location", id=place.id, after=moved, expected=1),), reason="Een proef.")
    propose(desk.store, waits, REVIEWER, NOW, derived_id("proposal", "a"))
    again = propose(desk.store, waits, REVIEWER, NOW, derived_id("proposal", "b"))
    take_back(desk.store, again.id, 1, REVIEWER, NOW)
    save(desk.store, "location", place.id, to_builtins(moved), 1, REVIEWER, NOW)
    audited = desk_runs(desk, "audit", "export")
    assert "Wilgenpad" in audited
    secret = structs.replace(shelter(), slug="open-huis")
    desk.store.commit([Change(kind="location", id=place.id, after=secret, expected=1)], OCCASION)
    assert_nowhere(desk)
    assert "was forgotten on purpose" in desk_runs(desk, "audit", "verify")


def test_no_mail_says_where_a_place_is_that_was_or_becomes_secret(desk: Desk) -> None:
    place, house = known(), desk.application.litestar.state.house
    desk.store.commit([Change(kind="location", id=place.id, after=place)], OCCASION)
    secret = structs.replace(shelter(), slug="open-huis")
    becomes = Submission(
        changes=(Change(kind="location", id=place.id, after=secret, expected=1),), reason="Het is geheim."
    )
    propose(desk.store, becomes, REVIEWER, NOW, derived_id("proposal", "a"))
    line = next(each for each in _records(desk, "contact-point", ContactPoint) if each.slug.startswith("kadera-ambu"))
    hide(desk.store, Key("contact-point", line.id), "phone", "Fout.", REVIEWER, NOW)
    house.outbox = structs.replace(house.outbox, on=True)
    readers, on_file = [Reader(id="persoon-rik", mail="rik@example.nl")], {place.organization_id: "team@example.nl"}
    assert tell(desk.store, house.outbox, readers, "https://gids.example", NOW, on_file).letters == 3
    for slip in house.outbox.letters.open(9):
        letter = content(house.outbox.seal.open(slip.id, slip.sealed))
        mail = compose(slip.id, letter.to, letter.facts, "gegevens@gids.example", slip.made)
        for word in (*SECRETS, "Enschede", "Open huis", "open-huis", "Kadera"):
            assert word.lower() not in f"{mail['Subject']} {mail['From']} {mail.get_content()}".lower()
    assert_absent(hire(desk, "administrator").get("/beheer/post").text, "the page of the mail")
    desk.store.commit(becomes.changes, OCCASION)
    assert_nowhere(desk)


def said(desk: Desk, text: str, **more: str) -> Report:
    """What a visitor says is wrong, as a page would read it."""
    fields = {"kind": "organization", "slug": "kadera", "about": "address", "text": text, **more}
    return read_report(fields, desk.application.litestar.state.house.atlas.catalogue, NOW.date())


def test_a_visitor_cannot_say_where_a_secret_place_is(refusing: Desk) -> None:
    for record in ({}, {"kind": "contact-point", "slug": "kadera-vrouwenopvang-telefoon"}):
        for text in (SECRET, SECRET.lower(), "het Wilgenpad", "7522 KX", "7522kx", "bij 52.24317, 6.85291"):
            with pytest.raises(Invalid) as refusal:
                said(refusing, text, **record)
            assert_absent(f"{refusal.value} {refusal.value.faults}", "the refusal")


def test_what_visitors_said_of_a_place_that_becomes_secret_is_forgotten(desk: Desk) -> None:
    reports = desk.application.litestar.state.house.reports
    for text in (SECRET, "7522 KX"):
        assert reports.keep(said(desk, text, slug="welbions"))
    file = desk.settings.reports
    assert b"Wilgenpad" in file.read_bytes()
    secret = shelter(organization_id=derived_id("organization", "welbions"))
    desk.store.commit([Change(kind="location", id=secret.id, after=secret)], OCCASION)
    assert_nowhere(desk)
    assert [(each.about, each.times) for each in reports.open(9)] == [("address", 2)]


def test_what_visitors_said_of_a_place_that_became_secret_while_nobody_served_is_forgotten(desk: Desk) -> None:
    house = desk.application.litestar.state.house
    kept = said(desk, SECRET, slug="welbions")
    secret = shelter(organization_id=derived_id("organization", "welbions"))
    desk.store.commit([Change(kind="location", id=secret.id, after=secret)], OCCASION)
    assert house.reports.keep(kept)
    with serving(desk.settings.data):
        pass
    assert_absent(desk.settings.reports.read_bytes().decode("latin-1"), "the reports")


def test_what_is_refused_about_a_merge_is_not_repeated(desk: Desk) -> None:
    refused = (
        ("merge", SECRET, "welbions"),
        ("merge", "kadera", "welbions", "--take", f"{SECRET}=loser"),
        ("merge", "kadera", "welbions", "--take", SECRET),
        ("merge", "kadera", "welbions", "--reason", SECRET),
        ("merge", "kadera", "welbions", "--actor", SECRET),
        ("retire", SECRET),
        ("retire", "kadera", "--successor", SECRET),
        ("retire", "kadera", "--tell", SECRET),
        ("undo", "1", "--reason", SECRET),
    )
    before = desk.store.sequence()
    for deed in refused:
        for more in ([], ["--json"]):
            assert_absent(desk_runs(desk, *deed, *more, code=1), deed[0])
    assert desk.store.sequence() == before


def test_people_and_keys_are_not_named_after_a_secret_place(refusing: Desk) -> None:
    eva = ("--mail", "eva@example.nl", "--role", "editor")
    key = ("--owner", "eva@example.nl", "--scope", "drafts:read")
    refused = (
        ("account", "invite", "--name", SECRET, *eva),
        ("account", "invite", "--name", f"Eva van {SECRET}", *eva),
        ("account", "disable", SECRET),
        ("key", "create", "--name", SECRET, *key),
        ("key", "revoke", SECRET),
    )
    desk_runs(refusing, "account", "invite", "--name", "Eva", *eva)
    for deed in refused:
        for more in ([], ["--json"]):
            assert_absent(desk_runs(refusing, *deed, *more, code=1), deed[0])


def desk_runs(desk: Desk, *arguments: str, code: int = 0) -> str:
    """What the command line says."""
    result = CliRunner().invoke(main, [*arguments, "--data", str(desk.settings.data)])
    assert result.exit_code == code, result.output
    return result.output


def assert_nowhere(desk: Desk) -> None:
    for name, text in outputs(desk):
        assert_absent(text, name)


def assert_absent(text: str, where: str) -> None:
    lowered = text.lower()
    for secret in SECRETS:
        assert secret.lower() not in lowered, where


def outputs(desk: Desk) -> Iterator[tuple[str, str]]:
    """Everything that comes out: files, tables, exports, feeds, lists, searches, pages, logs. New outputs join here."""
    for link in desk.client.get("/api/v1/openapi.json").json()["paths"]:
        if "{" not in link:
            yield from _pages(desk, f"/api/v1{link}")
    for endpoint in ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"):
        yield endpoint, desk.client.get(f"/hsds/v3/{endpoint}?format=ndjson&full=true").text
    for path in (
        "/api/v1/docs",
        "/hsds/v3",
        "/health/ready",
        "/api/v1/search?near=7522&perPage=100",
        "/api/v1/suggestions?q=opvang",
        "/api/v1/coverage?rows=function&cols=municipality",
        "/api/v1/coverage?rows=function&cols=municipality&format=csv",
        "/api/v1/gaps",
        "/dekking?rows=function&cols=municipality",
        "/en/dekking?function=opvang",
        "/bestaat-dit-al",
        "/kaart",
        "/over",
        "/ontwikkelaars",
        "/widget",
    ):
        yield path, desk.client.get(path).text
    yield from _map(desk)
    yield from _checks(desk)
    yield from _curated(desk)
    yield from _passed_on(desk)
    yield from _partners(desk)
    yield from _at_the_desk(desk)
    yield from _in_forms(desk)
    yield from _in_lists(desk)
    yield from _in_the_past(desk)
    yield from _over_the_api(desk)
    for form in ("native", "public", "hsds"):
        yield form, CliRunner().invoke(main, ["export", "--format", form, "--data", str(desk.settings.data)]).output
    yield "coverage", CliRunner().invoke(main, ["coverage", "--data", str(desk.settings.data)]).output
    yield "check", CliRunner().invoke(main, ["check", "--data", str(desk.settings.data)]).output
    for more in ([], ["--json"]):
        yield "reports", CliRunner().invoke(main, ["reports", "--data", str(desk.settings.data), *more]).output
    for verb in (["account", "list"], ["account", "events"], ["key", "list"]):
        for more in ([], ["--json"]):
            yield verb[0], CliRunner().invoke(main, [*verb, "--data", str(desk.settings.data), *more]).output
    backup = desk.settings.data.parent / f"copy-{desk.store.sequence()}.db"
    if not backup.exists():
        CliRunner().invoke(main, ["backup", str(backup), "--data", str(desk.settings.data)])
    yield "backup", backup.read_bytes().decode("latin-1")
    yield from _files(desk)
    yield "log", "\n".join(desk.log.lines)


def _files(desk: Desk) -> Iterator[tuple[str, str]]:
    for file in (each for each in desk.settings.data.rglob("*") if each.is_file()):
        yield file.name, file.read_bytes().decode("latin-1")


def _at_the_desk(desk: Desk) -> Iterator[tuple[str, str]]:
    """What curators read: proposals, drafts, who must be told, what to look at next, and the audit for an archive."""
    for name in ("proposals", "drafts", "untold"):
        yield name, encode(getattr(desk.store, name)()).decode()
    house = desk.application.litestar.state.house
    yield "work", encode(work(house.atlas.catalogue, house.areas, NOW.date(), house.gazetteer)).decode()
    yield "audit export", CliRunner().invoke(main, ["audit", "export", "--data", str(desk.settings.data)]).output


def _in_the_past(desk: Desk) -> Iterator[tuple[str, str]]:
    """What a second person looks at, and the past of the places that changed last: compared, brought back, ended."""
    who = hire(desk, "administrator", "terugkijker")
    shelves = [f"/beheer/voorstellen?welke={each}" for each in ("open", "terug", "mijn", "klaar")]
    papers = [f"/beheer/voorstellen/{each.id}" for each in desk.store.proposals()]
    last = sorted(desk.store.records("location"), key=lambda each: each.sequence)[-3:]
    batches = [f"/beheer/partij/{each.sequence}{more}" for each in last for more in ("", "/terug")]
    deeds = (
        "geschiedenis",
        f"geschiedenis?van=1&tot={last[-1].revision}",
        "terugzetten/1",
        "beeindigen",
        "samenvoegen",
    )
    places = [f"/beheer/gegevens/location/{each.id}/{deed}" for each in last for deed in deeds]
    for path in (*shelves, *papers, *batches, *places, "/beheer/logboek", "/beheer/logboek/deur"):
        yield path, who.get(path).text
    for path in ("/beheer/logboek/controle", "/beheer/logboek/uitvoer"):
        yield path, who.post(path).text


def _in_forms(desk: Desk) -> Iterator[tuple[str, str]]:
    """What people edit with: the list, and of the places that changed last page, form and what it would change."""
    who = hire(desk, "reviewer", "schrijver")
    yield "records", who.get("/beheer/gegevens?soort=location").text
    last = sorted(desk.store.records("location"), key=lambda each: each.sequence)[-3:]
    for path in (f"/beheer/gegevens/location/{each.id}" for each in last):
        for more in ("", "/wijzig", "/wijzig?veld=name"):
            yield f"{path}{more}", who.get(f"{path}{more}").text
        action, sent = filled(who.get(f"{path}/wijzig").text, {"description": f"Aanbellen op {SECRET}"})
        yield f"{path}/verandert", who.post(f"{action}/verandert", sent).text


def _in_lists(desk: Desk) -> Iterator[tuple[str, str]]:
    """What there is to do, how it goes, who is there and what things are called; and what is refused there."""
    who = hire(desk, "administrator", "overzicht")
    for path in ("", "/werk", "/werk?pagina=2", "/vermeldingen", "/meldingen", "/woorden", "/mensen", "/sleutels"):
        yield f"/beheer{path}", who.get(f"/beheer{path}").text
    for path, sent in (
        ("/mensen", {"name": SECRET, "mail": "eva@example.nl", "roles": "editor"}),
        ("/sleutels", {"name": SECRET, "owner": who.person.id, "scopes": "drafts:read", "days": "9"}),
    ):
        # What was typed comes back to who typed it, and to nobody else.
        assert who.post(f"/beheer{path}", sent).status_code == 400
        yield f"/beheer{path} afterwards", who.get(f"/beheer{path}").text


def _over_the_api(desk: Desk) -> Iterator[tuple[str, str]]:
    """The same as who is let in reads it over the API, and what is refused there about every place."""
    who = person(desk, "administrator", "api")
    paths = desk.client.get("/api/v1/openapi.json").json()["paths"]
    lists = [path for path, item in paths.items() if "security" in item.get("get", {}) and "{" not in path]
    proposals = [f"/proposals/{each.id}" for each in desk.store.proposals()]
    places = [f"/locations/{each.id}" for each in desk.store.records("location")]
    own = [f"{path}/{more}" for path in places for more in ("history", "working-version")]
    for path in (*lists, *proposals, *own):
        yield path, who("GET", path).text
    for path in places:
        tag = who("GET", f"{path}/history").headers["etag"]
        for body in ({"street": SECRET}, {"description": f"Op {SECRET}"}, {"name": "X", "reason": f"Nu op {SECRET}"}):
            if body.keys() != {"street"} or "confidential" in who("GET", f"{path}/working-version").json():
                yield path, who("PATCH", path, body, seen=tag).text


SHELTER = {"title": "Opvang", "functions": ["opvang"], "topics": ["huiselijk-geweld"], "audiences": ["slachtoffers"]}


def _checks(desk: Desk) -> Iterator[tuple[str, str]]:
    """A new shelter beside those that there are: as an answer, as a dossier and on the command line."""
    proposal = {**SHELTER, "area": ["twente"], "channels": ["fysiek"], "hours": "24/7", "conditions": ["anoniem"]}
    answer = desk.client.post("/api/v1/overlap-checks", json=proposal)
    yield "overlap", answer.text
    yield "dossier", desk.client.get(f"/api/v1/overlap-checks/{answer.json()['id']}").text
    fields = {**proposal, "hours": "always"}
    for base in ("", "/en"):
        yield "answer page", desk.client.post(f"{base}/bestaat-dit-al", data=fields).text
        yield "dossier page", desk.client.post(f"{base}/bestaat-dit-al/bewaar", data=fields).text
    for name in ("Kadera", "Opvang", "Blijf Groep"):
        record = {"name": name, "place": "Enschede"}
        yield "duplicates", desk.client.post("/api/v1/duplicate-checks", json=record).text
        queries = json.dumps({"q": {"query": name, "properties": [{"pid": "place", "v": "Enschede"}]}})
        yield "reconcile", desk.client.post("/reconcile", data={"queries": queries}).text
        batch = {"records": [{"key": "1", **record}, {"key": "2", **record}], "against": "directory"}
        yield "duplicates", desk.client.post("/api/v1/duplicate-checks", json=batch).text
    for more in ([], ["--json"]):
        yield "duplicates", CliRunner().invoke(main, ["duplicates", "--data", str(desk.settings.data), *more]).output
    asked = ["overlap", "-", "--data", str(desk.settings.data)]
    for more in ([], ["--json"]):
        yield "overlap", CliRunner().invoke(main, [*asked, *more], input=json.dumps(proposal)).output


def _partners(desk: Desk) -> Iterator[tuple[str, str]]:
    """What a partner is asked, what they are told when it cannot be taken, and whom the desk is to call."""
    state = desk.application.litestar.state
    for slug in ("kadera", "welbions"):
        given = give(state.access, CONSOLE, derived_id("organization", slug), desk.now)
        yield "questions", desk.client.get(f"/vragen/{given.token}").text
        yield "refused answers", desk.client.post(f"/vragen/{given.token}", data={"opmerking": "a@b.nl"}).text
    for more in ([], ["--json"]):
        asked = ["remind", "--dry-run", "--on", "2027-05-25", "--data", str(desk.settings.data), *more]
        yield "remind", CliRunner().invoke(main, asked).output


def _map(desk: Desk) -> Iterator[tuple[str, str]]:
    """Who helps in each municipality and what can be visited there, and the search inside another site."""
    for code in ("GM0153", "GM0164", "GM0141"):
        yield "/kaart", desk.client.post("/kaart", data={"municipality": code}).text
    for words in ("opvang", "kadera", "een veilige plek"):
        yield "/widget", desk.client.post("/widget", data={"q": words, "place": "Enschede"}).text


def _passed_on(desk: Desk) -> Iterator[tuple[str, str]]:
    """The pages of organizations and of the doors of those with secret places, and what is passed on of them."""
    for slug in ("kadera", "welbions", "fier"):
        for base in ("", "/ar"):
            yield "organization", desk.client.get(f"{base}/organisatie/{slug}").text
        doors = desk.client.get(f"/api/v1/contact-points?organization={slug}&perPage=100").json()["items"]
        for door in doors:
            for more in ("", "/kaartje", "/kaartje?soort=neutraal", "/verwijsbriefje", "/contact.vcf"):
                yield f"door{more}", desk.client.get(f"/hulp/{door['id']}{more}").text
        yield "list", desk.client.post("/lijst", data={"ids": " ".join(each["id"] for each in doors)}).text
    yield "refused", desk.client.post("/organisatie/kadera/klopt-niet", data={"text": "Het staat er verkeerd"}).text


def _curated(desk: Desk) -> Iterator[tuple[str, str]]:
    """What merging, withdrawing and undoing would do, to an organization with shelters among others."""
    last = str(desk.store.sequence())
    deeds = (("merge", "kadera", "welbions"), ("merge", "welbions", "kadera"), ("retire", "kadera"), ("undo", last))
    for deed in deeds:
        for more in ([], ["--json"]):
            asked = [*deed, "--dry-run", "--data", str(desk.settings.data), *more]
            yield deed[0], CliRunner().invoke(main, asked).output


def _pages(desk: Desk, link: str) -> Iterator[tuple[str, str]]:
    answer = desk.client.get(f"{link}?perPage=100" if "exports" not in link and "changes" not in link else link)
    yield link, answer.content.decode("latin-1")


def test_a_confidential_place_shows_its_region_and_nothing_more(desk: Desk) -> None:
    shown = [
        each for each in desk.client.get("/api/v1/locations?perPage=100").json()["items"] if each.get("confidential")
    ]
    assert shown
    for place in shown:
        assert not {"address", "street", "place", "latitude", "longitude", "precision"} & place.keys()
    geojson = json.dumps(desk.client.get("/api/v1/exports/locations").json())
    assert all(place["id"] not in geojson for place in shown)


def test_words_and_places_of_a_visitor_are_in_no_log(desk: Desk) -> None:
    desk.client.get("/api/v1/search?q=kanariewoord&near=7551")
    desk.client.post("/api/v1/search", json={"q": "kanariewoord", "near": "Borne"})
    desk.client.get("/api/v1/places?q=kanariewoord")
    desk.client.get("/api/v1/organizations/kanariewoord")
    desk.client.get("/kanariewoord")
    desk.client.post("/api/v1/overlap-checks", json={"text": "Een kanariewoord in Borne"})
    desk.client.post("/bestaat-dit-al", data={"text": "Een kanariewoord in Borne"})
    desk.client.post("/widget", data={"q": "kanariewoord", "place": "Borne"})
    desk.client.post("/kaart", data={"municipality": "GM0147"})
    desk.client.post("/api/v1/duplicate-checks", json={"name": "Kanariewoord", "place": "Borne"})
    desk.client.post("/reconcile", data={"queries": '{"q": {"query": "Kanariewoord in Borne"}}'})
    log = "\n".join(desk.log.lines)
    assert log.count("request") == 2  # what was not found; what went well is only counted
    for word in ("kanariewoord", "7551", "Borne", "GM0147", "testclient"):
        assert word not in log


def test_words_of_a_visitor_are_in_no_file(desk: Desk) -> None:
    for _ in range(6):
        desk.client.post("/api/v1/search", json={"q": "kanariewoord mijn man slaat mij", "near": "Borne"})
        desk.client.post("/api/v1/search", json={"q": "kanariewoord kanarievogel"})
        desk.client.post("/widget", data={"q": "kanariewoord kanarievogel", "place": "Borne"})
        desk.client.post("/api/v1/overlap-checks", json={**SHELTER, "area": ["Borne"], "text": "Een kanariewoord"})
        desk.client.post("/bestaat-dit-al/bewaar", data={**SHELTER, "text": "Een kanariewoord"})
        desk.client.post("/api/v1/duplicate-checks", json={"name": "Stichting kanariewoord"})
    desk.application.litestar.state.house.demand.hand_on()
    kept = b"".join(path.read_bytes() for path in desk.settings.data.rglob("*") if path.is_file())
    assert b"fysiek-geweld" in kept  # the concept is counted
    for word in (b"kanariewoord", b"kanarievogel", b"slaat", b"7621"):
        assert word not in kept
