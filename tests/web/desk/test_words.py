"""Words at the desk: what nobody found becomes another word of a term, and another meaning needs a second person."""

from datetime import timedelta
from typing import Any

import pytest

from directory.curation.approving import Approval, approve
from directory.gate.house import House
from directory.model import Proposal, Term, Vocabulary
from directory.model.json import decode
from tests.conftest import NOW, Desk
from tests.web.desk.colleague import Colleague, hidden, hire

HOSTILE = "\"><script>alert(1)</script>'{{7*7}}"
HOME = "/beheer/woorden"
TERM = f"{HOME}/begrippen/topics/stalking"


def house(desk: Desk) -> House:
    found: House = desk.application.litestar.state.house
    return found


def topics(desk: Desk) -> Vocabulary:
    kept = next(each for each in desk.store.records("vocabulary") if b'"topics"' in each.document[:400])
    record = decode("vocabulary", kept.document)
    assert isinstance(record, Vocabulary)
    return record


def stalking(desk: Desk) -> Term:
    return next(each for each in topics(desk).terms if each.slug == "stalking")


def fields(desk: Desk, colleague: Colleague, **more: str) -> dict[str, Any]:
    """The form of the term, as it is sent when nothing but this is changed."""
    of = stalking(desk)
    labels = {f"labels-{code}": text for code, text in of.labels.items()}
    given = {
        "label": of.label,
        "definition": of.definition,
        "other": "\r\n".join(of.alternate_labels),
        "broader": of.broader or "",
        "source": of.source or "",
        "revision": hidden(colleague.get(TERM).text)["revision"],
        "reason": "Zo zeggen mensen het.",
    }
    return {**given, **labels, **more}


def found(desk: Desk, word: str) -> int:
    """How many doors a visitor finds with it."""
    total: int = desk.client.get("/api/v1/search", params={"q": word}).json()["totalItems"]
    return total


def agreed(desk: Desk, proposal: Proposal) -> None:
    """A colleague who read the source says yes."""
    seen = tuple(each.expected for each in proposal.changes)
    other = hire(desk, "reviewer", f"ander-{proposal.id[:4]}")
    given = Approval(revision=proposal.revision, seen=seen, checked="read")
    approve(desk.store, proposal.id, given, other.actor, desk.now)


def test_words_are_for_who_reviews(desk: Desk) -> None:
    for path in (HOME, f"{HOME}/zoekwoorden", f"{HOME}/begrippen/topics", TERM, f"{HOME}/begrippen/topics/nieuw"):
        assert hire(desk, "editor").get(path).status_code == 403
        assert hire(desk, "reviewer").get(path).status_code == 200
        assert desk.client.get(path, follow_redirects=False).status_code == 303
    for path in (TERM, f"{HOME}/begrippen/topics/nieuw", f"{HOME}/kies"):
        assert hire(desk, "editor").post(path, {"label": "x"}).status_code == 403


def test_a_word_that_nobody_found_becomes_another_word_of_a_term_and_is_found_then(desk: Desk) -> None:
    for day in range(5):
        house(desk).counts.add({}, [(NOW.date() - timedelta(days=day), "achternalopen")])
    reviewer = hire(desk, "reviewer")
    assert "<strong>achternalopen" in reviewer.get(HOME).text
    chosen = reviewer.post(f"{HOME}/kies", {"word": "achternalopen", "term": "topics/stalking"})
    assert chosen.status_code == 200
    assert "achternalopen</textarea>" in chosen.text
    assert found(desk, "achternalopen") == 0
    given = fields(desk, reviewer)
    given["other"] += "\r\nachternalopen"
    done = reviewer.post(TERM, given)
    assert done.headers["location"] == f"{HOME}/begrippen/topics?gedaan=proposed"
    assert "achternalopen" not in stalking(desk).alternate_labels
    (waits,) = desk.store.proposals("open")
    agreed(desk, waits)
    assert "achternalopen" in stalking(desk).alternate_labels
    assert found(desk, "achternalopen") > 0
    assert "<strong>achternalopen" not in reviewer.get(HOME).text


def test_another_meaning_has_the_day_of_today_and_another_name_has_not(desk: Desk) -> None:
    reviewer = hire(desk, "reviewer")
    version = topics(desk).version
    reviewer.post(TERM, fields(desk, reviewer, label="stalking door een ex"))
    (waits,) = desk.store.proposals("open")
    assert waits.changes[0].after.version == version  # type: ignore[union-attr]
    reviewer.post(TERM, fields(desk, reviewer, definition="Iets heel anders."))
    other = next(each for each in desk.store.proposals("open") if each.id != waits.id)
    assert other.changes[0].after.version == NOW.date().isoformat()  # type: ignore[union-attr]
    assert "unchanged" in reviewer.post(TERM, fields(desk, reviewer)).headers["location"]


