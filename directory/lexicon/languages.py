"""What languages are called in Dutch, by their code (ISO 639)."""

from collections.abc import Mapping

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
    "tru": "Turoyo",
    "uk": "Oekraïens",
    "ur": "Urdu",
    "vi": "Vietnamees",
    "zgh": "Tamazight",
    "zh": "Chinees",
}


def language(code: str) -> str:
    """The Dutch name of a language, or the code when it has none here."""
    return LANGUAGES.get(code, code)
