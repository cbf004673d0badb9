"""What languages are called in Dutch, by their code (ISO 639)."""

from collections.abc import Mapping

# Those of the lexicon first, in its order; then by code.
LANGUAGES: Mapping[str, str] = {
    "nl": "Nederlands",
    "en": "Engels",
    "tr": "Turks",
    "ar": "Arabisch",
    "pl": "Pools",
    "uk": "Oekraïens",
    "de": "Duits",
    "am": "Amhaars",
    "arc": "Aramees",
    "bg": "Bulgaars",
    "ckb": "Sorani",
    "dse": "Nederlandse Gebarentaal",
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
    "pap": "Papiaments",
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
    "tru": "Turoyo",
    "ur": "Urdu",
    "vi": "Vietnamees",
    "zgh": "Tamazight",
    "zh": "Chinees",
}


def language(code: str) -> str:
    """The Dutch name of a language, or the code when it has none here."""
    return LANGUAGES.get(code, code)
