"""Words that say little about which organization it is, and what the field knows of names and numbers in common use.

All in the form in which `names.py` compares: lower case, no diacritics, `ij` as `y`.
"""

from collections.abc import Mapping

# Written in short by one, in full by another.
SHORT = {"afd": "afdeling", "loc": "locatie", "vest": "vestiging", "org": "organisatie", "gem": "gemeente"}


def same_letters(word: str) -> str:
    """A word as it is compared: `ij` as `y`, `sexueel` as `seksueel`, what is often written in short in full."""
    found = word.replace("_", "").replace("ij", "y").replace("sexu", "seksu")
    return SHORT.get(found, found)


def _set(text: str) -> frozenset[str]:
    return frozenset(map(same_letters, text.split()))


# What kind of legal person it is. Somebody writes it down, somebody else does not.
LEGAL = _set("stichting stg vereniging bv nv vof ua cooperatie cooperatieve cooperatief")
# Long enough to be recognised with a typing error in them.
LEGAL_LONG = ("stichting", "vereniging")
STOP = _set(
    "de het een en van voor in te der den des op by met aan of om uit s t n regio regionaal regionale omgeving eo the "
    "and tegen sint st jaarlyks jaarlykse"
)

NATIONAL = _set("landelyk landelyke nationaal nationale nederland nederlandse nl")

# What many organizations of this field are called: alone it does not say which one.
GENERIC = _set(
    """
    aandachtsfunctionaris aandachtsfunctionarissen aanpak actieplan advies adviespunt alarmcentrale alarmnummer
    begeleiding bibliotheek centrum consultatiebureau contactpunt dienst diensten expertise expertisecentrum
    geloofsgemeenschap geloofsgemeenschappen gemeente gemeentelyke geweld groep groepen huisarts huisartsen
    huisartsenpost huisartsenpraktyk huiselyk hulp hulplyn hulporganisatie hulpverlening informatie
    informatiepunt instelling jeugdarts jeugdartsen kenniscentrum kerk kerken kindermishandeling knooppunt lyn
    maatschappelyk maatschappelyke meldcode meldpunt mishandeling moskee moskeeen netwerk noodnummer nummer
    onderwys organisatie overleg platform politie praktyk programma project regiovisie samenwerking scholen
    school slachtoffers steunpunt vrouwenvereniging vrouwenverenigingen welzyn welzynswerk werk werkgroep
    woningcorporatie zorg
    """
)

# A word that makes a part of a whole: a team, a branch, one door, one thing that it does.
PARTS = _set(
    """
    afdeling balie basisteam bureau chat chatlyn crisisdienst crisisopvang dependance district eenheid filiaal
    helpdesk inloop inloophuis jeugd jongeren kantoor locatie loket mannenopvang nevenvestiging noodopvang
    opvang opvanghuis poli polikliniek servicepunt sociaalteam spoedpost team teams telefoon training unit
    vestiging vrouwenopvang wyk wykteam wykteams
    """
)
# What has departments and desks that bear its name.
WHOLES = _set("gemeente ggd ministerie politie provincie ziekenhuis")
# One line or desk of whoever bears the rest of the name.
LINES = _set("alarmnummer hulplyn informatiepunt lyn meldpunt noodnummer nummer steunpunt")
COMPASS = _set("noord zuid oost west noordoost noordwest zuidoost zuidwest midden")

# Networks of regional organizations under one name, and of these how many organizations use one number or site
# (DOMAIN.md 1.4, rijksoverheid.nl): the directory of one region cannot see that from its own entries.
NETWORKS = _set(
    "veiligthuis csg seksueel seksueelgeweld politie ggd slachtofferhulp halt veiligheidshuis filomena shg amk "
    "huiselykgeweld kindermishandeling bibliotheek humanitas veiligheidsregio vluchtelingenwerk"
)
SHARED_PHONES: Mapping[str, int] = {
    "08002000": 26,
    "08000188": 16,
    "09001262626": 20,
    "09008844": 10,
    "112": 25,
}
SHARED_HOSTS: Mapping[str, int] = {
    "veiligthuis.nl": 26,
    "vooreenveiligthuis.nl": 26,
    "centrumseksueelgeweld.nl": 16,
    "politie.nl": 10,
    "rijksoverheid.nl": 64,
    "ggdghor.nl": 25,
}
# A national number is routed to regions, or printed by everybody who refers to it.
NATIONAL_USERS = 2

