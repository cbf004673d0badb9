"""Under which licence the data go out, and whose work is in them. Every export says both."""

LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
ATTRIBUTION = (
    "Gegevens: © GeoNames (CC BY 4.0); Kadaster / Centraal Bureau voor de Statistiek 2017–2022; © CBS, "
    "© Esri Nederland; bewerkt"
)
