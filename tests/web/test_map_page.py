"""The map: who helps in which municipality, what can be visited there, and nothing of a place that is secret."""

import re

import pytest
from msgspec import structs

from directory.model import Change, ContactPoint, Location
from directory.model.ids import derived_id
from directory.model.place import Address
from directory.web.languages import EVERY, paths
from directory.web.region import places
from tests.conftest import Client, Desk
from tests.test_discretion import OCCASION, SECRET, _read, assert_absent, fact, known, shelter

HENGELO, ENSCHEDE, ALMELO = "GM0164", "GM0153", "GM0141"


def choose(client: Client, code: str, path: str = "/kaart") -> str:
    """The page after somebody chose a municipality."""
    answer = client.post(path, data={"municipality": code})
    assert answer.status_code == 200
    return answer.text


def names(page: str) -> list[str]:
    """Who serves it, in order."""
    return re.findall(r'<li>\s*<p><a href="[^"]*/(?:hulp|organisatie)/[^"]*">([^<]+)</a>', page)


@pytest.mark.parametrize("path", paths("/kaart"))
def test_the_map_shows_fourteen_municipalities_and_a_table_says_the_same(client: Client, path: str) -> None:
    page = client.get(path).text
    assert page.count("data-town=") == page.count('name="municipality"') == 14
    assert {*re.findall(r'data-town="(GM\d{4})"', page)} == {
        *re.findall(r'name="municipality" value="(GM\d{4})"', page)
    }
    assert re.search(r'<svg class="map"[^>]* role="img" aria-label="[^"]{20,}"', page)
    assert "<caption>" in page
    assert page.count("<h1>") == 1


def test_a_choice_stands_in_no_address_and_is_not_kept_by_the_browser(client: Client) -> None:
    page = choose(client, HENGELO)
    assert re.search(r'<form method="post" action="/kaart" autocomplete="off"', page)
    assert "municipality=" not in page
    assert "?" not in "".join(re.findall(r'(?:href|action)="(/[^"]*)"', page))
    assert client.get("/kaart?municipality=GM0164").text == client.get("/kaart").text
    assert client.post("/kaart", data={"municipality": HENGELO}).headers["cache-control"] == "no-store"


def test_who_helps_in_a_town_stands_in_order_of_how_near_they_are(client: Client) -> None:
    page = choose(client, HENGELO)
    local, region, country = (page.index(each) for each in ("In de buurt", "Voor heel Twente", "Voor heel Nederland"))
    assert local < region < country
    wijkracht, veilig_thuis = page.index("Wijkracht Hengelo"), page.index("Veilig Thuis Twente")
    assert local < wijkracht < region < veilig_thuis < country
    assert '<a class="number" href="tel:08002000" dir="ltr">0800-2000</a>' in page
    assert "Dag en nacht open" in page


def test_what_serves_one_town_is_not_offered_in_another(client: Client) -> None:
    assert "Wijkracht Hengelo" in names(choose(client, HENGELO))
    page = choose(client, ALMELO)
    assert "Wijkracht Hengelo" not in page
    assert "Veilig Thuis Twente" in page


def test_nobody_is_offered_what_is_for_professionals_or_does_not_run(client: Client) -> None:
    page = choose(client, HENGELO)
    helping = page[page.index("In de buurt") : page.index("Verder")]
    assert "Code Rood" not in helping
    assert "116 (voornemen)" not in helping
    assert "Alleen voor beroepskrachten" in page
    assert "Hier kunt u nu niet terecht" in page


def test_of_whom_the_area_is_not_known_stands_apart(client: Client) -> None:
    page = choose(client, HENGELO)
    apart = page[page.index("Niet bekend of dit hier geldt") :]
    assert "Bel en vraag of dit ook voor u is." in apart


def test_a_place_of_which_only_the_town_is_known_is_counted_and_is_no_dot(client: Client) -> None:
    page = choose(client, HENGELO)
    assert 'class="dots"' not in page
    assert "Waterstaatskerk" in page[page.index('id="plekken"') :]
    assert "Deldenerstraat, Hengelo" in page
    assert "Het adres staat niet in de gids. Bel eerst." in page
    assert "Postbus" not in page


def test_a_place_with_an_address_of_its_own_is_a_dot(desk: Desk) -> None:
    before = desk.client.get("/kaart").text
    commit(desk, within(known(), ENSCHEDE))
    after = desk.client.get("/kaart").text
    assert "M" in dots(after)
    assert not dots(before)
    assert SECRET in choose(desk.client, ENSCHEDE)


