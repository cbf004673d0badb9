"""Four eyes over HTTP: what waits is read and decided by somebody else, and the next reader sees it."""

from html import unescape
from typing import Any

import pytest

from directory.access import accounts
from directory.curation import drafting
from directory.model import Phone, Proposal
from directory.permissions import Actor
from tests.conftest import Desk
from tests.web.desk.colleague import Colleague, access, hidden, hire
from tests.web.desk.deeds import ADVICE, CRISIS, HOSTILE, SHELTER, ask, call, chain, edit, now, record, send

# An id that nobody ever had.
NEVER = "5b0c8a8e-6d0a-4d7c-9b8e-0f5a4c7f2e11"

LIST = "/beheer/voorstellen"


@pytest.fixture
def eva(desk: Desk) -> Colleague:
    return hire(desk, "editor", "eva")


@pytest.fixture
def rik(desk: Desk) -> Colleague:
    return hire(desk, "reviewer", "rik")


def place(proposal: Proposal) -> str:
    return f"{LIST}/{proposal.id}"


def decide(colleague: Colleague, proposal: Proposal, deed: str, **fields: Any) -> Any:
    """Open the page, and send its form with these fields."""
    page = colleague.get(place(proposal))
    assert page.status_code == 200
    return colleague.post(f"{place(proposal)}/{deed}", {**hidden(page.text), **fields})


def state(desk: Desk, proposal: Proposal) -> str:
    found = desk.store.proposal(proposal.id)
    assert found is not None
    return found.status


def test_a_reviewer_reads_it_in_dutch_and_the_next_reader_sees_the_number(
    desk: Desk, eva: Colleague, rik: Colleague
) -> None:
    waits = ask(desk, eva.actor, call(desk, CRISIS, "0800-2001"), source="https://bron.example/nieuw")
    page = rik.get(place(waits)).text
    for each in ("Telefoonnummer", "0800-2000", "0800-2001", "Mensen in gevaar gebruiken deze ingang.", "Gebeld"):
        assert each in page
    assert 'href="https://bron.example/nieuw" rel="noreferrer noopener"' in page
    assert "Eva (persoon-eva)" in page
    done = decide(rik, waits, "goedkeuren", checked="called", note="Zelf gebeld.")
    assert (done.status_code, done.headers["location"]) == (303, f"{LIST}?gedaan=published")
    door = record(desk, CRISIS)
    assert "0800-2001" in desk.client.get(f"/hulp/{door.id}").text
    assert desk.client.get(f"/api/v1/contact-points/{door.id}").json()["phone"]["number"] == "0800-2001"
    entry = desk.store.history("contact-point", door.id)[-1]
    assert (entry.actor, entry.approver, entry.proposal) == (eva.actor.id, rik.actor.id, waits.id)
    after = rik.get(place(waits)).text
    assert "Zelf gebeld." in after
    assert "Rik (persoon-rik)" in after
    assert chain(desk).broken == ()


def test_a_guarded_change_is_not_approved_without_having_called_or_read(
    desk: Desk, eva: Colleague, rik: Colleague
) -> None:
    waits = ask(desk, eva.actor, call(desk, CRISIS, "0800-2001"))
    refused = decide(rik, waits, "goedkeuren", note="Lijkt goed.")
    assert refused.status_code == 400
    assert 'id="checked-fout"' in refused.text
    assert "Lijkt goed." in refused.text
    assert now(desk, record(desk, CRISIS)).phone.number == "0800-2000"
    assert decide(rik, waits, "goedkeuren", checked="gegokt").status_code == 400
    assert decide(rik, waits, "goedkeuren", checked="read").status_code == 303


def test_nobody_approves_their_own_also_not_what_their_key_proposed(desk: Desk, rik: Colleague) -> None:
    key = Actor(id="sleutel-1", roles=frozenset({"key"}), scopes=frozenset({"proposals:write"}), owner=rik.actor.id)
    for author in (rik.actor, key):
        waits = ask(desk, author, call(desk, CRISIS, "0800-2001"))
        page = rik.get(place(waits)).text
        assert "U schreef hieraan mee. Een ander moet ernaar kijken" in page
        assert ">Keur goed" not in page
        sent = decide(rik, waits, "goedkeuren", checked="called")
        assert sent.status_code == 403
        assert "Dit is uw eigen werk." in sent.text
    boss = hire(desk, "administrator", "ada")
    own = ask(desk, boss.actor, call(desk, CRISIS, "0800-2001"))
    assert decide(boss, own, "goedkeuren", checked="called").status_code == 403
    assert now(desk, record(desk, CRISIS)).phone.number == "0800-2000"


