"""Dutch-like words for made-up names and descriptions: few common ones, many rare ones, as in real texts.

Nothing here ends in what `validation` takes for a street once a number stands behind it.
"""

import random
from itertools import accumulate


def _words(text: str) -> list[str]:
    return text.split()


FRONTS = _words(
    "jeugd gezins ouder kinder wijk buurt thuis zorg hulp welzijns gezondheids schuld woon werk leer taal relatie "
    "veiligheids slachtoffer nazorg crisis nood dag nacht opvang begeleidings budget rouw trauma verslavings herstel "
    "mantelzorg vrijwilligers senioren jongeren vrouwen mannen meiden familie studenten migranten vluchtelingen "
    "school peuter kleuter tiener puber stief adoptie pleeg scheidings omgangs conflict agressie dreigings signaal "
    "meld advies klacht rechts straf civiel politie justitie gemeente regio dorps stads kerk moskee sport cultuur "
    "natuur bewegings voedings slaap stress angst dwang eet geheugen gehoor taxi vervoers computer digitaal "
    "inburgerings arbeids uitkerings inkomens belasting verzekerings"
)
BACKS = _words(
    "hulp zorg steun opvang begeleiding team loket punt lijn centrum groep gesprek cursus training therapie "
    "behandeling advies bemiddeling ondersteuning netwerk consulent coach maatje vrijwilliger bureau spreekuur "
    "inloop plan traject aanpak project programma dienst verlening voorlichting informatie overleg onderzoek toets "
    "plek kamer woning maaltijd fonds regeling pas kaart wijzer gids poli praktijk kliniek school klas avond middag"
)
COMMON = _words(
    "de een en van voor met bij in op aan door naar wie hulp nodig heeft kan u bellen terecht gratis iedereen "
    "mensen kinderen ouders gezin geweld veilig thuis samen luisteren praten medewerkers vrijwilligers helpen zoeken "
    "oplossing verwijzen afspraak maken zonder kosten gemeente inwoners regio vragen antwoord geven advies steun "
    "ervaring deskundig vertrouwelijk anoniem overleggen melden professional huisarts wijkteam school politie "
    "slachtoffer pleger getuige omstander bedreigd mishandeling verwaarlozing stalking ruzie scheiding schulden "
    "wonen werk inkomen gezondheid psychisch verslaving rouw verlies eenzaam contact ontmoeten leren taal"
)
PROPER = _words(
    "linde horizon brug haven baken kompas anker vuurtoren wissel schakel spil bron regenboog parel vlinder zonnebloem "
    "eik beuk meander toekomst kans stap sprong start balans harmonie vertrouwen moed kracht veerkracht houvast "
    "perspectief wending omslag koers route venster poort drempel warmte nabij samenloop eendracht voorzorg"
)
FORMS = ("Stichting", "Vereniging", "Coöperatie", "Buurthuis", "Praktijk", "Welzijn", "Steunpunt", "Centrum", "Team")
SURNAMES = _words(
    "Bakker Visser Smit Meijer Mulder Bos Vos Peters Hendriks Dekker Brouwer Dijkstra Koster Willems Hoekstra Kuipers "
    "Verhoeven Prins Huisman Postma Schouten Kramer Scholten Veenstra Molenaar Wolters Timmermans Groen Hofman Bosch"
)
STREETS = ("Stationsstraat", "Kerkstraat", "Dorpsstraat", "Molenweg", "Schoolstraat", "Parkweg", "Wilhelminalaan")


class Vocabulary:
    """Words to draw from, seeded: the n-th is drawn with a chance of about 1/n."""

    def __init__(self, seed: int) -> None:
        compounds = sorted({front + back for front in FRONTS for back in BACKS})
        random.Random(seed).shuffle(compounds)
        self.words = [*COMMON, *compounds]
        self.compounds = compounds
        self._weights = [*accumulate(1 / (rank + 8) for rank in range(len(self.words)))]
        self._rare = [*accumulate(1 / (rank + 8) for rank in range(len(compounds)))]

    def sentence(self, rng: random.Random, length: int) -> str:
        """So many words, with a capital and a full stop."""
        return " ".join(rng.choices(self.words, cum_weights=self._weights, k=length)).capitalize() + "."

    def compound(self, rng: random.Random) -> str:
        """One word of the field."""
        return rng.choices(self.compounds, cum_weights=self._rare)[0]

    def organization(self, rng: random.Random, place: str) -> str:
        """The name of an organization."""
        name = rng.choice((f"de {rng.choice(PROPER)}", rng.choice(SURNAMES), self.compound(rng)))
        return f"{rng.choice(FORMS)} {name} {place}"
