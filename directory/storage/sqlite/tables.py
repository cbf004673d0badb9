"""Which table keeps which kind."""

from directory.model import KINDS, Kind

TABLES: dict[Kind, str] = {kind: kind.replace("-", "_") for kind in KINDS}