def test_an_editor_sees_why_they_cannot_decide_and_may_take_back_their_own(desk: Desk, eva: Colleague) -> None:
    olga = hire(desk, "editor", "olga")
    waits = ask(desk, eva.actor, call(desk, CRISIS, "0800-2001"))
    assert "Een beoordelaar kan dit goedkeuren." in olga.get(place(waits)).text
    for deed in ("goedkeuren", "terugsturen", "splitsen", "splitsen/velden"):
        assert decide(olga, waits, deed, note="Nee.", checked="called").status_code == 403
    assert decide(olga, waits, "intrekken").status_code == 403
    assert state(desk, waits) == "open"
    assert decide(eva, waits, "intrekken", note="Vergissing.").status_code == 303
    assert state(desk, waits) == "withdrawn"
    assert "Vergissing." in eva.get(f"{LIST}?welke=mijn").text


def test_what_is_sent_back_says_what_has_to_be_different(desk: Desk, eva: Colleague, rik: Colleague) -> None:
    waits = ask(desk, eva.actor, call(desk, CRISIS, "0800-2001"))
    empty = decide(rik, waits, "terugsturen", note="  ")
    assert (empty.status_code, 'id="note-fout"' in empty.text) == (400, True)
    assert decide(rik, waits, "terugsturen", note="x" * 601).status_code == 400
    assert decide(rik, waits, "terugsturen", note=f"Bel eerst {HOSTILE}").status_code == 303
    listed = eva.get(f"{LIST}?welke=terug").text
    assert "<script>alert" not in listed
    assert f"Bel eerst {HOSTILE}" in unescape(listed)
    assert chain(desk).broken == ()


def test_what_was_sent_back_becomes_a_draft_again_of_who_wrote_it(desk: Desk, eva: Colleague, rik: Colleague) -> None:
    waits = ask(desk, eva.actor, call(desk, CRISIS, "0800-2001"))
    decide(rik, waits, "terugsturen", note="Bel eerst.")
    assert decide(rik, waits, "aanpassen").status_code == 403
    done = decide(eva, waits, "aanpassen")
    assert done.headers["location"].endswith("/wijzig?gedaan=reworked")
    assert "0800-2001" in eva.get(done.headers["location"]).text
    assert state(desk, waits) == "withdrawn"
    assert desk.store.drafts(rik.actor.id) == ()


def test_what_somebody_was_typing_is_not_lost_to_an_older_proposal(desk: Desk, eva: Colleague) -> None:
    waits = ask(desk, eva.actor, call(desk, CRISIS, "0800-2001"))
    door, typed = record(desk, CRISIS), {"description": "Half getypt."}
    drafting.save(desk.store, "contact-point", door.id, typed, 1, eva.actor, desk.now)
    refused = decide(eva, waits, "aanpassen")
    assert (refused.status_code, "U typte hier zelf al iets aan." in refused.text) == (409, True)
    assert b"Half getypt." in bytes(desk.store.drafts(eva.actor.id)[0].document)
    assert state(desk, waits) == "open"


def test_the_most_dangerous_comes_first_and_then_the_oldest(desk: Desk, eva: Colleague, rik: Colleague) -> None:
    text = ask(desk, eva.actor, edit(desk, ADVICE, description="Een nieuwe tekst."))
    hours = ask(desk, eva.actor, edit(desk, "kadera-consultatie-telefoon", phone=Phone(number="088-4222496")))
    crisis = ask(desk, eva.actor, call(desk, CRISIS, "0800-2001"))
    page = rik.get(LIST).text
    order = [page.index(each.id) for each in (crisis, text, hours)]
    assert order[0] == min(order)
    assert "Mensen in gevaar gebruiken deze ingang." in page


