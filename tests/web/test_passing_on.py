"""Cards, the note, the address book and the shortlist: a door is passed on, and nothing is given away with it."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from directory.model import ContactPoint
from directory.web.doorway import doorway
from directory.web.passing_on import square, vcard
from directory.web.shortlist import MOST
from tests.conftest import Client, Desk
from tests.web.entries import BASES, Text, bury, catalogue, change, id_of, read
from tests.web.test_door_page import ADVICE, CHAT, FORM, REFERRED, SHELTER

# What must not be on paper in somebody's bag, in each language; and whose name it is.
SUBJECT = re.compile(
    r"geweld|mishand|stalk|misbruik|veilig|thuis|opvang|slachtoff|dader|pleger|huisverbod|seksu|suïc|zelfmo|zelfdo"
    r"|hulp|crisis|politie|wegwijzer|gids|violen|abus|assault|victim|shelter|police|suicid|help"
    r"|şiddet|istismar|mağdur|sığın|polis|intihar|yardım|عنف|اعتداء|ضحي|شرطة|انتحار|مساعدة|ملجأ"
    r"|przemoc|ofiar|schronis|policj|samobój|pomoc|насил|жертв|притул|поліці|самогуб|допомог"
    r"|gewalt|missbrauch|opfer|zuflucht|polizei|selbstmord|suizid|hilfe|https?:|www\.|/hulp",
    re.IGNORECASE,
)


def doors(client: Client) -> Iterator[ContactPoint]:
    yield from map(catalogue(client).door, catalogue(client).ids("contact-point"))


def card(client: Client, slug: str, query: str = "", base: str = "") -> str:
    answer = client.get(f"{base}/hulp/{id_of(client, slug)}/kaartje{query}")
    assert answer.status_code == 200
    return answer.text


def paper(page: str) -> str:
    """What is printed of a page with a card."""
    return page.partition('<section class="paper')[2].partition("</section>")[0].partition(">")[2]


@pytest.mark.parametrize("base", BASES.values())
def test_a_neutral_card_tells_nobody_what_it_is_about(client: Client, base: str) -> None:
    names = [each.name for each in map(catalogue(client).organization, catalogue(client).ids("organization"))]
    for door in doors(client):
        page = client.get(f"{base}/hulp/{door.id}/kaartje?soort=neutraal").text
        printed = read(paper(page))
        title = page.partition("<title>")[2].partition("</title>")[0]
        for text in (printed, title, paper(page)):
            assert not SUBJECT.search(text), text
            assert not [each for each in names if each.lower() in text.lower()]
        if door.phone:
            assert door.phone.number in printed
        assert door.id not in paper(page)


def test_a_neutral_card_has_number_hours_and_lines_for_a_pen(client: Client) -> None:
    page = card(client, ADVICE, "?soort=neutraal")
    assert read(paper(page)) == "Afspraak 0800-2000 Dag en nacht Met: Dag en tijd:"
    assert square("tel:08002000") in page
    # What is not printed says what the card cannot hide.
    assert "Het nummer zelf kan iemand wel opzoeken." in page
    assert "<title>Afspraak</title>" in page


def test_a_door_without_number_or_address_says_that_its_neutral_card_is_empty(client: Client) -> None:
    page = card(client, CHAT, "?soort=neutraal")
    assert "Van deze ingang is geen nummer of adres bekend." in read(page)
    assert "<svg" not in paper(page)


def test_a_card_with_a_name_leads_to_the_page_with_the_facts_of_today(client: Client) -> None:
    for code, base in BASES.items():
        page = card(client, CHAT, base=base)
        assert square(f"http://127.0.0.1:8000{base}/hulp/{id_of(client, CHAT)}") in page, code
        assert "Veilig Thuis Twente" in paper(page)
    found = read(paper(card(client, CHAT)))
    assert "chat: veiligthuis.nl" in found
    assert "ma–vr 09:00–17:00" in found
    assert "Nagekeken op 24 nov 2026" in found


def test_a_card_has_two_sizes_and_each_choice_is_a_link(client: Client) -> None:
    id = id_of(client, ADVICE)
    for query, size, neutral in (
        ("", "a6", "gewoon"),
        ("?maat=a4", "a4", "gewoon"),
        ("?maat=a4&soort=neutraal", "a4", "neutraal"),
        ("?maat=%00&soort[]=x&maat=a9", "a6", "gewoon"),
    ):
        page = card(client, ADVICE, query)
        assert f'<section class="paper {size}"' in page
        assert f"/assets/card-{size}." in page
        other = "a4" if size == "a6" else "a6"
        assert f'href="/hulp/{id}/kaartje?maat={other}&amp;soort={neutral}"' in page
        assert f'href="/en/hulp/{id}/kaartje?maat={size}&amp;soort={neutral}"' in page
    for size in ("a6", "a4"):
        sheet = client.get(re.findall(rf'"(/assets/card-{size}[^"]+)"', card(client, ADVICE, f"?maat={size}"))[0]).text
        # Without a margin no browser prints the address of the page.
        assert re.search(r"@page \{ size: (105mm 148mm|A4); margin: 0; \}", sheet)


def test_a_secret_place_is_on_no_card(desk: Desk) -> None:
    place = id_of(desk.client, "kadera-opvang-enschede", "location")
    change(desk, "contact-point", SHELTER, location_id=place)
    for query in ("", "?soort=neutraal"):
        printed = read(paper(card(desk.client, SHELTER, query)))
        assert "Enschede" not in printed
        assert "Twente" not in printed
    assert "Het adres is geheim. Bel eerst." in read(paper(card(desk.client, SHELTER)))


@pytest.mark.parametrize("base", BASES.values())
def test_a_note_is_filled_in_by_who_refers_and_cannot_be_sent(client: Client, base: str) -> None:
    answer = client.get(f"{base}/hulp/{id_of(client, REFERRED)}/verwijsbriefje")
    assert answer.status_code == 200
    page = Text(answer.text)
    fields = [*page.all("textarea"), *page.all("input")]
    assert len(fields) > 10
    assert not page.all("form")
    for each in fields:
        assert "name" not in each
        assert each["autocomplete"] == "off"
    # A browser sends nothing of a field without a form; and no button of ours does either.
    assert {each["type"] for each in page.all("button")} <= {"button"}


def test_a_note_says_where_its_words_stay_and_how_to_hand_over(client: Client) -> None:
    found = read(client.get(f"/hulp/{id_of(client, REFERRED)}/verwijsbriefje").text)
    assert "Wat u typt, blijft in uw browser. Er gaat niets naar ons." in found
    assert "Hoe meldt u iemand aan Aanmelden gaat via Team Toegang" in found
    for each in ("Bel samen", "Vraag welk nummer en welke uren veilig zijn.", "als niemand opneemt"):
        assert each in found


def test_an_address_book_gets_number_and_name_and_no_more(client: Client) -> None:
    answer = client.get(f"/hulp/{id_of(client, REFERRED)}/contact.vcf")
    assert answer.headers["content-type"] == "text/vcard; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="contact.vcf"'
    assert answer.headers["cache-control"] == "no-store"
    lines = answer.text.split("\r\n")
    assert lines[:2] == ["BEGIN:VCARD", "VERSION:4.0"]
    assert "TEL;VALUE=uri:tel:0884222495" in lines
    assert lines[-2:] == ["END:VCARD", ""]
    assert all(len(line.encode()) <= 75 for line in lines)


def test_a_line_of_an_address_book_is_folded_between_letters(desk: Desk) -> None:
    name = "Één, twee; drie\\ " * 9
    change(desk, "contact-point", REFERRED, name=name.strip())
    found = vcard(doorway(catalogue(desk.client), id_of(desk.client, REFERRED)))
    assert all(len(line) <= 75 for line in found.split(b"\r\n"))
    whole = found.decode().replace("\r\n ", "")
    assert r"FN:Kadera: Één\, twee\; drie\\ Één" in whole


# The list.


def listed(client: Client, base: str = "", status: int = 200, **fields: str) -> str:
    answer = client.post(f"{base}/lijst", content=urlencode(fields), headers=FORM)
    assert answer.status_code == status
    return answer.text


def ids(page: str) -> list[str]:
    return re.findall(r'<li class="card" data-id="([^"]+)"', page)


def test_the_page_of_the_list_says_where_the_list_is(client: Client) -> None:
    for base in BASES.values():
        answer = client.get(f"{base}/lijst")
        assert answer.status_code == 200
        assert '<meta name="robots" content="noindex">' in answer.text
    found = read(client.get("/lijst").text)
    assert "De lijst staat alleen in het adres van deze pagina. Wij bewaren niets." in found
    assert "Het adres blijft wel in de geschiedenis van dit toestel staan." in found


def test_a_door_leads_to_a_list_with_itself(client: Client) -> None:
    id = id_of(client, ADVICE)
    assert f'href="/pl/lijst#{id}"' in client.get(f"/pl/hulp/{id}").text


def test_ids_and_links_make_a_list_in_the_order_they_were_given(client: Client) -> None:
    one, other = id_of(client, ADVICE), id_of(client, REFERRED)
    empty = id_of(client, "hear-my-voice", "organization")
    for text in (
        f"{one}.{other}.{empty}",
        f"https://gids.nl/lijst#{one}.{other} en /organisatie/hear-my-voice",
        f"http://x/en/hulp/{ADVICE}?x=1\nhttps://x/hulp/{other}#{one}\n{empty.upper()}",
    ):
        page = listed(client, more=text)
        assert ids(page) == [one, other, empty]
        assert f'href="/lijst#{one}.{other}.{empty}"' in page
    assert "0800-2000" in page
    assert "Dag en nacht open" in page


def test_an_organization_is_its_doors(client: Client) -> None:
    doors = ids(listed(client, more="/organisatie/kadera"))
    assert id_of(client, REFERRED) in doors
    assert len(doors) > 3


def test_a_door_is_taken_off_the_list(client: Client) -> None:
    one, other = id_of(client, ADVICE), id_of(client, REFERRED)
    assert ids(listed(client, ids=f"{one}.{other}", drop=one)) == [other]
    assert ids(listed(client, "/ar", ids=one, drop=one)) == []


def test_a_list_survives_mergers_and_says_what_is_gone(desk: Desk) -> None:
    one, other, third = (id_of(desk.client, each) for each in (ADVICE, CHAT, REFERRED))
    bury(desk, "contact-point", CHAT, status="merged", successor_id=one)
    bury(desk, "contact-point", REFERRED)
    page = listed(desk.client, ids=f"{other}.{third}.{'0' * 8}-0000-0000-0000-{'0' * 12}")
    assert ids(page) == [one]
    assert f'href="/lijst#{one}"' in page
    found = read(page)
    assert "1 ingang is er niet meer." in found
    assert "1 ingang kennen wij niet." in found


def test_what_is_no_list_is_kept_and_said(client: Client) -> None:
    page = listed(client, status=400, more='<script>alert(1)</script> "')
    assert "Hierin staat geen ingang die wij kennen." in page
    assert "&lt;script&gt;" in page
    many = ".".join(f"{number:08x}-0000-0000-0000-000000000000" for number in range(500))
    assert f"{MOST} ingangen kennen wij niet." in read(listed(client, ids=many))
    for raw in (b"\xff\xfe", b"ids", b"ids=&more=", b"x" * 50_000):
        assert client.post("/lijst", content=raw, headers=FORM).status_code == 200
    assert client.post("/lijst", content=b"ids=" + b"x" * 70_000, headers=FORM).status_code == 413
