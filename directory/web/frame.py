"""The frame of every page: language, way out, urgent numbers, ways on. What is inside it is a template."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request
from msgspec import Struct

from directory.gate import reply
from directory.lexicon import Language
from directory.web import assets, naming
from directory.web.languages import EVERY, NAMES, RIGHT_TO_LEFT, Speech, prefix, speech, split

AnyRequest = Request[Any, Any, Any]
FOLDER = Path(__file__).parent / "pages"
HTML = "text/html; charset=utf-8"


class Site(Struct, frozen=True, kw_only=True):
    """What the pages know of where they stand. `exit_url` is where somebody goes who leaves in a hurry.

    `owner` is who runs it; that, a `security_contact` and an `accessibility_statement` are empty until it is told.
    `elsewhere` says that colleagues may come in by way of an identity provider.
    """

    address: str
    exit_url: str
    contact_email: str
    owner: str = ""
    security_contact: str = ""
    accessibility_statement: str = ""
    elsewhere: bool = False

    @property
    def mail(self) -> str:
        """The address that people can write to; empty while it leads nowhere."""
        return "" if self.contact_email.endswith(".invalid") else self.contact_email


class Tongue(Struct, frozen=True):
    """A language that this page can be read in, and its address in it."""

    code: Language
    name: str
    dir: str
    href: str


def spoken(request: AnyRequest) -> Speech:
    """The language that the address asks for."""
    return speech(split(request.scope["path"])[0])


def page(
    request: AnyRequest,
    template: str,
    *,
    status: int = 200,
    languages: Sequence[Language] = EVERY,
    headers: Mapping[str, str] | None = None,
    **facts: object,
) -> reply.Ready:
    """A page in the language of its address. `languages` are those in which it exists."""
    content = render(request.scope["path"], request.app.state.site, template, languages=languages, **facts)
    said = {"Content-Language": spoken(request).code, "Cache-Control": reply.PRIVATE, "Vary": "Accept-Encoding"}
    return reply.Ready(content, HTML, {**said, **(headers or {})}, status_code=status)


def render(path: str, site: Site, template: str, *, languages: Sequence[Language] = EVERY, **facts: object) -> bytes:
    """The bytes of a page at this address."""
    code, bare = split(path)
    told = environment(code).get_template(template)
    return told.render(
        speech=speech(code),
        site=site,
        base=prefix(code),
        bare=bare,
        tongues=_tongues(bare, languages),
        **facts,
    ).encode("utf-8", "replace")


def _tongues(bare: str, languages: Sequence[Language]) -> list[Tongue]:
    return [
        Tongue(code, NAMES[code], "rtl" if code in RIGHT_TO_LEFT else "ltr", (prefix(code) + bare).rstrip("/") or "/")
        for code in languages
    ]


@cache
def environment(code: Language) -> Environment:
    """The templates in one language."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(speech(code).translations, newstyle=True)  # type: ignore[attr-defined]
    made.globals["asset"] = assets.address
    made.filters["tel"] = dialled
    made.filters["site"] = naming.site
    made.filters["day"] = speech(code).day
    made.filters["short_day"] = speech(code).short_day
    made.filters["moment"] = speech(code).moment
    return made


def dialled(number: str) -> str:
    """A number as a `tel:` link takes it."""
    return "".join(each for each in number if each.isdigit() or each == "+")
