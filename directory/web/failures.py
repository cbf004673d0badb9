"""Failure as a page: what happened in the reader's language, the way on, and the numbers for who is in danger."""

from directory.web.frame import Site, render
from directory.web.languages import Speech, speech, split


def failure(path: str, status: int, site: Site) -> bytes:
    """The page for a status."""
    title, text = _said(status, speech(split(path)[0]))
    return render(path, site, "failure.html", title=title, text=text)


def _said(status: int, speech: Speech) -> tuple[str, str]:
    _ = speech.say
    texts = {
        400: (_("Dit kunnen wij niet lezen"), _("Er staat iets in het adres of in het formulier dat niet klopt.")),
        404: (_("Deze pagina is er niet"), _("Het adres klopt niet, of de pagina is weggehaald.")),
        405: (_("Dit kan hier niet"), _("Deze pagina kunt u alleen openen met de knoppen op de site.")),
        410: (_("Dit is er niet meer"), _("Deze ingang of organisatie staat niet meer in de gids.")),
        413: (_("Dat is te veel tekst"), _("Maak de tekst korter en probeer het nog een keer.")),
        414: (_("Dit adres is te lang"), _("Begin opnieuw op de startpagina.")),
        429: (_("Even wachten"), _("U heeft dit vaak achter elkaar gedaan. Probeer het later nog een keer.")),
        503: (
            _("De gids werkt nu niet"),
            _("Probeer het over een minuut nog een keer. Deze nummers werken wel."),
        ),
    }
    other = _("Er ging iets mis"), _("Dat ligt niet aan u. Probeer het nog een keer. Deze nummers werken wel.")
    return texts.get(status, other if status >= 500 else texts[400])
