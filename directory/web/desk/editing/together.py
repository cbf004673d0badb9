"""Several drafts at once: an organization with its services and doors waits, or is published, as one whole."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import msgspec
from msgspec import Struct

from directory import text, validation
from directory.curation import drafting
from directory.curation.comparing import since
from directory.curation.guarding import Seen, needs
from directory.curation.submitting import Submission, submit
from directory.errors import Invalid
from directory.gate import reply
from directory.gate.house import House
from directory.model import KINDS, Change, Draft, Id, Kind, Record
from directory.web.desk.editing import wording
from directory.web.desk.editing.asked import REASON, Said
from directory.web.desk.editing.fields import pieces_of
from directory.web.desk.editing.likeness import Like, alike
from directory.web.desk.editing.opening import OWNERS
from directory.web.desk.editing.reading import field_of, not_to_call
from directory.web.desk.editing.shapes import form_of
from directory.web.desk.frame import Visit, does, sees
from directory.web.desk.reasons import NEEDS
from directory.web.desk.values import DUTCH
from directory.web.desk.values import KINDS as CALLED

TOGETHER = "/beheer/gegevens/samen"
BELOW: Mapping[Kind, tuple[Kind, str]] = {
    "organization": ("service", "aanbod"),
    "service": ("contact-point", "een ingang"),
}
Document = Mapping[str, Any]
ORDER: Sequence[Kind] = tuple(KINDS)


class Part(Struct, frozen=True, kw_only=True):
    """A draft of one's own: what it is called, what is still wrong with it, and whether somebody wrote since."""

    draft: Draft
    name: str
    called: str
    change: Change | None
    faults: tuple[str, ...] = ()
    moved: bool = False
    alike: tuple[Like, ...] = ()

    @property
    def key(self) -> str:
        """What names it in the form."""
        return f"{self.draft.kind}/{self.draft.id}"

    @property
    def below(self) -> tuple[Kind, str] | None:
        """What can be hung under it while it is new, and what that is called."""
        return BELOW.get(self.draft.kind) if self.draft.base is None else None

    @property
    def path(self) -> str:
        """Where one goes on with it."""
        return f"/beheer/gegevens/{self.key}/wijzig"


def parts(visit: Visit, chosen: frozenset[str] | None = None) -> list[Part]:
    """One's own drafts, those first that others hang under; of `chosen` only, by key."""
    drafts = [each for each in visit.store.drafts(visit.actor.id) if chosen is None or _key(each) in chosen]
    drafts.sort(key=lambda each: (ORDER.index(each.kind), each.at))
    documents: dict[Id, Document] = {}
    for each in drafts:
        # Owners came before: what hangs under them is named after them.
        documents[each.id] = _named(each, documents)
    return [_part(visit, each, documents[each.id]) for each in drafts]


def _key(draft: Draft) -> str:
    return f"{draft.kind}/{draft.id}"


def _part(visit: Visit, draft: Draft, document: Document) -> Part:
    now = since(visit.store, draft.kind, draft.id, draft.base)
    record, faults = _read(draft.kind, document, visit.house)
    if record is not None and not_to_call(now.base, record, visit.house):
        record, faults = None, (wording.sentence("phone.number", "number.retired"),)
    change = Change(kind=draft.kind, id=draft.id, after=record, expected=draft.base) if record else None
    return Part(
        draft=draft,
        name=str(document.get("name") or _way(document, visit.house) or "nog zonder naam"),
        called=CALLED[draft.kind],
        change=change,
        faults=faults,
        moved=now.revision != draft.base,
        alike=alike(draft.kind, draft.id, document, visit.house) if draft.kind == "organization" else (),
    )


def _way(document: Mapping[str, Any], here: House) -> str:
    channel = document.get("channel")
    return here.label("channels", channel) if isinstance(channel, str) and channel else ""


