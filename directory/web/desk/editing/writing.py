"""The form of a record: opened, typed in, kept as a draft, looked at, and published or proposed."""

import re
from collections.abc import Iterator, Mapping
from uuid import uuid4

import msgspec
from msgspec import structs

from directory import validation
from directory.curation import drafting
from directory.curation.submitting import Submission
from directory.errors import Conflict, Invalid
from directory.gate import reply
from directory.gate.forms import Fields, first
from directory.model import Id, Kind, Record
from directory.model.json import encode
from directory.web.desk.editing import opening, settling, wording
from directory.web.desk.editing.asked import ANSWERED, LOOKED, REASON, SOURCE, Json, Said, fact_names
from directory.web.desk.editing.belonging import above
from directory.web.desk.editing.choices import title
from directory.web.desk.editing.effects import Told, change_of, told, whys
from directory.web.desk.editing.fields import pieces_of
from directory.web.desk.editing.opening import DEED, Opened
from directory.web.desk.editing.reading import Filled, field_of, filled, shown
from directory.web.desk.editing.shapes import form_of
from directory.web.desk.editing.together import TOGETHER
from directory.web.desk.editing.view import View
from directory.web.desk.frame import Visit, does, sees
from directory.web.desk.reasons import NEEDS
from directory.web.desk.subject import hand_in
from directory.web.desk.values import DUTCH, KINDS

SEEN, AUTO = "gezien", "vanzelf"
PLACE_IN_BATCH = re.compile(r"^(?:/\w+)*?/\d+(?:/after)?(?=/|$)")
# What is begun under a record that is a draft itself, by the deed that keeps it.
BELOW: Mapping[str, Kind] = {"aanbod": "service", "ingang": "contact-point"}
# A door is mostly one of several of the same service.
MORE = "nog"
MOST_BYTES = 500_000


@sees("/beheer/gegevens/nieuw/{kind:str}", "edit-drafts")
def start(visit: Visit) -> reply.Ready:
    """An empty form."""
    opened = opening.new(visit)
    document = opened.asked.document()
    return _page(visit, opened, shown(opened.asked, document, visit.house), document)


@sees("/beheer/gegevens/{kind:str}/{id:str}/wijzig", "edit-drafts")
def edit(visit: Visit) -> reply.Ready:
    """The form of a record, or of one piece of it (`veld`), with what this person typed of it before."""
    opened = opening.begun(visit)
    document = opened.asked.document()
    if opened.draft is not None:
        document = msgspec.json.decode(opened.draft.document)
    typed = shown(opened.asked, document, visit.house)
    return _page(visit, opened, typed, document, expected=_beforehand(visit, opened))


def _beforehand(visit: Visit, opened: Opened) -> tuple[str, ...]:
    """Why a change of this one piece would need a second person, as far as can be said before it is typed."""
    if not opened.only or opened.asked.before is None:
        return ()
    document = opened.asked.document()
    for piece in opened.asked.pieces:
        for name in (piece.name.partition(".")[0], *(each.steps[0] for each in piece.fields)):
            document.pop(name, None)
        for name in fact_names(piece, visit.house):
            document.get("facts", {}).pop(name, None)
    try:
        return whys(visit.house, change_of(opened, validation.read(opened.kind, document)))
    except Invalid:
        return ()


@does("/beheer/gegevens/{kind:str}/{id:str}", "edit-drafts", most=MOST_BYTES)
def write(visit: Visit) -> reply.Ready:
    """What somebody does with the form: keep it, throw it away, look what it changes, choose, or save it."""
    opened = opening.sent(visit)
    deed = visit.text(DEED)
    if deed == "weg":
        drafting.discard(visit.store, opened.kind, opened.id, visit.actor)
        return visit.go(opened.path if opened.now.theirs else "/beheer/gegevens", said="discarded")
    found = filled(opened.asked, visit.fields, visit.house)
    if deed in ("bewaar", MORE) or deed in BELOW:
        return _kept(visit, opened, found, deed)
    said, faults = _said(visit, opened, found)
    if found.record is None or faults:
        return _page(visit, opened, visit.fields, found.document, {**found.faults, **faults}, status=400)
    if opened.stale:
        return _stale(visit, opened, found.record, deed)
    if found.record == opened.asked.before:
        return _page(visit, opened, visit.fields, found.document, same=True)
    effects = told(visit, opened, found.record, found.document)
    if deed == "opslaan" and {*effects.seen.split()} <= {*visit.text(SEEN).split()}:
        return _submit(visit, opened, found, said)
    return _page(visit, opened, visit.fields, found.document, effects=effects)


def _kept(visit: Visit, opened: Opened, found: Filled, deed: str) -> reply.Ready:
    """Keeps a draft as it is, finished or not; then on to what hangs under it, where that was asked.

    A script that saves by itself gets a small answer.
    """
    try:
        drafting.save(visit.store, opened.kind, opened.id, found.document, opened.base, visit.actor, visit.now)
    except Invalid as invalid:
        faults = _of_store(invalid, visit.fields)
        if visit.text(AUTO):
            return _small(visit, 400, fault=" ".join(dict.fromkeys(wording.faults(faults).values())))
        return _page(visit, opened, visit.fields, found.document, faults, status=400)
    if visit.text(AUTO):
        return _small(visit, 200, at=DUTCH.clock(visit.now))
    if following := _following(opened, found, deed):
        kind, owner = following
        return visit.go(f"/beheer/gegevens/nieuw/{kind}", said="kept", van=owner)
    # What is new is mostly one of several.
    return visit.go(opened.path if opened.now.theirs else TOGETHER, said="kept")


