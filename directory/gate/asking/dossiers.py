"""Dossiers for the faces: which answers are kept, and what a reader of one may see today."""

import asyncio
import re

import msgspec
from msgspec import Struct

from directory.coverage import Dossier, Overlap, Since, check, id_of, shown, since
from directory.gate.asking.proposals import Asked, called_now, is_public
from directory.gate.house import House

NAME = re.compile(r"[0-9a-f-]{10,40}")


class Reread(Struct, frozen=True, kw_only=True):
    """A dossier as it may be shown today, and what is different `since`."""

    dossier: Dossier
    since: Since


def may_be_kept(asked: Asked, found: Overlap) -> bool:
    """Whether this answer has figures and is made of fields alone: no paragraph and no what-if is ever kept."""
    return found.coverage is not None and not (asked.paragraph or asked.without or asked.more)


async def keep(found: Overlap, here: House) -> Dossier | None:
    """The dossier that this answer is from now on; None when too many were kept today, or there is no room."""
    dossier = Dossier(id=id_of(found), made_at=here.now(), check=found)
    document = msgspec.json.encode(dossier)
    kept = await asyncio.to_thread(here.dossiers.keep, dossier.id, dossier.made_at, document)
    return dossier if kept else None


async def reread(id: str, here: House) -> Reread | None:
    """What was kept under this id, without partners that may not be shown any more; None when nothing was."""
    document = await asyncio.to_thread(here.dossiers.read, id) if NAME.fullmatch(id) else None
    if document is None:
        return None
    kept = msgspec.json.decode(document, type=Dossier)
    now = await asyncio.to_thread(check, kept.check.proposal, here.existing, here.today())
    old = shown(kept.check, is_public=lambda slug: is_public(slug, here), new=now)
    changed = since(old, now, lambda slug: called_now(slug, here))
    return Reread(dossier=msgspec.structs.replace(kept, check=old), since=changed)
