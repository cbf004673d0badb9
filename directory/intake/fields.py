"""What can stand in a column: the fields of a sheet, what people call them, and of which record each is.

The names are those of our own table (`exchange/sheet.py`), so that our export is its own mapping, with some more.
"""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import dedent
from typing import Literal

from msgspec import Struct

Of = Literal["key", "organization", "service", "door", "contact", "location", "source"]


class Field(Struct, frozen=True, kw_only=True):
    """A field of a sheet. `label` is what the desk calls it; `words` are other headings that mean it, plain.

    `contact` is the number, site or mail of a door, or of the organization in a sheet without doors.
    """

    name: str
    of: Of
    label: str
    words: tuple[str, ...] = ()


# One field a line: its name, what it is called here, and other headings for it. A line that is indented goes on.
_WRITTEN: Mapping[Of, str] = {
    "key": """
        id: Nummer van de ingang: id van het contactpunt, contactpunt id, uuid, contact point id
        slug: Korte naam van de ingang: korte naam van het contactpunt
        organizationSlug: Korte naam van de organisatie: organization slug, organisatie slug
        serviceSlug: Korte naam van het aanbod: korte naam van de dienst, service slug
        unknown: Wat niet bekend is: onbekend
    """,
    "organization": """
        organization: Organisatie: naam organisatie, organisatienaam, naam, instelling, partner, naam
            instelling, aanbieder, zorgaanbieder, instantie, organisation, organization name, organisation name,
            bedrijfsnaam, naam partner, name, agency
        alternateNames: Andere namen: afkorting, ook bekend als, roepnaam, alias, aka, alternate name, alternate
            names, andere naam, afkortingen
        role: Soort organisatie: rol, soort, type organisatie, type, organization type
        description: Omschrijving: beschrijving, toelichting, wat doen ze, wat doet de organisatie, korte
            omschrijving, aanbod, description, omschrijving aanbod, over de organisatie, wat
        kvk: KvK-nummer: kvk, kvk nummer, kvknummer, kamer van koophandel, kvk nr, nl kvk
    """,
    "service": """
        service: Naam van het aanbod: naam dienst, dienst, product, voorziening, aanbod naam, service name, hulpaanbod,
            program, programma
        serviceDescription: Omschrijving van het aanbod: omschrijving van de dienst, omschrijving dienst, beschrijving
            dienst, service description
    """,
    "door": """
        name: Naam van de ingang: naam van het contactpunt, contactpunt, loket, lijn, ingang, naam contactpunt,
            naam loket
        functions: Wat iemand er krijgt: wat men er doet, functie, functies, wat voor hulp, soort hulp, hulpvorm,
            taak, taken
        topics: Onderwerpen: onderwerp, thema, themas, thema s, problematiek, topic
        audiences: Voor wie: doelgroep, doelgroepen, clientgroep, audience, target group, wie
        area: Werkgebied: regio, gebied, gemeenten, werkgebied gemeenten, verzorgingsgebied, service area,
            region
        hours: Openingstijden: openingstijd, bereikbaarheid, bereikbaar, tijden, open, telefonisch bereikbaar,
            opening hours, openingsuren, wanneer
        hoursFrom: Tijden gelden vanaf: geldig vanaf, hours from, valid from
        hoursUntil: Tijden gelden tot en met: geldig tot, geldig tot en met, hours until, valid to
        languages: Talen: taal, language, spreekt
        channel: Manier van contact: kanaal, kanalen, contactvorm, hoe
        conditionsYes: Voorwaarden die gelden: voorwaarden, conditions yes, kenmerken
        conditionsNo: Voorwaarden die niet gelden: conditions no
        access: Wie er zelf terechtkan: toegang, verwijzing, verwijzing nodig, aanmelding
        phoneExtension: Toestel: toestelnummer, phone extension, extension, doorkiesnummer
        operation: Loopt het: status, in bedrijf, toestand
        lifecycle: Stand in de gids: stand, publicatie
    """,
    "contact": """
        phone: Telefoon: tel, telefoonnummer, tel nr, telnr, telefoon nr, telnummer, phone number, mobiel,
            telephone, nummer, tel nummer, telefoonnummers, bellen
        url: Website: web, site, internet, webadres, homepage, www, link, internetadres, webpagina
        email: E-mail: mail, e mail, emailadres, e mailadres, mailadres, email address, mail adres
    """,
    "location": """
        location: Naam van de plek: locatie, vestiging, locatienaam, gebouw, naam locatie, location name
        confidential: Geheime plek (ja of nee): geheim, geheim adres, vertrouwelijk, confidential
        address: Adres (straat, postcode en plaats): bezoekadres, adresgegevens, volledig adres
        street: Straat en huisnummer: straat, straat nr, straat huisnummer, straatnaam, straat en nummer, adres
            straat, address 1
        postcode: Postcode: pc, postal code, zip, zipcode, post code
        place: Plaats: woonplaats, stad, vestigingsplaats, city, town, plaatsnaam
        municipality: Gemeente: gemeentecode, gemeentenaam, gem
    """,
    "source": """
        verifiedOn: Nagekeken op: gecontroleerd op, controle, laatst gecontroleerd, datum controle, peildatum,
            verified on, laatst bijgewerkt, datum, gecheckt
        phoneSource: Bron van het telefoonnummer: phone source
        urlSource: Bron van de website: url source
        emailSource: Bron van het mailadres: email source
        source: Bron: herkomst, bron gegevens, bronvermelding
    """,
}


def _read() -> Iterator[Field]:
    for of, written in _WRITTEN.items():
        for line in dedent(written).replace("\n    ", " ").strip().splitlines():
            name, label, *words = map(str.strip, line.split(":", 2))
            found = words[0].split(",") if words else ()
            yield Field(name=name, of=of, label=label, words=tuple(map(str.strip, found)))


FIELDS: Mapping[str, Field] = {each.name: each for each in _read()}


def of_doors(names: Sequence[str]) -> bool:
    """Whether a sheet with these fields is about doors; else its rows are organizations."""
    return any(FIELDS[each].of in ("door", "service") or each in ("id", "slug") for each in names)