# Where anybody may have a page or a mailbox: the same host says nothing at all.
PUBLIC_HOSTS = frozenset(
    """
    facebook.com instagram.com linkedin.com youtube.com youtu.be twitter.com x.com tiktok.com whatsapp.com wa.me t.me
    google.com sites.google.com docs.google.com forms.gle linktr.ee wordpress.com wixsite.com weebly.com jouwweb.nl
    webnode.nl blogspot.com github.io socialekaartnederland.nl zorgkaartnederland.nl wikipedia.org nl.wikipedia.org
    gmail.com hotmail.com hotmail.nl outlook.com live.nl live.com yahoo.com icloud.com ziggo.nl kpnmail.nl planet.nl
    home.nl xs4all.nl hetnet.nl upcmail.nl casema.nl quicknet.nl telfort.nl solcon.nl online.nl
    """.split()  # noqa: SIM905 (a list of hosts reads better as text)
)

# By words of a name, without stop words. Since 2015 Veilig Thuis does in every region what these did (Wmo 2015,
# article 4.1.1).
LINEAGE: Mapping[tuple[str, ...], str] = {
    ("steunpunt", "huiselyk", "geweld"): "Veilig Thuis",
    ("advies", "meldpunt", "kindermishandeling"): "Veilig Thuis",
    ("advies", "meldpunt", "huiselyk", "geweld"): "Veilig Thuis",
    ("shg",): "Veilig Thuis",
    ("ashg",): "Veilig Thuis",
    ("amk",): "Veilig Thuis",
    ("amhk",): "Veilig Thuis",
}

# Regions that people name and CBS does not: what they hold, by names of municipalities, regions and provinces.
LANDSCAPES: Mapping[str, tuple[str, ...]] = {
    "Achterhoek": (
        "Aalten",
        "Berkelland",
        "Bronckhorst",
        "Doetinchem",
        "Montferland",
        "Oost Gelre",
        "Oude IJsselstreek",
        "Winterswijk",
    ),
    "Oost-Nederland": ("Overijssel", "Gelderland"),
    "Noord-Nederland": ("Groningen", "Fryslân", "Drenthe"),
    "Midden-Nederland": ("Utrecht", "Flevoland"),
    "Zuid-Nederland": ("Noord-Brabant", "Limburg"),
    "West-Nederland": ("Noord-Holland", "Zuid-Holland", "Utrecht", "Zeeland"),
    "Noordoost-Nederland": ("Groningen", "Fryslân", "Drenthe", "Overijssel"),
    "Noordwest-Nederland": ("Noord-Holland", "Flevoland"),
    "Zuidoost-Nederland": ("Limburg", "Brabant-Zuidoost"),
    "Zuidwest-Nederland": ("Zeeland", "Zuid-Holland", "Noord-Brabant"),
    "Friesland": ("Fryslân",),
    "Brabant": ("Noord-Brabant",),
    "Midden-Brabant": ("Tilburg", "Waalwijk", "Goirle", "Oisterwijk"),
    "Hart van Brabant": ("Tilburg", "Waalwijk", "Goirle", "Oisterwijk"),
    "West-Brabant": ("Breda", "Roosendaal", "Bergen op Zoom", "Oosterhout", "Etten-Leur"),
    "Zuidoost-Brabant": ("Brabant-Zuidoost",),
    "Noordoost-Brabant": ("Brabant-Noord",),
    "Brabant Noord-Oost": ("Brabant-Noord",),
    "Oost-Brabant": ("Brabant-Noord", "Brabant-Zuidoost"),
    "Noord-Limburg": ("Limburg-Noord",),
    "Gelderland Noord en Oost": ("Noord- en Oost-Gelderland",),
    "Noord Oost Gelderland": ("Noord- en Oost-Gelderland",),
    "Oost-Gelderland": ("Noord- en Oost-Gelderland",),
    "Midden-Gelderland": ("Gelderland-Midden",),
    "Zuid-Gelderland": ("Gelderland-Zuid",),
    "Rijnmond": ("Rotterdam-Rijnmond",),
    "Den Haag": ("'s-Gravenhage",),
    "Den Bosch": ("'s-Hertogenbosch",),
    "Gooi": ("Gooi en Vechtstreek",),
    "Salland": ("Deventer", "Olst-Wijhe", "Raalte"),
    "Veluwe": ("Apeldoorn", "Ede", "Barneveld", "Ermelo", "Putten", "Nunspeet", "Epe", "Elburg", "Oldebroek", "Heerde"),
    "West-Friesland": ("Hoorn", "Enkhuizen", "Medemblik", "Stede Broec", "Drechterland", "Koggenland", "Opmeer"),
}
