"""A hit as a card: everything that decides whether somebody calls, in place, so that no other page need be opened.

What depends on the question is in `Card`; the rest is made once per entry, language and version of the atlas.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache

import msgspec
from markupsafe import Markup

from directory.atlas.index import Index
from directory.gate.house import House
from directory.model import Id, Operation
from directory.search import Hit
from directory.web import naming
from directory.web.addressing import Shown, address
from directory.web.doorway import ALWAYS_THERE
from directory.web.frame import environment
from directory.web.hours import said_now
from directory.web.languages import Speech

# What decides whether somebody dares, in this order: of each it is said whether it holds, or that it is not known.
DARES = ("gratis", "anoniem", "niet-op-telefoonrekening", "handelt-zonder-toestemming", "belt-terug")
# Of a door that is no phone these are no question.
BILL = "niet-op-telefoonrekening"
BY_PHONE = frozenset({BILL, "belt-terug"})
# Good to know before, and no advantage: these get no tick.
MIND = frozenset(
    {
        "handelt-zonder-toestemming",
        "informeert-instanties",
        "verwijzing-nodig",
        "afspraak-nodig",
        "veiligheidstaxatie-vooraf",
    }
)
REMEMBERED = 4_000


class Named(msgspec.Struct, frozen=True):
    """An organization or a service by name."""

    id: str
    slug: str
    name: str
    role: str = ""


class Where(msgspec.Struct, frozen=True):
    """Where a door is; of a confidential one nothing but its region."""

    confidential: bool = False
    place: str = ""
    street: str = ""
    postcode: str = ""
    name: str = ""


class Item(msgspec.Struct, frozen=True, rename="camel"):
    """What the index shows of an entry, whoever asks."""

    id: str
    slug: str
    kind: Shown
    organization: Named
    channel: str
    service: Named | None = None
    name: str = ""
    description: str = ""
    phone: str = ""
    url: str = ""
    email: str = ""
    location: Where | None = None
    access: str = ""
    conditions: Mapping[str, str] = {}
    operation: Operation | None = None
    verified_on: date | None = None

    @property
    def href(self) -> str:
        """Where it is shown."""
        return address(self.kind, self.id)

    @property
    def called(self) -> str:
        """What the door or its service is called; "" of an organization."""
        return self.name or (self.service.name if self.service else "")


_item = msgspec.json.Decoder(Item)


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One card: `body` is what stands on it for everybody, the rest is of this question."""

    id: str
    name: str
    service: str
    href: str
    channel: str
    body: Markup
    hours: str
    state: str
    away: str
    reasons: tuple[str, ...]
    stale: bool


def item_at(position: int, here: House) -> Item:
    """What the index shows of the entry at this position."""
    return _item.decode(here.finder.index.ready(position) or b"{}")


def cards(hits: Iterable[Hit], at: datetime, here: House, speech: Speech) -> list[Card]:
    """These hits as cards, in order."""
    return [_card(hit, at, here, speech) for hit in hits]


def _card(hit: Hit, at: datetime, here: House, speech: Speech) -> Card:
    item, body = _standing(here.finder.index.items[hit.position] or b"{", here.atlas.sequence, here, speech)
    return Card(
        id=item.id,
        name=item.organization.name,
        service=item.called,
        href=item.href,
        channel=_channel(item, here, speech),
        body=body,
        hours=said_open(hit, item.channel, at, here, speech),
        state=hit.open,
        away=said_away(hit.distance_km, speech),
        reasons=hit.reasons,
        stale=hit.stale,
    )


@lru_cache(maxsize=REMEMBERED)
def _standing(raw: bytes, sequence: int, here: House, speech: Speech) -> tuple[Item, Markup]:
    item = _item.decode(raw + b"}")
    body = (
        environment(speech.code)
        .get_template("card.html")
        .render(
            item=item,
            shut=naming.states(speech).get(item.operation.state, "") if item.operation else "",
            channel=_channel(item, here, speech),
            conditions=conditions(item, here, speech),
            speech=speech,
        )
    )
    return item, Markup(body)  # noqa: S704  Jinja has escaped it


def _channel(item: Item, here: House, speech: Speech) -> str:
    return here.label("channels", item.channel, speech.code) if item.channel != "unknown" else ""


def conditions(item: Item, here: House, speech: Speech) -> dict[str, list[str]]:
    """By answer (`yes`, `no`, `unknown`) the conditions that decide, as labels; `mind` are those that give pause."""
    asked = [each for each in DARES if item.channel == "telefoon" or each not in BY_PHONE]
    told: dict[str, list[str]] = {"yes": [], "mind": [], "no": [], "unknown": []}
    if item.kind != "contact-point":
        return told
    for each in dict.fromkeys((*asked, *item.conditions)):
        answer = item.conditions.get(each, "unknown")
        if each == BILL and each in asked:
            part, text = _on_the_bill(answer, speech)
            told[part].append(text)
        elif each in asked or answer == "yes":
            part = "mind" if answer == "yes" and each in MIND else answer
            told[part].append(here.label("conditions", each, speech.code))
    return told


def _on_the_bill(answer: str, speech: Speech) -> tuple[str, str]:
    """Whether a number is on the bill: never a no of a not, and never without the list of calls (SAFETY 4)."""
    _ = speech.say
    if answer == "yes":
        return "yes", _("niet op de telefoonrekening, wel in de bellijst van dit toestel")
    return "mind" if answer == "no" else "unknown", _("staat op de telefoonrekening")


def cards_of(ids: Iterable[Id], at: datetime, here: House, speech: Speech) -> list[Card]:
    """These entries as cards, in this order and whatever was asked. What is not in the index is left out."""
    positions = [position for id in ids if (position := _position(id, here.finder.index)) is not None]
    return cards(here.narrator.standing(positions, at), at, here, speech)


def _position(id: Id, index: Index) -> int | None:
    # The table is shared by versions: the place of an id may be of a later one.
    position = index.position.get(id)
    if position is None or position >= len(index.ids) or index.ids[position] != id or not index.items[position]:
        return None
    return position


def said_open(hit: Hit, channel: str, at: datetime, here: House, speech: Speech) -> str:
    """Whether somebody answers now, and until or from when: "Nu open, tot 17:00".

    "" where that is no question: of a site or a mailbox of which no hours are told.
    """
    index = here.finder.index
    number = int(index.columns["schedule"][hit.position])
    if number < 0 and channel in ALWAYS_THERE and hit.open == "unknown":
        return ""
    hours = index.schedules[number] if number >= 0 else None
    return said_now(hit.open, hours, at, speech, again=hit.opens_at)


def said_away(km: float | None, speech: Speech) -> str:
    """How far a place is: "3 km"; under a kilometre is not told more finely than a postcode is large."""
    if km is None:
        return ""
    return speech.say("minder dan 1 km") if km < 1 else speech.say("{} km").format(round(km))