def test_a_proposal_of_which_the_record_moved_shows_what_others_did_and_is_looked_at_again(
    desk: Desk, eva: Colleague, rik: Colleague
) -> None:
    waits = ask(desk, eva.actor, call(desk, CRISIS, "0800-2001"))
    fields = hidden(rik.get(place(waits)).text)
    send(desk, hire(desk, "reviewer", "olga").actor, edit(desk, CRISIS, description="Wat olga schreef."))
    refused = rik.post(f"{place(waits)}/goedkeuren", {**fields, "checked": "called", "note": "Gebeld om tien uur."})
    assert refused.status_code == 409
    for each in ("Dit veranderden anderen sinds het voorstel", "Wat olga schreef.", "Gebeld om tien uur."):
        assert each in refused.text
    assert now(desk, record(desk, CRISIS)).phone.number == "0800-2000"
    again = rik.post(f"{place(waits)}/goedkeuren", {**hidden(refused.text), "checked": "called"})
    assert again.status_code == 303
    found = record(desk, CRISIS)
    assert (found.phone.number, found.description) == ("0800-2001", "Wat olga schreef.")


def test_a_clash_shows_both_sides_and_who_chooses_writes_along(desk: Desk, eva: Colleague, rik: Colleague) -> None:
    olga = hire(desk, "reviewer", "olga")
    first = ask(desk, eva.actor, call(desk, CRISIS, "0800-2001"))
    second = ask(desk, eva.actor, call(desk, CRISIS, "0800-2002"))
    decide(rik, first, "goedkeuren", checked="called")
    page = rik.get(place(second)).text
    assert all(each in page for each in ("Was", "Staat er nu", "Voorstel", "0800-2000", "0800-2001", "0800-2002"))
    assert decide(rik, second, "goedkeuren", checked="called").status_code == 409
    assert record(desk, CRISIS).phone.number == "0800-2001"
    chosen = decide(rik, second, "kiezen", **{"kies0/phone": "ours"})
    assert chosen.status_code == 303
    assert decide(rik, second, "goedkeuren", checked="called").status_code == 403
    assert decide(olga, second, "goedkeuren", checked="called").status_code == 303
    assert record(desk, CRISIS).phone.number == "0800-2002"
    assert chain(desk).broken == ()


def test_of_two_reviewers_at_once_one_decides_and_what_is_so_already_is_not_written_again(
    desk: Desk, eva: Colleague, rik: Colleague
) -> None:
    olga = hire(desk, "reviewer", "olga")
    waits, same = (ask(desk, eva.actor, call(desk, CRISIS, "0800-2001")) for _ in range(2))
    fields = {**hidden(olga.get(place(waits)).text), "checked": "read", "note": "Ook gelezen."}
    decide(rik, waits, "goedkeuren", checked="called")
    late = olga.post(f"{place(waits)}/goedkeuren", fields)
    assert late.status_code == 409
    assert "Iemand anders besloot intussen iets over dit voorstel." in late.text
    written = desk.store.sequence()
    assert decide(olga, same, "goedkeuren", checked="read").headers["location"] == f"{LIST}?gedaan=overtaken"
    assert (state(desk, same), desk.store.sequence()) == ("overtaken", written)
    assert chain(desk).broken == ()


def test_a_part_is_published_and_the_rest_waits(desk: Desk, eva: Colleague, rik: Colleague) -> None:
    changes = (call(desk, CRISIS, "0800-2001"), edit(desk, ADVICE, description="Een nieuwe tekst."))
    waits = ask(desk, eva.actor, *changes)
    assert decide(rik, waits, "splitsen", deel=["0", "1"], getoond=["0", "1"]).status_code == 400
    done = decide(rik, waits, "goedkeuren", deel="1", getoond=["0", "1"], checked="called")
    assert done.status_code == 303
    assert record(desk, ADVICE).description == "Een nieuwe tekst."
    assert record(desk, CRISIS).phone.number == "0800-2000"
    assert state(desk, waits) == "open"