def _following(opened: Opened, found: Filled, deed: str) -> tuple[Kind, Id] | None:
    """What is begun after this, and of what it is."""
    if deed in BELOW:
        return BELOW[deed], opened.id
    if deed == MORE and opened.kind == "contact-point":
        return opened.kind, str(found.document.get("serviceId", ""))
    return None


def _small(visit: Visit, status: int, **said: str) -> reply.Ready:
    headers = {"Cache-Control": reply.PRIVATE}
    return reply.Ready(encode(said), reply.JSON, headers, status, visit.cookies)


def _said(visit: Visit, opened: Opened, found: Filled) -> tuple[Said, dict[str, str]]:
    """Why, and from where; what is wrong with that, by field. Without a reason it says what was changed."""
    source = visit.text(SOURCE) or next(_own_sources(visit, opened), "")
    said = {"reason": visit.text(REASON) or _changed(opened, found)} | ({"source": source} if source else {})
    faults = {}
    if validation.holds_address(said["reason"]):
        faults[REASON] = "text.address"
    try:
        return validation.read_struct(Said, said), faults
    except Invalid as invalid:
        where = {"reason": REASON, "source": SOURCE}
        faults |= {where[each.pointer.strip("/")]: each.code for each in invalid.faults}
        return Said(reason="-"), faults


def _own_sources(visit: Visit, opened: Opened) -> Iterator[str]:
    named = (each for piece in opened.asked.pieces for each in fact_names(piece, visit.house) if opened.asked.narrow)
    return (typed for each in named if (typed := visit.text(f"facts.{each}.source")))


def _changed(opened: Opened, found: Filled) -> str:
    if opened.asked.before is None:
        return "Nieuw in de gids."
    labels = {each.name: each.label for each in opened.asked.pieces}
    return f"Gewijzigd: {', '.join(labels[each].lower() for each in found.changed) or 'bron'}."[:600]


def _stale(visit: Visit, opened: Opened, ours: Record, deed: str) -> reply.Ready:
    """Somebody wrote since: both versions, until it is chosen what counts; then once more what that changes."""
    record = settling.settled(visit, opened, ours) if deed == "kies" else None
    if record is None or opened.now.theirs is None:
        return settling.both(visit, opened, ours, again=deed == "kies")
    asked = structs.replace(opened.asked, before=opened.now.theirs, narrow=False)
    whole = structs.replace(opened, base=opened.now.revision, asked=asked, only="")
    whole = _widened(visit, whole)
    document = structs.replace(whole.asked, before=record).document()
    typed = {**shown(whole.asked, document, visit.house), REASON: [visit.text(REASON)], SOURCE: [visit.text(SOURCE)]}
    if record == opened.now.theirs:
        return _page(visit, whole, typed, document, same=True)
    return _page(visit, whole, typed, document, effects=told(visit, whole, record, document))


def _widened(visit: Visit, opened: Opened) -> Opened:
    """The whole form, where one piece was asked for."""
    form = form_of(opened.kind, secret=opened.secret)
    return structs.replace(opened, form=form, asked=structs.replace(opened.asked, pieces=tuple(pieces_of(form))))


def _submit(visit: Visit, opened: Opened, found: Filled, said: Said) -> reply.Ready:
    """Publishes or proposes it. What the store refuses stands at its field; who was second sees both versions."""
    assert found.record is not None  # noqa: S101  told to the type checker: `write` looked
    drafts = () if opened.only else (drafting.key_of(opened.kind, opened.id, visit.actor),)
    change = change_of(opened, found.record)
    submission = Submission(changes=(change,), reason=said.reason, source=said.source, drafts=drafts)
    try:
        return hand_in(visit, submission, str(uuid4()), to=opened.path, said="published")
    except Invalid as invalid:
        faults = _of_store(invalid, visit.fields)
        return _page(visit, opened, visit.fields, found.document, faults, status=400)
    except Conflict:
        return settling.both(visit, opening.sent(visit), found.record)


def _of_store(invalid: Invalid, typed: Fields) -> dict[str, str]:
    """Faults of a batch or a draft by field of the form."""
    found: dict[str, str] = {}
    for each in invalid.faults:
        bare = PLACE_IN_BATCH.sub("", each.pointer)
        name = REASON if bare.startswith("/occasion") else field_of(bare, typed)
        found.setdefault(name, each.code)
    return found


def _page(
    visit: Visit,
    opened: Opened,
    typed: Fields,
    document: Json,
    codes: Mapping[str, str] | None = None,
    *,
    status: int = 200,
    effects: Told | None = None,
    expected: tuple[str, ...] = (),
    same: bool = False,
) -> reply.Ready:
    faults = wording.faults(codes or {})
    view = View(visit=visit, opened=opened, typed=typed, document=document, faults=faults)
    seen = effects.seen if effects else " ".join(expected) or first(typed, SEEN)
    return visit.page(
        "editing/form.html",
        status=status,
        view=view,
        opened=opened,
        called=KINDS[opened.kind],
        above=above(visit, document),
        title=title(opened.now.theirs, visit.house) if opened.now.theirs else "",
        effects=effects,
        expected=[said for why, said in NEEDS.items() if why in expected],
        seen=seen,
        same=same,
        alone=visit.may("publish"),
        today=visit.house.today().isoformat(),
        names={"source": SOURCE, "looked": LOOKED, "reason": REASON, "answered": ANSWERED, "seen": SEEN},
    )
