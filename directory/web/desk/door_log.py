"""What happened at the door, for administrators: who came in, who was refused, what was done to accounts."""

from collections.abc import Mapping
from typing import Any

from directory.access.log import events
from directory.gate import reply
from directory.model.person import Happening
from directory.web.desk.forms import number
from directory.web.desk.frame import Visit, sees
from directory.web.desk.reasons import names

PAGE = 50
HAPPENED: Mapping[Happening, str] = {
    "signed-in": "ingelogd",
    "refused": "niet binnengelaten",
    "throttled": "moest wachten",
    "signed-out": "uitgelogd",
    "sessions-ended": "sessies beëindigd",
    "confirmed": "wachtzin opnieuw gegeven",
    "confirm-refused": "wachtzin opnieuw gegeven: fout",
    "denied": "vroeg iets wat niet mag",
    "setup-offered": "link voor de eerste beheerder gemaakt",
    "invited": "uitgenodigd",
    "link-made": "link gemaakt",
    "link-refused": "link geweigerd",
    "accepted": "uitnodiging aangenomen",
    "roles-changed": "rollen veranderd",
    "disabled": "account gesloten",
    "enabled": "account geopend",
    "passphrase-changed": "wachtzin veranderd",
    "second-factor-enrolled": "app voor codes ingesteld",
    "second-factor-removed": "app voor codes weggehaald",
    "second-factor-reset": "app voor codes opnieuw",
    "recovery-used": "code van papier gebruikt",
    "recovery-renewed": "nieuwe codes voor op papier",
    "erased": "account gewist",
    "bound": "account van elders gekoppeld",
    "unbound": "account van elders losgemaakt",
    "partner-contact-set": "adres van partner gezet",
    "partner-contact-forgotten": "adres van partner gewist",
    "partner-link-made": "link voor partner gemaakt",
    "partner-link-revoked": "link van partner ingetrokken",
    "partner-answered": "partner antwoordde",
    "key-made": "sleutel gemaakt",
    "key-revoked": "sleutel ingetrokken",
    "swept": "opgeruimd",
}


def routes() -> list[Any]:
    """The log."""
    return [door]


@sees("/beheer/logboek/deur", "read-access-log")
def door(visit: Visit) -> reply.Ready:
    """What happened at the door, the last first."""
    before = number(visit.asked("voor"))
    found = events(visit.access, visit.actor, PAGE + 1, before)
    told = names(visit, [id for each in found for id in (each.actor, each.about)])
    return visit.page(
        "door_log.html",
        events=found[:PAGE],
        happened=HAPPENED,
        told=told,
        further=found[PAGE - 1].sequence if len(found) > PAGE else None,
        begin=before is None,
    )
