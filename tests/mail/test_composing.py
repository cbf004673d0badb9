"""What a mail looks like to who sees it, also over somebody's shoulder: plain, neutral, without names or places."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import hypothesis.strategies as some
import pytest
from hypothesis import given, settings

from directory.mail.composing import compose, said
from directory.mail.letters import (
    Alarm,
    Digest,
    Facts,
    Invitation,
    PartnerCall,
    PartnerNotice,
    PartnerQuestion,
)
from directory.mail.queue import ADDRESS, deliverable
from tests.conftest import NOW, Client
from tests.mail.post import SENDER, Post, id_of

LINK = "https://gids.example/p?token=0123456789abcdef"
ENDS = NOW + timedelta(days=7)
EVERY: tuple[Facts, ...] = (
    PartnerQuestion(link=LINK, ends=ENDS, questions=3),
    PartnerQuestion(link=LINK, ends=ENDS, questions=1, reminders=2),
    PartnerQuestion(link=LINK, ends=ENDS, asked=True),
    PartnerQuestion(link=LINK, ends=ENDS),
    PartnerNotice(link=LINK),
    PartnerNotice(link=LINK, hidden=True),
    PartnerCall(link=LINK, partners=1),
    PartnerCall(link=LINK, partners=4),
    Digest(link=LINK, waiting=1, published=2),
    Alarm(link=LINK, hidden=1, waiting=2, published=1),
    Invitation(link=LINK, ends=ENDS),
    Invitation(link=LINK, ends=ENDS, purpose="passphrase"),
    Invitation(link=LINK, ends=ENDS, purpose="second-factor"),
)
LOUD = ("geweld", "violence", "mishandel", "slachtoffer", "opvang", "veilig", "melden", "meldpunt", "twente")


def mail_of(facts: Facts) -> EmailMessage:
    return compose(id_of(1), "info@partner.example", facts, SENDER, NOW)


def test_no_mail_names_the_subject_a_place_or_an_organization(client: Client) -> None:
    names = [each["name"] for each in client.get("/api/v1/organizations?perPage=100").json()["items"]]
    places = [each["name"] for each in client.get("/api/v1/places?q=en").json()["items"]]
    assert names
    assert places
    for facts in EVERY:
        subject, paragraphs = said(facts)
        text = " ".join((subject, str(mail_of(facts)["From"]), *paragraphs)).lower()
        assert not any(word in text for word in LOUD), facts
        for word in (*names, *places):
            assert not re.search(rf"\b{re.escape(word.lower())}\b", text), (facts, word)


@pytest.mark.parametrize("facts", EVERY, ids=lambda each: type(each).__name__)
def test_a_mail_is_plain_text_that_asks_for_nothing_and_answers_nobody(facts: Facts) -> None:
    mail = mail_of(facts)
    assert mail.get_content_type() == "text/plain"
    assert not mail.is_multipart()
    assert mail["From"] == f"Beheer gegevens <{SENDER}>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == f"<{id_of(1)}@gids.example>"
    text = mail.get_content()
    assert LINK in text.splitlines()
    assert text.count("http") == 1
    for sign in ("<", "!", "{"):
        assert sign not in text
    for name in ("Disposition-Notification-To", "Return-Receipt-To", "Reply-To", "List-Unsubscribe", "Received"):
        assert name not in mail
    raw = mail.as_bytes()
    assert raw == mail_of(facts).as_bytes()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    raw.decode("ascii")


def test_a_count_and_a_moment_are_said_as_people_say_them() -> None:
    _, question = said(EVERY[0])
    assert "Wij hebben 3 vragen daarover." in question[0]
    assert any("tot 02-12-2026 om 14:00 uur" in each for each in question)
    assert said(EVERY[1])[0] == "Herinnering: een vraag over uw gegevens"
    assert "1 vraag daarover" in said(EVERY[1])[1][0]
    assert said(EVERY[6])[1][0].startswith("1 organisatie heeft")
    assert said(EVERY[9])[1][0] == "Een collega heeft 1 gegeven weggehaald, omdat het fout was."


@pytest.mark.parametrize("sender", ["a@b.nl\nBcc: x@y.nl", "a@b.nl, x@y.nl", "niemand <a@b.nl>"])
def test_nothing_gets_into_a_header_that_is_not_one_address(sender: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        compose(id_of(1), "rik@example.nl", EVERY[0], sender, NOW).as_bytes()
    with pytest.raises(ValueError, match=r".+"):
        compose(id_of(1), sender, EVERY[0], SENDER, NOW).as_bytes()


def test_what_arrives_is_what_was_composed(post: Post) -> None:
    for number, facts in enumerate(EVERY):
        post.put(number, facts)
    with post.open() as office:
        assert post.deliver().sent == len(EVERY)
    for mail in office.mails:
        assert mail.get_content_type() == "text/plain"
        assert mail["To"] == "rik@example.nl"
        assert LINK in mail.get_content()


@given(some.from_regex(ADDRESS, fullmatch=True).filter(deliverable) | some.emails() | some.text())
@settings(max_examples=200)
def test_whatever_is_deliverable_is_one_address_and_adds_no_header(address: str) -> None:
    if not deliverable(address):
        return
    mail = message_from_bytes(compose(id_of(1), address, EVERY[0], SENDER, NOW).as_bytes(), policy=policy.default)
    assert [each.addr_spec for each in mail["To"].addresses] == [address]
    assert mail.keys() == mail_of(EVERY[0]).keys()
    assert mail.get_content().splitlines() == mail_of(EVERY[0]).get_content().splitlines()
