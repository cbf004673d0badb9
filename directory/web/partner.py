"""Questions to a partner, who has no account: a link in a mail opens them, one answer uses it up.

Whatever is wrong with a link, there is one answer.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from litestar import Request, Response, get, post
from msgspec import Struct

from directory.access import partner_links
from directory.coverage import read_hours
from directory.curation import answering, reminding
from directory.curation.asking import MOST, Asked, questions
from directory.curation.replies import Answer, Reader, Settled, read_answers
from directory.curation.reports import Report, is_secret, read_report
from directory.errors import DirectoryError, Fault, Invalid, Unknown
from directory.gate import inviting, reply
from directory.gate.forms import Fields, first, read_fields
from directory.gate.house import House, house
from directory.gate.limits import hourly
from directory.gate.present import access
from directory.hours import AMSTERDAM
from directory.model import Id
from directory.model.ids import derived_id
from directory.model.partner import PartnerLink
from directory.web import partner_words
from directory.web.frame import page

AnyRequest = Request[Any, Any, Any]
MAXIMUM_FORM = 128 * 1024
ASKING = f"{inviting.ASKING}{{token:str}}"
# Enough for an organization of which several people open the mail, and nothing for who guesses.
OPENED = hourly("partner-links", 60, together=True)
REMARK = "opmerking"


class Form(Struct, frozen=True, kw_only=True):
    """What was sent: an answer by question, the remark, and what is wrong by question."""

    given: Mapping[str, Answer] = {}
    remark: str = ""
    faults: Mapping[str, Fault] = {}


def routes() -> list[Any]:
    """The questions, and their answers. In Dutch only."""
    return [look, answer]


@get(ASKING, include_in_schema=False, middleware=[OPENED])
async def look(request: AnyRequest) -> Response[bytes]:
    """The questions of a link. Looking uses nothing up: mail programs look at links too."""
    return await asyncio.to_thread(_look, request)


@post(ASKING, status_code=200, include_in_schema=False, request_max_body_size=MAXIMUM_FORM, middleware=[OPENED])
async def answer(request: AnyRequest) -> Response[bytes]:
    """Answers: they become one proposal, and the link is used up."""
    return await asyncio.to_thread(_answer, request, read_fields(await request.body()))


def _look(request: AnyRequest) -> reply.Ready:
    here = house(request)
    try:
        link = _link(request)
    except Unknown:
        return _closed(request)
    return _form(request, link, _asked(here, link.organization), Form())


def _answer(request: AnyRequest, fields: Fields) -> reply.Ready:
    try:
        link = _link(request)
    except Unknown:
        return _closed(request)
    asked = _asked(house(request), link.organization)
    form = Form(given=_given(asked, fields), remark=first(fields, REMARK))
    try:
        settled, remark = _read(house(request), link.organization, asked, form)
        _take(request, settled, remark)
    except Unknown:
        # Somebody else was first with this very link.
        return _closed(request)
    except Invalid as invalid:
        faults = {each.pointer: each for each in invalid.faults}
        # What was asked may be what changed: then it is asked as it is now.
        asked = _asked(house(request), link.organization)
        return _form(request, link, asked, Form(given=form.given, remark=form.remark, faults=faults))
    return page(request, "partner_thanks.html", languages=("nl",), said=bool(settled or remark))


def _link(request: AnyRequest) -> PartnerLink:
    """The link of this address. Raises `Unknown` when it does not work, also for what is not public any more."""
    here = house(request)
    link = partner_links.look(access(request), str(request.path_params["token"]), here.now())
    if not here.atlas.catalogue.has("organization", link.organization):
        raise Unknown("link.unknown")
    return link


def _asked(here: House, organization: Id) -> list[Asked]:
    return questions(here.atlas.catalogue, organization, here.worklist.of(here), here.today())


def _given(asked: Iterable[Asked], fields: Fields) -> dict[str, Answer]:
    """The answers to these questions; whatever else stands in the form is not read."""
    given = {
        each.key: Answer(
            choice=first(fields, f"antwoord-{each.key}"),
            text=first(fields, f"tekst-{each.key}"),
            seen=first(fields, f"stand-{each.key}"),
        )
        for each in asked
    }
    return {key: each for key, each in given.items() if each.choice or each.text}


def _read(here: House, organization: Id, asked: Sequence[Asked], form: Form) -> tuple[list[Settled], Report | None]:
    """The answers and the remark. Raises `Invalid` with every fault of both, by question."""
    faults: list[Fault] = []
    settled: list[Settled] = []
    remark: Report | None = None
    secret = is_secret("organization", organization, here.atlas.catalogue)
    try:
        settled = read_answers(asked, form.given, Reader(hours=read_hours, today=here.today(), secret=secret))
    except Invalid as invalid:
        faults += invalid.faults
    try:
        remark = _remark(here, organization, form.remark)
    except Invalid as invalid:
        faults += (Fault(pointer=REMARK, code=each.code, detail=each.detail) for each in invalid.faults)
    if not (faults or form.given or remark):
        faults.append(Fault(pointer="", code="nothing", detail="Nothing was answered."))
    if faults:
        raise Invalid(faults)
    return settled, remark


def _remark(here: House, organization: Id, typed: str) -> Report | None:
    """What was typed as a report about the organization: the same checks, kept as long, forgotten as soon."""
    if not typed.strip():
        return None
    slug = here.atlas.catalogue.slug("organization", organization)
    return read_report(
        {"kind": "organization", "slug": slug, "about": "other", "text": typed}, here.atlas.catalogue, here.today()
    )


def _take(request: AnyRequest, settled: Sequence[Settled], remark: Report | None) -> None:
    """Everything or nothing: whatever is refused, the link is as it was. Raises `Unknown`, `Invalid`."""
    here, token = house(request), str(request.path_params["token"])
    with partner_links.answering(access(request), token, here.now()) as link:
        id = derived_id("proposal", link.hash)
        if here.store.proposal(id) is not None:
            # Written when the program was killed before the link was: it has been used.
            raise Unknown("link.unknown")
        if remark is not None and not here.reports.keep(remark):
            raise Invalid([Fault(pointer=REMARK, code="full", detail="The remark cannot be kept now.")])
        name, actor = here.atlas.catalogue.organization(link.organization).name, partner_links.actor_of(link)
        answering.answer(here.store, settled, name, actor, here.now(), id, here.today())
    _rest(request, link.organization)


def _rest(request: AnyRequest, organization: Id) -> None:
    """Leave them alone for a while. That it is not written down undoes no answer."""
    try:
        reminding.answered(request.app.state.reminders, organization, house(request).today())
    except DirectoryError as error:
        request.app.state.log.exception("partner-reminder", error)


def _form(request: AnyRequest, link: PartnerLink, asked: Sequence[Asked], form: Form) -> reply.Ready:
    here = house(request)
    shown = [*asked[:MOST], *(each for each in asked[MOST:] if each.key in form.given)]
    items = [
        partner_words.item(each, form.given.get(each.key, Answer()), form.faults.get(each.key), here) for each in shown
    ]
    known = {each.key for each in items} | {REMARK}
    return page(
        request,
        "partner_questions.html",
        status=400 if form.faults else 200,
        languages=("nl",),
        name=here.atlas.catalogue.organization(link.organization).name,
        ends=(link.ends or here.now()).astimezone(AMSTERDAM).date(),
        items=items,
        remark=form.remark[:5_000],
        remark_fault=partner_words.said(form.faults[REMARK]) if REMARK in form.faults else "",
        general=[partner_words.said(each) for key, each in form.faults.items() if key not in known],
        wrong=bool(form.faults),
    )


def _closed(request: AnyRequest) -> reply.Ready:
    """One answer for every link that does not work."""
    return page(request, "partner_closed.html", status=404, languages=("nl",))
