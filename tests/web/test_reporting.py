"""A visitor says that a fact is wrong: the fact is kept, nothing of who says so, and a fault is said where it is."""

from typing import Any
from urllib.parse import urlencode

from directory.curation.reports import ABOUT
from directory.web.reporting import AN_HOUR
from tests.conftest import Client, Desk
from tests.web.entries import Text, bury, id_of, read
from tests.web.test_door_page import ADVICE, FORM, HOSTILE, SHELTER, assert_harmless


def tell(desk: Desk, path: str, **fields: str) -> Any:
    return desk.client.post(f"{path}/klopt-niet", content=urlencode(fields), headers=FORM)


def door(desk: Desk, slug: str = ADVICE) -> str:
    return f"/hulp/{id_of(desk.client, slug)}"


def kept(desk: Desk) -> list[tuple[str, str, str, str | None, int]]:
    reports = desk.application.litestar.state.house.reports.open(100)
    return [(each.kind, each.slug, each.about, each.text, each.times) for each in reports]


def test_the_form_asks_for_the_fact_and_says_that_nobody_answers(desk: Desk) -> None:
    for path in (door(desk), "/organisatie/kadera"):
        page = desk.client.get(path).text
        form = page.partition("/klopt-niet")[2].partition("</form>")[0]
        assert "Vertel hier niet wat u meemaakt. Niemand antwoordt. Wij vragen niet wie u bent." in read(form)
        assert [each["name"] for each in Text(form).all("select")] == ["about"]
        assert [each["name"] for each in Text(form).all("textarea")] == ["text"]
        assert not Text(form).all("input")
        assert [each["value"] for each in Text(form).all("option")] == ["", *ABOUT]
        assert 'autocomplete="off"' in page.partition("/klopt-niet")[2][:60]


def test_what_is_wrong_is_kept_and_thanked_for(desk: Desk) -> None:
    told = tell(desk, door(desk), about="phone", text="Het is 0800-2001.")
    assert told.status_code == 200
    assert "U krijgt geen antwoord, want wij weten niet wie u bent." in told.text
    assert tell(desk, "/en/organisatie/kadera", about="closed").status_code == 200
    assert kept(desk) == [
        ("contact-point", ADVICE, "phone", "Het is 0800-2001.", 1),
        ("organization", "kadera", "closed", None, 1),
    ] or kept(desk) == [
        ("organization", "kadera", "closed", None, 1),
        ("contact-point", ADVICE, "phone", "Het is 0800-2001.", 1),
    ]


def test_sending_it_twice_is_one_report(desk: Desk) -> None:
    for _ in range(2):
        assert tell(desk, door(desk), about="phone").status_code == 200
    assert kept(desk) == [("contact-point", ADVICE, "phone", None, 2)]


FAULTS: tuple[tuple[dict[str, str], str], ...] = (
    ({}, "Kies wat er niet klopt."),
    ({"about": "kleur"}, "Kies wat er niet klopt."),
    ({"about": "phone", "text": "x" * 201}, "Maak de tekst korter: hoogstens 200 tekens."),
    ({"about": "phone", "text": "a\u202eb"}, "Er staan tekens in die wij niet kunnen lezen. Typ de tekst opnieuw."),
    ({"about": "other", "text": "Mail naar jan@voorbeeld.nl"}, "Haal het mailadres weg."),
    ({"about": "other", "text": "Bel 06-12345678"}, "Haal het mobiele nummer weg."),
)


def test_a_fault_is_said_at_the_field_and_what_was_typed_is_kept(desk: Desk) -> None:
    for fields, fault in FAULTS:
        answer = tell(desk, door(desk), **fields)
        assert answer.status_code == 400
        page = Text(answer.text)
        assert fault in page.text
        assert answer.text.partition("<title>")[2].startswith("Fout:")
        field = "text" if fields.get("text") else "about"
        wrong = [each for each in (*page.all("select"), *page.all("textarea")) if each.get("aria-invalid")]
        assert [each["name"] for each in wrong] == [field]
        assert f"{field}-fault" in str(wrong[0]["aria-describedby"])
        assert f'href="#{field}"' in answer.text
        assert fields.get("text", "") in answer.text
    assert kept(desk) == []


def test_where_a_shelter_is_cannot_be_told(desk: Desk) -> None:
    answer = tell(desk, door(desk, SHELTER), about="address", text="Het is Kanariestraat 12")
    assert answer.status_code == 400
    assert "Haal het adres weg. Van deze organisatie is een plek geheim." in read(answer.text)
    assert b"Kanarie" not in b"".join(each.read_bytes() for each in desk.settings.data.iterdir() if each.is_file())


def test_hostile_text_is_shown_as_text(desk: Desk) -> None:
    for text in (HOSTILE * 10, "\x00\x01", "\ud800".encode("utf-8", "replace").decode(), "</textarea><script>"):
        answer = tell(desk, door(desk), about=text, text=text)
        assert answer.status_code == 400
        assert_harmless(answer.text)
    for raw in (b"\xff%%&&=", b"about", b"a=b&" * 5_000):
        assert desk.client.post(f"{door(desk)}/klopt-niet", content=raw, headers=FORM).status_code == 400


def test_too_much_is_too_much(desk: Desk) -> None:
    assert tell(desk, door(desk), about="phone", text="x" * 40_000).status_code == 413


def test_after_so_many_in_an_hour_a_visitor_waits(desk: Desk) -> None:
    answers = [tell(desk, door(desk), about="phone") for _ in range(AN_HOUR)]
    assert {each.status_code for each in answers} == {200}
    refused = tell(desk, f"/en{door(desk)}", about="phone")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert refused.headers["content-type"] == "text/html; charset=utf-8"
    assert 'lang="en"' in refused.text
    assert 'href="tel:112"' in refused.text
    assert desk.client.get(door(desk)).status_code == 200
    assert tell(desk, "/organisatie/kadera", about="phone").status_code == 429


def test_a_report_about_what_is_gone_is_not_kept(desk: Desk) -> None:
    path = door(desk)
    bury(desk, "contact-point", ADVICE)
    assert tell(desk, path, about="phone").status_code == 410
    assert tell(desk, "/hulp/bestaat-niet", about="phone").status_code == 404
    assert kept(desk) == []


def test_when_it_cannot_be_kept_that_is_said(desk: Desk) -> None:
    house = desk.application.litestar.state.house

    class Full:
        def keep(self, report: object) -> bool:
            return False

    house.reports, before = Full(), house.reports
    answer = tell(desk, door(desk), about="phone")
    house.reports = before
    assert answer.status_code == 503
    assert "Uw bericht is niet bewaard." in answer.text


def test_no_word_of_it_is_in_the_log(desk: Desk) -> None:
    tell(desk, door(desk), about="other", text="kanariewoord")
    tell(desk, door(desk), about="", text="kanariewoord")
    assert "kanarie" not in "\n".join(desk.log.lines)


def test_a_link_to_the_form_shows_it_empty_so_that_another_language_can_be_chosen(client: Client) -> None:
    for path in ("/hulp/kadera-ambulante-hulp-telefoon", "/organisatie/kadera"):
        answer = client.get(f"{path}/klopt-niet")
        assert answer.status_code == 200
        assert 'href="tel:112"' in answer.text
        assert 'class="faults"' not in answer.text
        assert "/klopt-niet" in answer.text.partition("<form")[2]
        assert client.get(f"/ar{path}/klopt-niet").status_code == 200
