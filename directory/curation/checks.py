"""All checks together: one work list, the most urgent first."""

from collections.abc import Mapping
from datetime import date

from directory.atlas.catalogue import Catalogue
from directory.curation import doors, gates, phones, places, provenance, stale, twins, visiting, wording
from directory.curation.finding import Finding
from directory.curation.whole import Whole
from directory.geo.areas import Areas
from directory.geo.gazetteer import Gazetteer
from directory.model.visit import Visited


def findings(
    catalogue: Catalogue,
    areas: Areas,
    today: date,
    gazetteer: Gazetteer | None = None,
    *,
    visits: Mapping[str, Visited] | None = None,
) -> list[Finding]:
    """What a curator should look at on this day: alarms, contradictions, what is due, then what is incomplete.

    Without a gazetteer nothing is said of postcodes and towns: areas alone do not know them. `visits` is what became
    of asking the addresses that stand in the records, by address.
    """
    whole = Whole(catalogue)
    found = [
        *stale.find(whole, today),
        *provenance.find(whole, today),
        *doors.find(whole),
        *phones.find(whole),
        *places.find(whole, areas, gazetteer),
        *wording.find(whole),
        *twins.find(whole),
        *gates.find(whole),
        *visiting.find(whole, visits or {}),
    ]
    return sorted(found, key=lambda each: each.order)
