"""The forms: which fields each kind of record has, in the order in which people need them, with what they are called.

What a record holds and no form shows stays as it was. Of a confidential place there is a form of its own, without any
field that tells where it is: what nobody can type cannot leak.
"""

from collections.abc import Mapping
from typing import Literal

from directory.model import Kind
from directory.web import naming
from directory.web.desk.editing.fields import Field, Form, Options, Piece, Section, Widget, one
from directory.web.desk.values import CODES, DUTCH, PHONES, STATES

Editable = Literal["organization", "service", "contact-point", "location", "division-of-labour"]
EDITABLE: tuple[Editable, ...] = ("organization", "service", "contact-point", "location", "division-of-labour")
STAGES: Options = (("published", "staat in de gids"), ("draft", "nog niet zichtbaar"), ("archived", "archief"))
OPERATION: Options = tuple((code, said) for code, said in STATES.items() if code != "unknown")
MELDCODE: Options = tuple((str(each), f"stap {each}") for each in range(1, 6))
SLUG = "Alleen als de naam in het webadres moet veranderen. Oude links blijven werken."
FACTS_OF_PLACE = ("address", "street", "place", "municipality")


def codes(name: str) -> Options:
    """The values of a field with their Dutch."""
    return tuple(CODES[name].items())


def _choice(name: str, label: str, options: Options, *, needed: bool = False) -> Piece:
    return one(name, label, "choice", options=options, needed=needed)


PHONE = Piece(
    name="phone",
    label="Telefoonnummer",
    facts=("phone",),
    fields=(
        Field(name="phone.number", label="Nummer", kind="tel", hint="zoals mensen het bellen: 0800-2000"),
        Field(name="phone.extension", label="Toestel", hint="alleen als er een is"),
        Field(name="phone.label", label="Wie neemt er op", hint="mag leeg blijven"),
        Field(
            name="phone.kind",
            label="Soort nummer",
            widget="choice",
            options=tuple((code, said or "om te bellen") for code, said in PHONES.items()),
            needed=True,
        ),
    ),
)
AREA = one("area", "Gebied", "area", fact=True)
OPERATES = Piece(
    name="operation",
    label="Open of gestopt",
    fields=(
        Field(name="operation.state", label="Hoe is het nu", widget="choice", options=OPERATION),
        Field(name="operation.until", label="Tot en met", widget="date", hint="als dat bekend is"),
        Field(name="operation.note", label="Toelichting"),
    ),
)
LAST = Section(
    title="Webadres en stand",
    folded=True,
    pieces=(
        one("slug", "Naam in het webadres", hint=SLUG),
        _choice("lifecycle", "Stand", STAGES, needed=True),
    ),
)

ORGANIZATION: Form = (
    Section(
        title="Wie is het",
        pieces=(
            one("name", "Naam", needed=True),
            _choice("role", "Wat is het voor wie hulp zoekt", codes("role"), needed=True),
            one("description", "Beschrijving", "text", needed=True, hint="wat doen zij, in gewone woorden"),
        ),
    ),
    Section(
        title="Hoe bereikt iemand hen",
        pieces=(
            PHONE,
            one("website", "Website", fact=True, kind="url"),
            one("email", "Mailadres", fact=True, kind="email"),
            AREA,
        ),
    ),
    Section(
        title="Meer",
        folded=True,
        pieces=(
            one("alternateNames", "Andere namen", "lines", hint="één op elke regel"),
            one("formerNames", "Vroegere namen", "lines", hint="één op elke regel"),
            one("partOf", "Hoort bij organisatie", "reference"),
            one("identifiers", "Nummer in een register", "pairs", hint="zoals: nl-kvk 12345678. Nooit van een opvang"),
            one("inclusion", "Waarom dit in de gids staat"),
            OPERATES,
        ),
    ),
    LAST,
)

LONG = frozenset({"route", "criteria", "nextStep", "consent", "haveReady", "areaRule", "fallback"})


def _referral() -> tuple[Piece, ...]:
    """What a professional must know, a piece each."""
    return tuple(_of_referral(name, label) for name, label in naming.referral(DUTCH).items())


def _of_referral(name: str, label: str) -> Piece:
    path = f"referral.{name}"
    if name == "registerBy":
        return one(path, label, "several", options=codes("registerBy"))
    if name == "meldcodeSteps":
        return one(path, label, "several", options=MELDCODE)
    if name == "waitingTime":
        fields = (
            Field(name=f"{path}.text", label="Hoe lang wachten mensen"),
            Field(name=f"{path}.statedOn", label="Gezegd op", widget="date"),
            Field(name=f"{path}.expiresOn", label="Geldig tot en met", widget="date"),
        )
        return Piece(name=path, label=label, fields=fields)
    widget: Widget = "text" if name in LONG else "line"
    return one(path, label, widget)