def test_two_people_at_two_terms_do_not_meet_and_at_one_see_both_sides(desk: Desk) -> None:
    one, other = hire(desk, "reviewer"), hire(desk, "reviewer", "ander")
    mine = fields(desk, one, definition="Wat ik ervan maak.")
    elsewhere = f"{HOME}/begrippen/topics/partnergeweld"
    term = next(each for each in topics(desk).terms if each.slug == "partnergeweld")
    theirs = {**mine, "label": term.label, "broader": term.broader or "", "definition": "Iets over partners."}
    other.post(elsewhere, theirs)
    agreed(desk, desk.store.proposals("open")[0])
    # The vocabulary has another revision now; this term has not changed.
    assert "gedaan=proposed" in one.post(TERM, mine).headers["location"]
    late = fields(desk, one, definition="Ook iets anders.")
    other.post(TERM, fields(desk, other, definition=f"Wat een ander ervan maakt. {HOSTILE}"))
    agreed(desk, next(each for each in desk.store.proposals("open") if each.author.actor == "persoon-ander"))
    met = one.post(TERM, late)
    assert met.status_code == 412
    assert "Een collega heeft dit begrip net veranderd" in met.text
    assert "Wat een ander ervan maakt." in met.text
    assert "Ook iets anders." in met.text
    assert "<script>alert(1)" not in met.text
    again = one.post(TERM, {**late, "revision": hidden(met.text)["revision"]})
    assert "gedaan=proposed" in again.headers["location"]


def test_a_new_term_is_published_by_who_administers_and_proposed_by_who_reviews(desk: Desk) -> None:
    new = {
        "label": "Digitaal geweld",
        "definition": "Geweld met een telefoon.",
        "broader": "stalking",
        "reason": "Nieuw.",
    }
    path = f"{HOME}/begrippen/topics/nieuw"
    assert "gedaan=proposed" in hire(desk, "reviewer").post(path, new).headers["location"]
    ada = hire(desk, "administrator")
    assert "gedaan=published" in ada.post(path, {**new, "label": "Ander geweld"}).headers["location"]
    made = next(each for each in topics(desk).terms if each.slug == "ander-geweld")
    assert (made.label, made.broader) == ("Ander geweld", "stalking")
    assert "Ander geweld" in ada.get(f"{HOME}/begrippen/topics").text
    twice = ada.post(path, {**new, "label": "Nog iets", "slug": "stalking"})
    assert twice.status_code == 400
    assert "Dit is er al met deze naam." in twice.text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"label": ""}, "label"),
        ({"label": "x" * 999}, "label"),
        ({"definition": ""}, "definition"),
        ({"other": "\n".join(f"woord {number}" for number in range(99))}, "other"),
        ({"broader": "bestaat-niet"}, "broader"),
        ({"broader": "stalking"}, "broader"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 5_000}, "reason"),
        ({"labels-en": "x" * 999}, "labels"),
        ({"definition": "Bel aan op Wilgenpad 87, 7522 KX Enschede"}, "definition"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_written(
    desk: Desk, wrong: dict[str, str], field: str
) -> None:
    reviewer = hire(desk, "reviewer")
    before = desk.store.sequence()
    refused = reviewer.post(TERM, fields(desk, reviewer, source=HOSTILE, **wrong))
    assert refused.status_code == 400
    assert f'id="{field}-fout"' in refused.text
    assert "<script>alert(1)" not in refused.text
    assert (desk.store.sequence(), desk.store.proposals()) == (before, ())


@pytest.mark.parametrize("path", ["topics/nobody", "secrets", "secrets/x", "%00/%00", "topics/..%2F..", "x" * 400])
def test_what_is_not_there_is_not_there(desk: Desk, path: str) -> None:
    reviewer = hire(desk, "reviewer")
    assert reviewer.get(f"{HOME}/begrippen/{path}").status_code == 404
    assert reviewer.post(f"{HOME}/begrippen/{path}", {"label": "x"}).status_code in (404, 405)


def test_a_word_without_a_term_is_asked_again_and_hostile_words_stay_words(desk: Desk) -> None:
    reviewer = hire(desk, "reviewer")
    asked = reviewer.post(f"{HOME}/kies", {"word": HOSTILE, "term": ""})
    assert asked.status_code == 400
    assert "<script>alert(1)" not in asked.text
    assert reviewer.post(f"{HOME}/kies", {"word": "x", "term": "topics/nobody"}).status_code == 404
    form = reviewer.post(f"{HOME}/kies", {"word": HOSTILE, "term": "topics/stalking"})
    assert "<script>alert(1)" not in form.text


def test_the_lexicon_is_there_to_read_what_is_asked_for_most_first(desk: Desk) -> None:
    reviewer = hire(desk, "reviewer")
    house(desk).counts.add({(NOW.date(), "huurschuld"): 3, (NOW.date(), house(desk).words.concepts[-1].concept): 9}, [])
    page = reviewer.get(f"{HOME}/zoekwoorden")
    assert house(desk).words.concepts[-1].preferred in page.text
    assert "seeds/lexicon" in page.text
    assert reviewer.get(f"{HOME}/zoekwoorden?pagina=9999").status_code == 200
