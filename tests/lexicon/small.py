"""A small lexicon of its own, so that tests of understanding do not depend on what curators write."""

from directory.lexicon import Concept, Lexicon, Words
from directory.lexicon.concepts import Cues, Line, Outside, Urgency

STALKING = Concept(
    concept="stalking",
    preferred="stalking",
    topics=("stalking",),
    role="victim",
    pinned=("veilig-thuis", "politie"),
    pinned_for={"professional": ("politie",)},
    synonyms=("belaging",),
    phrases={
        "nl": ("{persoon} volgt me overal", "staat steeds voor mijn deur"),
        "en": ("{persoon} follows me everywhere",),
        "tr": ("{persoon} beni takip ediyor",),
        "ar": ("{persoon} يلاحقني",),
        "uk": ("{persoon} переслідує мене",),
    },
    not_phrases=("volgt een cursus",),
)
SLAAN = Concept(
    concept="slaan",
    preferred="slaan en schoppen",
    topics=("fysiek-geweld",),
    role="victim",
    phrases={"nl": ("{persoon} slaat me", "word geslagen"), "tr": ("{persoon} beni dövüyor",)},
)
SLACHTOFFERHULP = Concept(
    concept="slachtofferhulp", preferred="slachtofferhulp", phrases={"nl": ("hulp na een inbraak",)}
)
HUISVERBOD = Concept(
    concept="huisverbod",
    preferred="tijdelijk huisverbod",
    role="professional",
    phrases={"nl": ("huisverbod verlengen",)},
)
VERKRACHT = Concept(
    concept="verkracht",
    preferred="kort geleden verkracht",
    topics=("acuut-seksueel-geweld",),
    urgency="today",
    phrases={"nl": ("ben verkracht",)},
)

WORDS = Words(
    concepts=(STALKING, SLAAN, SLACHTOFFERHULP, HUISVERBOD, VERKRACHT),
    outside=(Outside(subject="paspoort", phrases={"nl": ("paspoort verlengen", "nieuw paspoort")}),),
    slots={
        "persoon": {
            "nl": ("man", "ex", "buurman", "hij"),
            "en": ("husband",),
            "tr": ("kocam",),
            "ar": ("زوجي",),
            "uk": ("чоловік",),
        }
    },
    stopwords={
        "nl": (
            "ik",
            "mijn",
            "me",
            "een",
            "de",
            "het",
            "word",
            "ben",
            "is",
            "na",
            "en",
            "voor",
            "steeds",
            "met",
            "door",
            "wat",
        ),
        "en": ("my", "me", "the", "is"),
        "tr": ("beni", "bir"),
        "uk": ("мене", "мій"),
    },
    roles=(
        Cues(role="professional", cues={"nl": ("mijn cliënt", "als huisarts")}),
        Cues(role="bystander", cues={"nl": ("mijn buurvrouw",)}),
    ),
    urgency=Urgency(
        acute={"nl": ("{persoon} slaat me nu", "staat voor de deur met een mes")},
        today={"nl": ("kan vannacht niet naar huis",)},
        now={"nl": ("nu", "op dit moment")},
        past={"nl": ("vorig jaar", "vroeger")},
        about={"nl": ("scriptie", "onderzoek naar")},
        danger={"nl": ("mes", "pistool")},
    ),
    lines=(
        Line(level="acute", text="Bel 112.", doors=("alarm",)),
        Line(level="today", text="Bel het CSG.", doors=("csg",), topics=("acuut-seksueel-geweld",)),
        Line(level="today", text="Bel Veilig Thuis.", doors=("vt",)),
    ),
    negations={"nl": ("niet", "geen", "nooit")},
)
SMALL = Lexicon(WORDS)
