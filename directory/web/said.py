"""What other rooms and the seeds say in Dutch and the pages say in every language: named here so that it is translated.

A sentence that is missing here is shown in Dutch; a test holds that none is.
"""


def N_(message: str) -> str:
    """Marks a text that is translated where it is shown."""
    return message


REASONS = (
    N_("doet: {}"),
    N_("onderwerp: {}"),
    N_("voor: {}"),
    N_("via: {}"),
    N_("taal: {}"),
    N_("voorwaarde: {}"),
    N_("geldt voor {}"),
    N_("nu open"),
    N_("niet bekend wat dit contactpunt doet"),
    N_("niet bekend voor welke onderwerpen"),
    N_("niet bekend voor wie"),
    N_("niet bekend hoe te bereiken"),
    N_("niet bekend in welke talen"),
    N_("niet bekend: {}"),
    N_("niet bekend of dit in {} geldt"),
    N_("niet bekend of dit nu open is"),
    N_("de woorden staan in de beschrijving"),
    N_("lijkt op uw woorden"),
    N_("geldt mogelijk voor {}: het postcodegebied ligt in meer gemeenten"),
    N_("past bij: {}"),
)
# What each button of the start page asks, as somebody would say it: the lexicon knows these words in every language.
STARTS = {
    "self": N_("hulp bij huiselijk geweld"),
    "other": N_("ik maak mij zorgen om iemand"),
    "work": N_("ik wil overleggen over een cliënt"),
    "young": N_("ik ben een kind en wil met iemand praten"),
    "hurting": N_("ik sla mijn partner en wil stoppen"),
    "man": N_("man slachtoffer"),
    "old": N_("een oudere wordt slecht behandeld"),
    "shelter": N_("ik zoek een veilige plek om te slapen"),
}
MOMENTS = (
    N_("nu"),
    N_("vanavond of vannacht"),
    N_("'s nachts"),
    N_("morgen"),
    N_("in het weekend"),
    N_("maandag"),
    N_("dinsdag"),
    N_("woensdag"),
    N_("donderdag"),
    N_("vrijdag"),
    N_("zaterdag"),
    N_("zondag"),
)
URGENT = (
    N_("Is er nu gevaar? Bel 112. Is het net gebeurd? Het Centrum Seksueel Geweld helpt dag en nacht."),
    N_("Is er nu gevaar? Bel 112. Kunt u niet praten of niet horen? Gebruik 112 met tekst."),
    N_(
        "Is het kort geleden gebeurd? Het Centrum Seksueel Geweld helpt dag en nacht. "
        "Hulp binnen zeven dagen werkt het best."
    ),
    N_("Denkt u aan zelfdoding? Bel of chat met 113, dag en nacht."),
    N_("Is het vandaag niet veilig? Veilig Thuis Twente is dag en nacht te bellen. Is er nu gevaar? Bel 112."),
)