def test_changes_and_fields_are_taken_apart(desk: Desk, eva: Colleague, rik: Colleague) -> None:
    both = call(desk, CRISIS, "0800-2001")
    assert both.after is not None
    changes = (edit(desk, CRISIS, phone=both.after.phone, description="Nieuw."), edit(desk, ADVICE, description="x y"))  # type: ignore[union-attr]
    waits = ask(desk, eva.actor, *changes)
    done = decide(rik, waits, "splitsen", deel="1", getoond=["0", "1"])
    assert done.headers["location"].endswith("?gedaan=split")
    assert "Haal er een paar gegevens uit" in rik.get(place(waits)).text
    apart = decide(rik, waits, "splitsen/velden", knop="0", veld0="/phone")
    assert apart.status_code == 303
    rest, other = desk.store.proposal(waits.id), rik.get(apart.headers["location"])
    assert rest is not None
    assert rest.changes[0].after.phone.number == "0800-2000"  # type: ignore[union-attr]
    assert "0800-2001" in other.text
    assert decide(rik, waits, "splitsen/velden", knop="0", veld0="/phone").status_code == 400


def test_of_a_secret_place_the_page_says_that_it_changes_and_not_where_it_is(
    desk: Desk, eva: Colleague, rik: Colleague
) -> None:
    office = record(desk, "gemeente-hengelo-bezoekadres", "location")
    hide = dict.fromkeys(("address", "street", "place", "municipality", "latitude", "longitude", "precision"))
    bare: dict[str, Any] = {"transport": None, "accessibility": None, "facts": {}}
    waits = ask(desk, eva.actor, edit(desk, office.slug, "location", confidential=True, region="VR05", **hide, **bare))
    page = rik.get(place(waits)).text
    assert "Dit gaat over een geheime plek." in page
    assert office.street
    assert office.street not in page
    assert "Hengelo</li>" not in page
    assert rik.get(f"{LIST}/{SHELTER}").status_code == 404


def test_a_proposal_waits_on_when_who_wrote_it_left(desk: Desk, rik: Colleague) -> None:
    olga, boss = hire(desk, "reviewer", "olga"), hire(desk, "administrator", "ada")
    waits = ask(desk, olga.actor, call(desk, CRISIS, "0800-2001"))
    accounts.disable(access(desk), boss.actor, olga.actor.id, desk.now)
    assert olga.get(place(waits)).headers["location"].startswith("/beheer/in")
    assert "Olga" in rik.get(place(waits)).text
    assert decide(rik, waits, "goedkeuren", checked="called").status_code == 303


def test_a_reviewer_who_left_decides_nothing_any_more(desk: Desk, eva: Colleague, rik: Colleague) -> None:
    waits = ask(desk, eva.actor, call(desk, CRISIS, "0800-2001"))
    fields = hidden(rik.get(place(waits)).text)
    accounts.disable(access(desk), hire(desk, "administrator", "ada").actor, rik.actor.id, desk.now)
    sent = rik.post(f"{place(waits)}/goedkeuren", {**fields, "checked": "called"})
    assert sent.status_code == 401
    assert state(desk, waits) == "open"


@pytest.mark.parametrize("id", [NEVER, "niets", "..%2f..%2fetc", "%00", HOSTILE.replace("/", "")])
def test_what_is_no_proposal_is_not_found(desk: Desk, rik: Colleague, id: str) -> None:
    assert rik.get(f"{LIST}/{id}").status_code == 404
    for deed in ("goedkeuren", "terugsturen", "intrekken", "splitsen", "splitsen/velden", "kiezen", "aanpassen"):
        assert rik.post(f"{LIST}/{id}/{deed}", {"note": "x", "revision": "1"}).status_code == 404


@pytest.mark.parametrize("fields", [{}, {"revision": "x", "seen": "x,,y"}, {"revision": "9" * 40, "seen": "1" * 999}])
def test_nonsense_in_a_form_decides_nothing(desk: Desk, eva: Colleague, rik: Colleague, fields: dict[str, str]) -> None:
    waits = ask(desk, eva.actor, call(desk, CRISIS, "0800-2001"))
    for deed in ("goedkeuren", "terugsturen", "intrekken", "splitsen", "splitsen/velden", "kiezen", "aanpassen"):
        sent = rik.post(f"{place(waits)}/{deed}", {"note": "x", "deel": "-1", "knop": "x", "checked": "read", **fields})
        assert sent.status_code in (400, 409)
    assert state(desk, waits) == "open"
    for query in ("?pagina=x", "?pagina=-4", "?pagina=99999999999", "?welke=alles"):
        assert rik.get(LIST + query).status_code == 200
        assert rik.get(place(waits) + query).status_code == 200
