"""For who builds on the directory: both APIs with examples that work here, exports, the change feed, the widget."""

from typing import Any

import msgspec
from litestar import Request, Response, get
from msgspec import Struct

from directory import __version__
from directory.exchange.licence import ATTRIBUTION, LICENCE, LICENCE_URL
from directory.gate.house import House, house
from directory.web.frame import page, spoken
from directory.web.languages import POLICY, Speech, paths

AnyRequest = Request[Any, Any, Any]
# Offered in the form to try the search with.
TRIED = "topics"


class Example(Struct, frozen=True, kw_only=True):
    """A request that can be made at once. With a `body` it is a POST, and no link."""

    path: str
    what: str
    body: str = ""

    def command(self, address: str) -> str:
        """The same on a command line."""
        if not self.body:
            return f"curl '{address}{self.path}'"
        # A quote inside quotes of the shell; none of the bodies has one.
        return f"curl -X POST -H 'content-type: application/json' -d '{self.body}' '{address}{self.path}'"


class Export(Struct, frozen=True):
    """A file with everything of one kind."""

    name: str
    form: str
    what: str


def routes() -> list[Any]:
    """The page."""
    return [developers]


@get(paths("/ontwikkelaars", POLICY), include_in_schema=False)
async def developers(request: AnyRequest) -> Response[bytes]:
    """What the directory gives to programs."""
    here, speech = house(request), spoken(request)
    return page(
        request,
        "developers.html",
        languages=POLICY,
        version=__version__,
        sequence=here.atlas.sequence,
        ours=_ours(speech),
        hsds=_hsds(speech),
        exports=_exports(speech),
        topics=_topics(here, speech),
        towns=sorted((each.name, each.code) for each in here.outlines.outlines),
        licence={"name": LICENCE, "url": LICENCE_URL, "attribution": ATTRIBUTION},
    )


def _ours(speech: Speech) -> list[Example]:
    _ = speech.say
    proposal = {
        "title": "Centraal aanspreekpunt",
        "functions": ["advies", "melden"],
        "topics": ["femicide"],
        "audiences": ["slachtoffers"],
        "area": ["twente"],
        "channels": ["telefoon"],
        "hours": "24/7",
    }
    return [
        Example(
            path="/api/v1/search?topic=partnergeweld&municipality=GM0164&openNow=true&perPage=3",
            what=_("Wie helpt nu, in Hengelo, bij partnergeweld?"),
        ),
        Example(
            path="/api/v1/search",
            what=_("Zoeken in eigen woorden. Stuur woorden in de body: zo staan ze in geen adres en geen logboek."),
            body=_json({"q": "mijn man volgt me overal, in Borne", "perPage": 3}),
        ),
        Example(
            path="/api/v1/places?q=hengelo", what=_("Plaatsen met deze naam. Er zijn er twee: er wordt niets geraden.")
        ),
        Example(path="/api/v1/suggestions?q=opv", what=_("Aanvullen terwijl iemand typt")),
        Example(
            path="/api/v1/organizations/kadera",
            what=_("Eén organisatie, met bron en datum van elk feit (facts) en wat niet bekend is (questions)"),
        ),
        Example(
            path="/api/v1/overlap-checks",
            what=_("Bestaat dit al? Een voorstel naast alles wat er is"),
            body=_json(proposal),
        ),
        Example(path="/api/v1/gaps", what=_("Waar doet niemand iets, voor zover bekend?")),
        Example(path="/api/v1/coverage?rows=function&cols=municipality", what=_("Wie doet wat in welke gemeente")),
        Example(
            path="/api/v1/duplicate-checks",
            what=_("Staat deze organisatie er al in?"),
            body=_json({"name": "Kadera huiselijk geweld", "place": "Enschede"}),
        ),
        Example(path="/api/v1/changes?after=0&limit=5", what=_("Wat er veranderde, op volgorde")),
    ]


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _hsds(speech: Speech) -> list[Example]:
    _ = speech.say
    return [
        Example(path="/hsds/v3", what=_("Begin: versie, profiel en beschrijving")),
        Example(path="/hsds/v3/services?per_page=2", what=_("Soorten hulp, per bladzijde")),
        Example(path="/hsds/v3/services?format=ndjson", what=_("Alles in één stroom, een regel per soort hulp")),
        Example(path="/hsds/v3/organizations?per_page=2", what=_("Organisaties")),
        Example(path="/hsds/v3/service_at_locations?per_page=2", what=_("Ingangen")),
        Example(path="/hsds/v3/taxonomy_terms?per_page=2", what=_("Termen")),
        Example(path="/hsds/v3/profile", what=_("Ons profiel: het voegt alleen toe, en verandert niets")),
    ]


def _exports(speech: Speech) -> list[Export]:
    _ = speech.say
    return [
        Export("records", "NDJSON", _("Alles, byte voor byte zoals de wijzigingen het geven")),
        Export("hsds", "ZIP (CSV)", _("Alles als tabellen van HSDS, met datapackage.json")),
        Export("services", "NDJSON", _("Alle soorten hulp")),
        Export("contact-points", "CSV", _("Alle ingangen als één tabel")),
        Export("locations", "GeoJSON", _("Plekken om naartoe te gaan; een geheime plek staat er niet in")),
        Export("directory", "JSON-LD", _("Alles in de woorden van schema.org")),
    ]


def _topics(here: House, speech: Speech) -> list[tuple[str, str]]:
    terms = here.atlas.trees[TRIED].terms if TRIED in here.atlas.trees else {}
    return sorted(((here.label(TRIED, slug, speech.code), slug) for slug in terms), key=lambda each: each[0].lower())
