"""Search over HTTP: who can help, here, now, in this case."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from directory.model import Change, Occasion, ServiceArea
from directory.model.json import decode
from tests.conftest import NOW, Client, Desk

# The spelling of the letter, or a common one, and the organization that must be found by it among the first three.
NAMES = [
    ("Kadera", "kadera"),
    ("VTT", "veilig-thuis-twente"),
    ("Veilig Thuis Twente", "veilig-thuis-twente"),
    ("Pharos", "pharos"),
    ("Centrum Seksueel Geweld", "centrum-seksueel-geweld-twente-achterhoek"),
    ("CSG", "centrum-seksueel-geweld-twente-achterhoek"),
    ("Wijkkracht", "wijkracht-hengelo"),
    ("Wijkracht", "wijkracht-hengelo"),
    ("politie", "politie-twente"),
    ("Welbions", "welbions"),
    ("huisartsen", "huisartsen-hengelo"),
    ("jeugdartsen", "jeugdgezondheidszorg-ggd-twente"),
    ("aandachtfunctionarissen", "aandachtsfunctionarissen-hengelo"),
    ("aandachtsfunctionarissen", "aandachtsfunctionarissen-hengelo"),
    ("Code rood overleg", "code-rood-overleg"),
    ("nouishetgenoeg.nl", "nou-is-het-genoeg"),
    ("Nou is het genoeg", "nou-is-het-genoeg"),
    ("Slachtofferhulp", "slachtofferhulp-nederland"),
    ("Federatie Nabestaanden Geweldslachtoffers", "federatie-nabestaanden-geweldslachtoffers"),
    ("FNG", "federatie-nabestaanden-geweldslachtoffers"),
    ("AVEM-groepen", "avem-groepen"),
    ("geloofsgemeenschappen", "geloofsgemeenschappen-hengelo"),
    ("vrouwenverenigingen", "vrouwenverenigingen-hengelo"),
    ("bibliotheek", "bibliotheek-hengelo"),
    ("onderwijs", "onderwijs-hengelo"),
    ("Lokaal Educatieve Agenda", "lokaal-educatieve-agenda-hengelo"),
    ("Veilige Steden", "veilige-steden"),
    ("Orange the world", "orange-the-world"),
    ("Filomena", "filomena-rotterdam"),
    ("centrumgemeente Enschede", "gemeente-enschede-centrumgemeente"),
    ("ervaringsdeskundigen", "ervaringsdeskundigen"),
    ("meldcode", "meldcode-huiselijk-geweld"),
    ("tijdelijk huisverbod", "tijdelijk-huisverbod"),
    ("Gericht op de Toekomst", "training-gericht-op-de-toekomst"),
    ("112", "noodnummer-112"),
    ("moskee", "ayasofya-moskee-hengelo"),
]


def items(client: Client, **query: Any) -> list[dict[str, Any]]:
    answer = client.get("/api/v1/search", params={"perPage": 100, **query})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def organizations(client: Client, **query: Any) -> list[str]:
    return list(dict.fromkeys(each["organization"]["slug"] for each in items(client, **query)))


@pytest.mark.parametrize(("words", "slug"), NAMES)
def test_each_partner_is_found_by_the_spelling_of_the_letter_and_by_its_own(
    client: Client, words: str, slug: str
) -> None:
    assert slug in organizations(client, q=words)[:3]


def test_words_find_without_diacritics_and_in_another_form(client: Client) -> None:
    assert "ayasofya-moskee-hengelo" in organizations(client, q="moskeeën")
    assert organizations(client, q="VÉÍLIG thuis twente")[:1] == ["veilig-thuis-twente"]


def test_help_near_a_postcode_that_is_open_now(client: Client) -> None:
    found = items(client, near="7551 AB", topic="partnergeweld", openNow="true")
    assert found
    assert {each["open"] for each in found} == {"yes"}
    assert "veilig-thuis-twente" in {each["organization"]["slug"] for each in found}


def test_a_chat_is_closed_at_night_and_says_when_it_opens(client: Client) -> None:
    at = "2026-11-26T03:00:00+01:00"
    (chat,) = [
        each
        for each in items(client, q="veilig thuis twente", channel="chat", at=at)
        if each["organization"]["slug"] == "veilig-thuis-twente"
    ]
    assert (chat["open"], chat["opensAt"]) == ("no", "2026-11-26T08:00:00Z")


def test_hours_of_long_ago_are_not_known_any_more(client: Client) -> None:
    line = items(client, q="kindertelefoon", channel="telefoon")[0]
    assert (line["open"], line["stale"]) == ("unknown", True)


def test_a_professional_in_losser_is_not_offered_what_only_serves_hengelo(client: Client) -> None:
    assert "wijkracht-hengelo" in organizations(client, municipality="Hengelo")
    assert "wijkracht-hengelo" not in organizations(client, municipality="Losser")
    assert "slachtofferhulp-nederland" in organizations(client, municipality="Losser")


def test_a_postcode_in_two_municipalities_and_one_of_them_asks_for_that_one(desk: Desk) -> None:
    """7614 lies in Tubbergen and partly in Almelo: who asks for Almelo is not offered what only Tubbergen has."""
    kept = next(each for each in desk.store.records("contact-point") if b'"codes":["GM0164"]' in each.document)
    door = decode("contact-point", kept.document)
    moved = structs.replace(door, area=ServiceArea(codes=("GM0183",)))
    change = Change(kind="contact-point", id=kept.id, after=moved, expected=kept.revision)
    desk.store.commit([change], Occasion(actor="test", at=NOW, reason="Een proef."))
    query = "/api/v1/search?near=7614&perPage=100&facets=false"
    assert kept.id in desk.client.get(query).text
    assert kept.id not in desk.client.get(f"{query}&municipality=GM0141").text
    assert kept.id in desk.client.get(f"{query}&municipality=GM0183").text


def test_lines_have_no_distance_and_places_do(client: Client) -> None:
    found = items(client, near="7551", municipality="GM0164")
    assert all("distanceKm" not in each for each in found if each["channel"] != "fysiek")
    distances = [each["distanceKm"] for each in found if "distanceKm" in each]
    assert distances
    assert distances == sorted(distances)


def test_a_radius_bounds_places_and_keeps_lines(client: Client) -> None:
    everything = items(client, near="7511", radiusKm=400)
    close = items(client, near="7511", radiusKm=1)
    assert {each["id"] for each in close} == {each["id"] for each in everything if each.get("distanceKm", 0) <= 1}


def test_the_same_question_by_post_gives_the_same_answer(client: Client) -> None:
    by_get = client.get("/api/v1/search", params={"q": "chat", "topic": ["stalking", "partnergeweld"], "page": 1})
    by_post = client.post("/api/v1/search", json={"q": "chat", "topic": ["stalking", "partnergeweld"], "page": 1})
    assert by_post.status_code == 200
    assert by_get.content == by_post.content
    assert by_post.headers["cache-control"] == "no-store"


def test_pages_follow_each_other_without_gaps(client: Client) -> None:
    whole = [each["id"] for each in items(client, municipality="GM0164")]
    paged: list[str] = []
    link = "/api/v1/search?municipality=GM0164&perPage=7"
    while link:
        answer = client.get(link)
        paged += [each["id"] for each in answer.json()["items"]]
        link = answer.links.get("next", {}).get("url", "")
    assert paged == whole


def test_totals_and_facets_say_what_a_further_filter_leaves(client: Client) -> None:
    answer = client.get("/api/v1/search", params={"municipality": "GM0164", "audience": "slachtoffers"}).json()
    for value in answer["facets"]["channel"]:
        narrowed = client.get(
            "/api/v1/search",
            params={"municipality": "GM0164", "audience": "slachtoffers", "channel": value["term"]},
        ).json()
        assert narrowed["totalItems"] == value["count"]


def test_unknown_is_counted_and_given_only_when_asked_for(client: Client) -> None:
    sure = client.get("/api/v1/search", params={"language": "tr", "perPage": 100}).json()
    both = client.get("/api/v1/search", params={"language": "tr", "includeUnknown": "true", "perPage": 100}).json()
    assert sure["unknownItems"] > 0
    assert both["totalItems"] == sure["totalItems"] + sure["unknownItems"]
    assert any("niet bekend in welke talen" in each["reasons"] for each in both["items"])


def test_a_condition_known_as_no_is_never_offered_as_unknown(client: Client) -> None:
    found = items(client, condition="neemt-melding-aan", includeUnknown="true")
    denied = [each for each in found if each.get("conditions", {}).get("neemt-melding-aan") == "no"]
    assert denied == []


def test_a_broader_door_and_a_narrower_one_are_found_and_street_harassment_stays_apart(client: Client) -> None:
    assert "veilig-thuis-twente" in organizations(client, topic="femicide")
    assert "federatie-nabestaanden-geweldslachtoffers" in organizations(client, topic="huiselijk-geweld")
    assert "veilig-thuis-twente" not in organizations(client, topic="straatintimidatie")


def test_an_alias_of_a_term_means_the_term(client: Client) -> None:
    assert items(client, audience="slachtoffer") == items(client, audience="slachtoffers")


def test_an_unchanged_answer_is_not_sent_again(client: Client) -> None:
    first = client.get("/api/v1/search", params={"topic": "stalking"})
    again = client.get("/api/v1/search", params={"topic": "stalking"}, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["api-version"]


@pytest.mark.parametrize("text", ["hengelo", "Haarle", "Geesteren", "Rossum", "Den Ham"])
def test_every_namesake_is_given(client: Client, text: str) -> None:
    exact = [each for each in client.get("/api/v1/places", params={"q": text}).json()["items"] if each["exact"]]
    assert len(exact) > 1


def test_suggestions_give_concepts_and_terms_then_partners_then_places(client: Client) -> None:
    found = client.get("/api/v1/suggestions", params={"q": "ouder"}).json()["items"]
    assert found[0]["kind"] == "concept"
    kinds = [each["kind"] for each in client.get("/api/v1/suggestions?q=ouder&limit=50").json()["items"]]
    order = {kind: kinds.index(kind) for kind in dict.fromkeys(kinds)}
    assert order["concept"] < order["audience"]
    typo = client.get("/api/v1/suggestions", params={"q": "kindermishandelling"}).json()["items"]
    assert typo[0]["label"] == "kindermishandeling"
    partners = client.get("/api/v1/suggestions", params={"q": "kadera"}).json()["items"]
    assert (partners[0]["kind"], partners[0]["slug"]) == ("organization", "kadera")
    begun = client.get("/api/v1/suggestions", params={"q": "veil"}).json()["items"]
    assert "veilig-thuis-twente" in [each.get("slug") for each in begun[:2]]
    places = client.get("/api/v1/suggestions", params={"q": "born"}).json()["items"]
    assert any(each["kind"] == "place" for each in places)


def test_the_same_question_again_is_answered_the_same_until_something_changes(desk: Desk) -> None:
    path = "/api/v1/search?near=7551&topic=partnergeweld"
    first = desk.client.get(path)
    again = desk.client.get(path)
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    assert again.headers["link"] == first.headers["link"]
    desk.now += timedelta(minutes=1)
    later = desk.client.get(path)
    assert later.headers["etag"] != first.headers["etag"]


def test_words_are_not_remembered(desk: Desk) -> None:
    path, query = "/api/v1/search", b"q=hulp"
    assert desk.client.get(f"{path}?{query.decode()}").status_code == 200
    assert desk.client.get(f"{path}?topic=partnergeweld").status_code == 200
    answers = desk.application.litestar.state.house.answers()
    assert answers.get(query) is None
    assert answers.get(b"topic=partnergeweld") is not None
