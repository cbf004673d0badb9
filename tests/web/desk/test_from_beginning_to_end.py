"""The whole life of an entry, by keyboard alone, on pages that axe-core objects nothing to.

From a server where nobody is known to an entry that was added, looked at by a second person, confirmed by the partner,
changed, put back, and written down in the chain.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pyotp
import pytest

from directory.access import links
from directory.app import Application
from tests.conftest import NOW
from tests.web.browser import Journey, axe
from tests.web.desk.conftest import Working
from tests.web.desk.keys import Keys
from tests.web.looks import told

pytestmark = pytest.mark.outside
PASSPHRASE = "paard fiets lamp kachel"
SOURCE = "https://www.buurthuis-de-brug.nl/contact"
NAME = "Buurthuis De Brug"
# What a seed says of a number for people in danger, from a source that is too old.
OLD = "Noodnummer ministerie van Buitenlandse Zaken"


class Person(Keys):
    """Somebody in a browser of their own. Every page that they see is looked at."""

    def __init__(self, journey: Journey, seen: set[str], faults: list[str]) -> None:
        super().__init__(journey)
        self._seen, self._faults = seen, faults

    def at(self, path: str) -> "Person":
        """Begin at an address that somebody was given."""
        assert self.journey.open(path) < 400
        return self.look()

    def press(self, name: str) -> "Person":
        super().press(name)
        return self.look()

    def look(self) -> "Person":
        """What axe-core objects to on this page, the first time that it is seen."""
        heading = self.page.inner_text("h1")
        if heading not in self._seen:
            self._seen.add(heading)
            self._faults.extend(f"{heading}: {each}" for each in axe(self.page))
        return self

    def says(self, words: str) -> bool:
        return words in self.page.inner_text("body")

    @property
    def secret(self) -> str:
        """What is shown once."""
        return self.page.inner_text(".secret")


@contextmanager
def people(working: Working) -> Iterator[tuple[Person, ...]]:
    """The first administrator, an editor, a reviewer, and a partner; each with a browser."""
    seen: set[str] = set()
    faults: list[str] = []
    with ExitStack() as stack:
        yield tuple(Person(stack.enter_context(working()), seen, faults) for _ in range(4))
        assert not faults, told(faults)


def accept(person: Person, link: str, *, app: bool, **fields: str) -> None:
    """Follow a link to a new account."""
    person.at(link[link.index("/beheer") :])
    secret = person.secret
    for name, text in fields.items():
        person.write(name, text)
    person.write("Kies een wachtzin", PASSPHRASE)
    if app:
        person.write("De code die de app nu toont", pyotp.TOTP(secret).at(NOW))
    person.press("Verder")
    if app:
        person.press("Ik heb ze bewaard")
    assert person.says("Overzicht")


def invite(administrator: Person, name: str, role: str) -> str:
    administrator.press("Mensen").write("Naam", name).write("Mailadres", f"{name.lower()}@example.nl")
    administrator.tick(role)
    administrator.press("Nodig uit")
    link = administrator.secret
    administrator.press("Klaar")
    return link


def begin(person: Person, kind: str) -> None:
    person.press("Gegevens").press(f"Nieuw: {kind}")


def add_door(person: Person, channel: str, field: str, value: str) -> None:
    person.choose("Manier van contact", channel).write(field, value).write("Bron een webadres", SOURCE)
    person.press("Bewaar als concept")


def test_an_entry_from_the_first_administrator_to_the_audit_trail(working: Working, office: Application) -> None:
    access = office.litestar.state.access
    with people(working) as (ada, eva, rik, partner):
        # Nobody is known yet: the first one comes by the link that the server printed.
        setup = f"/beheer/link?token={links.offer_setup(access, NOW).token}"
        accept(ada, setup, app=True, **{"Uw naam": "Ada", "Uw mailadres": "ada@example.nl"})
        accept(eva, invite(ada, "Eva", "redacteur"), app=False)
        accept(rik, invite(ada, "Rik", "beoordelaar"), app=True)

        # An organization with three doors; its name is like one that there is already.
        begin(eva, "organisatie")
        eva.write("Naam", "Kadera").choose("Wat is het voor wie hulp zoekt", "hulp")
        eva.page.wait_for_selector("[data-alike] a")
        assert "Kadera" in eva.page.inner_text("[data-alike]")
        eva.page.keyboard.press("Shift+Tab")
        eva.page.keyboard.press("Control+a")
        eva.page.keyboard.type(NAME)
        eva.write("Beschrijving", "Een luisterend oor in de buurt.")
        eva.open("Gebied").tick("niet bekend")
        eva.press("Bewaar, en voeg aanbod toe")
        eva.write("Naam", "Inloop en advies").write("Beschrijving", "Praten met iemand.")
        eva.press("Bewaar, en voeg een ingang toe")
        add_door(eva, "telefoon", "Nummer", "074 250 11 22")
        eva.press("Voeg een ingang toe")
        add_door(eva, "e-mail", "Mailadres", "info@buurthuis-de-brug.nl")
        eva.press("Voeg een ingang toe")
        add_door(eva, "web", "Webadres", SOURCE)
        eva.press("Stel samen voor")
        assert eva.says("Het voorstel wacht op een collega"), eva.page.inner_text("main")[:3000]
        assert public(office, NAME) == []

        # A second person looks, and it is there for everybody in the next request.
        rik.press("Voorstellen").press(NAME).tick("Gebeld").press("Keur goed")
        (found,) = public(office, NAME)
        assert len(doors(office, found)) == 3

        # A partner answers by a link, once; somebody who did not see that link approves it.
        ada.at("/beheer/partners").write("Naam", OLD).press("Zoek").press(OLD).press("Maak een link")
        link = ada.secret
        partner.at(link[link.index("/vragen") :])
        partner.tick("Ja").press("Verstuur de antwoorden")
        assert partner.journey.open(link[link.index("/vragen") :]) in (404, 410)
        rik.press("Voorstellen").press("Telefoon van Hulp vanuit het buitenland").press("Keur goed")

        # A correction, and back.
        rik.press("Gegevens").write("Naam, nummer of site", NAME).press("Zoek").press(NAME)
        rik.press("Wijzig beschrijving").write("Beschrijving", "Iets dat niet klopt.")
        rik.press("Opslaan")
        assert described(office, found) == "Iets dat niet klopt."
        rik.press("Geschiedenis").press("Zet terug naar versie 1").press("Zet terug")
        assert described(office, found) == "Een luisterend oor in de buurt."

        # Everything of it stands in the chain, and the chain holds.
        rik.press("Logboek").press("Kijk het hele logboek na")
        assert rik.says("Het logboek klopt.")


def asked(office: Application, path: str) -> Any:
    return httpx.get(f"{office.settings.address}/api/v1/{path}").json()


def public(office: Application, name: str) -> list[str]:
    """Who is called so, for everybody, in this very request."""
    return [each["id"] for each in asked(office, "organizations?perPage=100")["items"] if each["name"] == name]


def doors(office: Application, organization: str) -> list[str]:
    """Its doors, as search finds them."""
    found = asked(office, "search?q=buurthuis%20de%20brug&perPage=50")["items"]
    return [each["id"] for each in found if each["organization"]["id"] == organization]


def described(office: Application, organization: str) -> str:
    said: str = asked(office, f"organizations/{organization}")["description"]
    return said