def test_a_secret_place_is_neither_a_dot_nor_a_number_nor_a_name(desk: Desk) -> None:
    before = [desk.client.get("/kaart").text, choose(desk.client, ENSCHEDE)]
    commit(desk, within(shelter(name="Het Geheime Huis"), ENSCHEDE))
    after = [desk.client.get("/kaart").text, choose(desk.client, ENSCHEDE)]
    assert after == before
    assert_absent("".join(after), "the map")
    assert "Geheime Huis" not in "".join(after)


@pytest.mark.parametrize("where", [ENSCHEDE, HENGELO, None])
def test_no_rank_tells_in_which_town_a_secret_place_is(desk: Desk, where: str | None) -> None:
    door = _read(desk, "contact-point", ContactPoint, "kadera-vrouwenopvang-telefoon")
    here = desk.application.litestar.state.house
    seen = {code: names(choose(desk.client, code)) for code in sorted(here.areas.twente)}
    place = within(shelter(), where) if where else shelter()
    moved = structs.replace(door, location_id=place.id)
    revision = desk.store.read("contact-point", door.id).revision  # type: ignore[union-attr]
    changes = [
        Change(kind="location", id=place.id, after=place),
        Change(kind="contact-point", id=door.id, after=moved, expected=revision),
    ]
    desk.store.commit(changes, OCCASION)
    assert {code: names(choose(desk.client, code)) for code in seen} == seen


def test_a_place_that_becomes_secret_leaves_the_map_at_once(desk: Desk) -> None:
    place = within(known(), ENSCHEDE)
    commit(desk, place)
    assert dots(desk.client.get("/kaart").text)
    secret = structs.replace(shelter(), slug="open-huis")
    desk.store.commit([Change(kind="location", id=place.id, after=secret, expected=1)], OCCASION)
    assert not dots(desk.client.get("/kaart").text)
    assert_absent(choose(desk.client, ENSCHEDE), "the map")


def test_a_box_at_a_post_office_is_no_place_to_go_to(desk: Desk) -> None:
    address = Address(street="Postbus 7", postcode="7500 AA", place="Enschede", kind="postal")
    before = choose(desk.client, ENSCHEDE)
    box = structs.replace(shelter(), confidential=False, region=None, slug="bus", address=address)
    commit(desk, within(structs.replace(box, facts={"address": fact()}), ENSCHEDE))
    assert choose(desk.client, ENSCHEDE) == before


@pytest.mark.parametrize(
    "code", ["GM9999", "GM0518", "Hengelo", "<script>alert(1)</script>", "x" * 3000, "GM0164 OR 1"]
)
def test_what_is_no_municipality_of_twente_is_a_page_to_choose_from(client: Client, code: str) -> None:
    answer = client.post("/kaart", data={"municipality": code})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert answer.text.count('name="municipality"') == 14
    assert "<script>alert" not in answer.text


def test_nothing_chosen_is_the_whole_map(client: Client) -> None:
    assert client.post("/kaart", data={}).text == client.get("/kaart").text
    assert client.post("/kaart", data={"municipality": " "}).status_code == 200
    assert client.post("/kaart", content=b"\xff" * 5000).status_code == 413


def test_what_is_dutch_is_said_to_be_dutch(client: Client) -> None:
    for language in EVERY[1:]:
        page = choose(client, HENGELO, f"/{language}/kaart")
        assert '<span class="of" lang="nl" dir="ltr">' in page
        assert f'action="/{language}/zoek"' in page


def test_many_who_serve_a_town_are_counted_and_not_all_shown(desk: Desk) -> None:
    here = desk.application.litestar.state.house
    door = _read(desk, "contact-point", ContactPoint, "veilig-thuis-twente-advies-telefoon")
    copies = [structs.replace(door, id=derived_id("contact-point", f"x{n}"), slug=f"x{n}") for n in range(70)]
    desk.store.commit([Change(kind="contact-point", id=each.id, after=each) for each in copies], OCCASION)
    page = choose(desk.client, ALMELO)
    region = page[page.index("Voor heel Twente") : page.index("Verder")]
    assert len(names(region)) == 60
    assert "Zoek om ze te zien." in region
    assert len(page) < 150_000
    assert here.areas.name(ALMELO) == "Almelo"


def test_places_are_worked_out_once_for_a_version(desk: Desk) -> None:
    here = desk.application.litestar.state.house
    first = places(here.atlas.catalogue, here.outlines)
    assert places(here.atlas.catalogue, here.outlines) is first


def within(place: Location, municipality: str) -> Location:
    """The same place where it is known in which municipality it lies."""
    return structs.replace(place, municipality=municipality, facts={**place.facts, "municipality": fact()})


def commit(desk: Desk, place: Location) -> None:
    desk.store.commit([Change(kind="location", id=place.id, after=place)], OCCASION)


def dots(page: str) -> str:
    found = re.search(r'class="dots" d="([^"]*)"', page)
    return found[1] if found else ""
