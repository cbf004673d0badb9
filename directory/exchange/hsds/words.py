"""The Dutch words that an export needs and no record holds."""

from collections.abc import Mapping, Sequence

LANGUAGES: Mapping[str, str] = {
    "am": "Amhaars",
    "ar": "Arabisch",
    "arc": "Aramees",
    "bg": "Bulgaars",
    "ckb": "Sorani",
    "de": "Duits",
    "dse": "Nederlandse Gebarentaal",
    "en": "Engels",
    "es": "Spaans",
    "fa": "Farsi",
    "fr": "Frans",
    "fy": "Fries",
    "hi": "Hindi",
    "hu": "Hongaars",
    "it": "Italiaans",
    "kmr": "Kurmanci",
    "ku": "Koerdisch",
    "nds": "Nedersaksisch",
    "nl": "Nederlands",
    "pap": "Papiaments",
    "pl": "Pools",
    "prs": "Dari",
    "ps": "Pasjtoe",
    "pt": "Portugees",
    "ro": "Roemeens",
    "rif": "Riffijns",
    "ru": "Russisch",
    "so": "Somalisch",
    "sr": "Servisch",
    "srn": "Sranantongo",
    "syr": "Syrisch",
    "ti": "Tigrinya",
    "tr": "Turks",
    "uk": "Oekraïens",
    "ur": "Urdu",
    "vi": "Vietnamees",
    "zgh": "Tamazight",
    "zh": "Chinees",
}

SECRET_PLACE = "Geheim adres"  # noqa: S105 - a name to show, not a password
UNKNOWN_CHANNEL = "Kanaal niet bekend"
FREE = "Gratis"
OWN_CONTRIBUTION = "Eigen bijdrage"

ACCESS: Mapping[str, str] = {
    "by-referral": "Alleen na verwijzing.",
    "professionals-only": "Alleen voor beroepskrachten.",
}


def language(code: str) -> str:
    """The Dutch name of a language, or the code when it has none here."""
    return LANGUAGES.get(code, code)


def one_of(labels: Sequence[str]) -> str:
    """Labels as a choice: `advies, steun of opvang`."""
    return " of ".join([*([", ".join(labels[:-1])] if labels[1:] else []), *labels[-1:]])


def door_sentence(functions: Sequence[str], channel: str | None, access: str | None) -> str:
    """What somebody gets at a door, and how, in one plain sentence; what is not known is said."""
    does = one_of([_small(each) for each in functions]) or "wat er kan is niet bekend"
    way = f"via {_small(channel)}" if channel else "kanaal niet bekend"
    return " ".join([f"{capital(does)}, {way}.", *filter(None, [ACCESS.get(access or "")])])


def capital(text: str) -> str:
    """With a capital in front, the rest as it is."""
    return text[:1].upper() + text[1:]


def _small(label: str) -> str:
    return label[0].lower() + label[1:] if label[1:2].islower() or len(label) == 1 else label