def _named(draft: Draft, documents: Mapping[Id, Document]) -> Document:
    """What was typed, with a name in the address that says whose it is, also where that is new as well."""
    document: dict[str, Any] = msgspec.json.decode(draft.document)
    above, own = documents.get(str(document.get(OWNERS.get(draft.kind, "")))), str(document.get("slug") or "")
    slug = str((above or {}).get("slug") or "")
    if draft.base is None and slug and own and not own.startswith(slug):
        document["slug"] = text.slug(f"{slug} {own}")[:100].strip("-")
    return document


def _read(kind: Kind, document: Mapping[str, Any], here: House) -> tuple[Record | None, tuple[str, ...]]:
    try:
        return validation.read(kind, document, known_area=here.areas.known), ()
    except Invalid as invalid:
        codes = {field_of(each.pointer, {}): each.code for each in invalid.faults}
        pieces = tuple(pieces_of(form_of(kind, secret=bool(document.get("confidential")))))
        listed = wording.listed(wording.faults(codes), kind, pieces, here)
        return None, tuple(f"{label}: {said}" for _, label, said in listed)


@sees(TOGETHER, "edit-drafts")
def drafts(visit: Visit) -> reply.Ready:
    """One's own drafts, to send off together."""
    return _page(visit, parts(visit))


@does(TOGETHER, "propose")
def send(visit: Visit) -> reply.Ready:
    """Publishes or proposes what is ticked, all or nothing; what is not whole is said, and stays."""
    chosen = frozenset(visit.fields.get("concept", ()))
    ticked = parts(visit, chosen)
    faults = _faults(visit, ticked)
    if faults or any(each.change is None or each.moved for each in ticked):
        return _page(visit, parts(visit), chosen=chosen, faults=faults, status=400)
    changes = tuple(each.change for each in ticked if each.change)
    keys = tuple(drafting.key_of(each.draft.kind, each.draft.id, visit.actor) for each in ticked)
    submission = Submission(changes=changes, reason=_reason(visit, ticked), drafts=keys)
    try:
        done = submit(visit.store, submission, visit.actor, visit.now, str(uuid4()))
    except Invalid as invalid:
        said = dict.fromkeys(_sentence(each.pointer, each.code) for each in invalid.faults)
        return _page(visit, parts(visit), chosen=chosen, faults={"": " ".join(said)}, status=400)
    if done.proposal:
        return visit.go(f"/beheer/voorstellen/{done.proposal.id}", said="proposed")
    return visit.go(f"/beheer/gegevens/{changes[0].kind}/{changes[0].id}", said="published")


def _faults(visit: Visit, ticked: Sequence[Part]) -> dict[str, str]:
    faults = {} if ticked else {"": "Kies wat u samen wilt versturen."}
    try:
        validation.read_struct(Said, {"reason": _reason(visit, ticked)})
    except Invalid as invalid:
        faults[REASON] = wording.sentence(REASON, invalid.faults[0].code)
    return faults


def _reason(visit: Visit, ticked: Sequence[Part]) -> str:
    return visit.text(REASON) or f"Samen: {', '.join(each.name for each in ticked)}"[:600]


def _sentence(pointer: str, code: str) -> str:
    if code == "reference":
        return "Iets hoort bij een concept dat niet meegaat. Kies dat ook."
    return wording.sentence(field_of(pointer.partition("/after")[2], {}), code)


def _page(
    visit: Visit,
    found: Sequence[Part],
    *,
    chosen: frozenset[str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> reply.Ready:
    changes = tuple(each.change for each in found if each.change)
    whys = {each.why for each in needs(changes, Seen(visit.store))}
    return visit.page(
        "editing/together.html",
        status=status,
        parts=found,
        chosen=chosen,
        faults=faults or {},
        reason=visit.text(REASON),
        reason_name=REASON,
        why=[said for why, said in NEEDS.items() if why in whys],
        alone=visit.may("publish"),
        clock=DUTCH.clock,
    )
