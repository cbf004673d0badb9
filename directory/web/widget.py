"""The search inside a frame on another site: the same question and the same cards, five of them, and the way on.

Answers come by POST inside the frame, so no word is in an address of either site. The frame keeps the number for danger
and the way out, which leaves the whole page and not only the frame.
"""

from typing import Any

from litestar import Request, Response, get, post
from msgspec import structs

from directory.gate.forms import read_fields
from directory.gate.house import house
from directory.web.asking import Form, answerable, read_form
from directory.web.cards import cards
from directory.web.frame import page, spoken
from directory.web.languages import paths
from directory.web.search import MAXIMUM_FORM, PER_PAGE, helpers_first, urgent

AnyRequest = Request[Any, Any, Any]
SHOWN = 5


def routes() -> list[Any]:
    """The form, and its answers."""
    return [form, answers]


@get(paths("/widget"), include_in_schema=False)
async def form(request: AnyRequest) -> Response[bytes]:
    """The form alone."""
    return page(request, "widget.html", form=Form(), total=0)


@post(paths("/widget"), status_code=200, include_in_schema=False, request_max_body_size=MAXIMUM_FORM)
async def answers(request: AnyRequest) -> Response[bytes]:
    """The form with the first answers under it."""
    asked = read_form(read_fields(await request.body()))
    if asked.empty:
        return page(request, "widget.html", form=asked, total=0, asked_nothing=True)
    here, speech = house(request), spoken(request)
    made = answerable(asked, here, speech.code)
    question = structs.replace(made.asked.question, page=1, per_page=PER_PAGE)
    found = here.finder.find(question)
    # The first of those that the whole page begins with; the reasons are told there.
    hits = helpers_first(here.narrator.hits(found, question, made.asked.labels), asked, question, here)[:SHOWN]
    return page(
        request,
        "widget.html",
        form=asked,
        made=made,
        lost=any(each.pointer == "/near" for each in made.faults),
        urgent=urgent(made, here, speech),
        total=found.total,
        cards=cards(hits, question.at, here, speech),
    )
