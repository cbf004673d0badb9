"""Where: places, municipalities, distances and, for curators only, geocoders. Reads `seeds/geo/`."""
