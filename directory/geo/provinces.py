"""How people shorten the provinces behind a place name, folded as `text.fold` does: Hengelo Gld, Rijswijk (N.B.)."""

SPELLINGS: dict[str, frozenset[str]] = {
    "Drenthe": frozenset({"drenthe", "dr"}),
    "Flevoland": frozenset({"flevoland", "fl", "flev"}),
    "Fryslân": frozenset({"fryslan", "friesland", "fr", "frl"}),
    "Gelderland": frozenset({"gelderland", "gld", "gl", "geld"}),
    "Groningen": frozenset({"groningen", "gn", "gr"}),
    "Limburg": frozenset({"limburg", "l", "lb", "lim"}),
    "Noord-Brabant": frozenset({"noord brabant", "brabant", "nb", "n b"}),
    "Noord-Holland": frozenset({"noord holland", "nh", "n h"}),
    "Overijssel": frozenset({"overyssel", "o", "ov", "ovs"}),
    "Utrecht": frozenset({"utrecht", "u", "ut", "utr"}),
    "Zeeland": frozenset({"zeeland", "z", "zl", "zld"}),
    "Zuid-Holland": frozenset({"zuid holland", "zh", "z h"}),
}


def spellings(province: str) -> frozenset[str]:
    """Folded names and abbreviations of a province. `KeyError` for a province that is none."""
    return SPELLINGS[province]


def base(folded: str, province: str) -> str:
    """A folded place name without the abbreviation of its own province behind it: `hengelo gld` is `hengelo`."""
    name, _, last = folded.rpartition(" ")
    return name if name and len(last) <= 3 and last in SPELLINGS[province] else folded