SERVICE: Form = (
    Section(
        title="Wat is het",
        pieces=(
            one("name", "Naam", needed=True),
            one("description", "Beschrijving", "text", needed=True, hint="wat krijgt iemand er, in gewone woorden"),
            one("eligibility", "Wie mag komen", "text"),
            Piece(
                name="age",
                label="Leeftijd",
                fields=(
                    Field(name="minimumAge", label="Vanaf", widget="number"),
                    Field(name="maximumAge", label="Tot en met", widget="number"),
                ),
            ),
            one("fees", "Kosten", "text"),
            one("url", "Website", fact=True, kind="url"),
        ),
    ),
    Section(title="Wat een beroepskracht moet weten", folded=True, pieces=_referral()),
    Section(
        title="Meer",
        folded=True,
        pieces=(
            one("alternateNames", "Andere namen", "lines", hint="één op elke regel"),
            one("locationIds", "Plekken waar dit is", "places"),
            one("organizationId", "Organisatie", "reference", needed=True),
            OPERATES,
        ),
    ),
    LAST,
)

DOOR: Form = (
    Section(
        title="Hoe legt iemand contact",
        pieces=(
            one("channel", "Manier van contact", "choice", terms="channels"),
            PHONE,
            one("url", "Webadres", fact=True, kind="url"),
            one("email", "Mailadres", fact=True, kind="email"),
            one("locationId", "Plek", "place"),
            _choice("access", "Wie mag deze ingang gebruiken", codes("access")),
        ),
    ),
    Section(title="Wanneer", pieces=(one("hours", "Openingstijden", "hours", fact=True),)),
    Section(
        title="Wat, waarover, voor wie en waar",
        pieces=(
            one("functions", "Wat iemand er krijgt", "terms", terms="functions"),
            one("topics", "Waarover", "terms", terms="topics"),
            one("audiences", "Voor wie", "terms", terms="audiences"),
            AREA,
            one("languages", "Talen", "terms", terms="languages", fact=True),
        ),
    ),
    Section(
        title="Voorwaarden",
        pieces=(one("conditions", "Voorwaarden", "conditions", hint="wat niemand ons vertelde, is niet bekend"),),
    ),
    Section(
        title="Meer",
        folded=True,
        pieces=(
            one("name", "Naam van de ingang", hint="alleen als het aanbod meer dan één ingang heeft"),
            one("description", "Beschrijving", "text"),
            one("serviceId", "Aanbod", "reference", needed=True),
            OPERATES,
        ),
    ),
    LAST,
)

NAMED = (one("name", "Naam", needed=True, hint="zonder adres"), one("description", "Beschrijving", "text"))
OWNED = one("organizationId", "Organisatie", "reference", needed=True)
SECRET_FLAG = one("confidential", "Geheime plek", "flag")
ADDRESS = Piece(
    name="address",
    label="Adres",
    facts=("address",),
    hint="Alles, of niets.",
    fields=(
        Field(name="address.street", label="Straat en huisnummer"),
        Field(name="address.postcode", label="Postcode", hint="zoals 7551 AB"),
        Field(name="address.place", label="Plaats"),
        Field(
            name="address.kind",
            label="Soort adres",
            widget="choice",
            options=(("physical", "om heen te gaan"), ("postal", "postadres")),
            needed=True,
        ),
    ),
)
POINT = Piece(
    name="point",
    label="Punt op de kaart",
    fields=(
        Field(name="latitude", label="Breedtegraad", widget="number"),
        Field(name="longitude", label="Lengtegraad", widget="number"),
        Field(name="precision", label="Wat het punt is", widget="choice", options=codes("precision")),
    ),
)
PLACE: Form = (
    Section(title="Wat is het", pieces=NAMED),
    Section(
        title="Waar is het",
        pieces=(
            ADDRESS,
            one("street", "Alleen de straat", fact=True, hint="als het huisnummer niet bekend is"),
            one("place", "Alleen de plaats", fact=True),
            one("municipality", "Gemeente", "choice", terms="municipality", fact=True),
            one("transport", "Met bus of trein", "text"),
            one("accessibility", "Toegang", "text"),
            POINT,
            one("region", "Regio", "choice", terms="region"),
        ),
    ),
    Section(title="Meer", folded=True, pieces=(OWNED, SECRET_FLAG)),
    LAST,
)
# No address, no town, no way to get there, no municipality: the region is all that there is.
SECRET_PLACE: Form = (
    Section(title="Wat is het", pieces=NAMED),
    Section(title="Waar is het", pieces=(one("region", "Regio", "choice", terms="region", needed=True),)),
    Section(title="Meer", folded=True, pieces=(OWNED, SECRET_FLAG)),
    LAST,
)

DIVISION: Form = (
    Section(
        title="Wie doet wat",
        pieces=(
            one("fromId", "Van", "reference", needed=True),
            _choice("relation", "Wat de één met de ander doet", codes("relation"), needed=True),
            one("toId", "Naar", "reference", needed=True),
            one("sentence", "In één zin", "text", needed=True, fact=True),
        ),
    ),
    LAST,
)

FORMS: Mapping[Kind, Form] = {
    "organization": ORGANIZATION,
    "service": SERVICE,
    "contact-point": DOOR,
    "location": PLACE,
    "division-of-labour": DIVISION,
}


def form_of(kind: Kind, *, secret: bool = False) -> Form:
    """The form of this kind; of a confidential place the one without an address."""
    return SECRET_PLACE if kind == "location" and secret else FORMS[kind]
