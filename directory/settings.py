"""Every setting, its name in the environment, its default and what it is for. Only the roof reads them."""

import os
import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path

from msgspec import Struct, structs

from directory.access.provider import ADDRESS
from directory.errors import Fault, Invalid

# Where somebody goes who leaves a page in a hurry: known to everybody, no login, no cookie wall, nothing personal.
EXITS = (
    "https://www.knmi.nl/nederland-nu/weer/verwachtingen",
    "https://www.knmi.nl",
    "https://www.wikipedia.org",
    "https://www.kb.nl",
    "https://www.naturalis.nl",
)
PACKAGE = Path(__file__).parent


def _seeds() -> Path:
    """`seeds/` of a checkout, or the copy that travels inside an installed package."""
    inside = PACKAGE / "_seeds"
    return inside if inside.is_dir() else PACKAGE.parent / "seeds"


class Settings(Struct, frozen=True, kw_only=True):
    """What can be set. Each is `DIRECTORY_<NAME>` in the environment; the command line goes before that."""

    data: Path = Path("data")
    seeds: Path = _seeds()
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    proxies: str = ""
    base_url: str = ""
    metrics_port: int = 0
    contact_email: str = "beheer@gids.invalid"
    exit_url: str = EXITS[0]
    owner: str = ""
    security_contact: str = ""
    accessibility_statement: str = ""
    demo_seed: bool = True
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret_file: str = ""
    check_links: bool = False
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password_file: str = ""
    smtp_tls: str = "starttls"
    mail_from: str = ""

    @property
    def database(self) -> Path:
        """The file of the embedded database."""
        return self.data / "directory.db"

    @property
    def dossiers(self) -> Path:
        """Checks that were kept for council files."""
        return self.data / "dossiers.db"

    @property
    def decisions(self) -> Path:
        """What curators decided about pairs that look alike."""
        return self.data / "decisions.db"

    @property
    def reports(self) -> Path:
        """What visitors say is wrong."""
        return self.data / "reports.db"

    @property
    def reminders(self) -> Path:
        """How far we are with asking each partner."""
        return self.data / "reminders.db"

    @property
    def letters(self) -> Path:
        """Mail that waits to be sent. The key of what is sealed in it is `mail.key` beside it."""
        return self.data / "mail.db"

    @property
    def people(self) -> Path:
        """Who works here, and what lets them in. The key of what is sealed in it is `people.key` beside it."""
        return self.data / "people.db"

    @property
    def imports(self) -> Path:
        """Folder of files on their way in, each in a file of its own, and of what columns are."""
        return self.data / "imports"

    @property
    def course(self) -> Path:
        """How certain the directory was, day by day."""
        return self.data / "course.db"

    @property
    def visits(self) -> Path:
        """What became of asking the addresses in the records."""
        return self.data / "visits.db"

    @property
    def demand(self) -> Path:
        """The file of the counts of what is asked."""
        return self.data / "demand.db"

    @property
    def address(self) -> str:
        """The address under which the outside knows this server."""
        return self.base_url.rstrip("/") or f"http://{self.host}:{self.port}"


MEANING: Mapping[str, str] = {
    "data": "folder of the database",
    "seeds": "folder with vocabularies, partners and gazetteer",
    "host": "address to listen on",
    "port": "port to listen on",
    "workers": "processes that answer requests",
    "proxies": "addresses or networks, with commas between, of which `X-Forwarded-For` is believed; empty: of none",
    "base_url": "address under which the outside knows this server, such as https://gids.example.nl",
    "metrics_port": "port of the Prometheus page on the same host; 0 is off",
    "contact_email": "mail address that the API description names as contact; the default leads nowhere",
    "exit_url": "where the way out of every page leads, one of: " + ", ".join(EXITS),
    "owner": "who runs this directory, as the pages name them; empty: the pages say that it is not filled in",
    "security_contact": "mailto: or https: address for who finds a leak, for security.txt; empty: there is none",
    "accessibility_statement": "https: address of the statement in the national register; empty: not made yet",
    "demo_seed": "load the seeds of Twente into an empty database when serving",
    "oidc_issuer": "issuer of the identity provider by which colleagues may come in (https:); empty: there is none",
    "oidc_client_id": "what this site is called there",
    "oidc_client_secret_file": "file that holds the secret of this site there, and nothing else",
    "check_links": "ask the addresses in the records now and then whether they still lead somewhere",
    "smtp_host": "mail server that sends our mail; empty: no mail is sent or kept",
    "smtp_port": "port of the mail server",
    "smtp_user": "who we are there; empty: it asks for no login",
    "smtp_password_file": "file that holds the password of that user, and nothing else",
    "smtp_tls": "starttls, tls (from the first byte on) or none (only on this machine itself)",
    "mail_from": "mail address that our mail comes from; answers to it should be read by somebody",
}


def from_environment(environment: Mapping[str, str] | None = None, **given: object) -> Settings:
    """Settings from `DIRECTORY_*` and from what was given by name (None is passed over). Raises `Invalid`."""
    environment = os.environ if environment is None else environment
    values: dict[str, object] = {}
    faults: list[Fault] = []
    for field in structs.fields(Settings):
        name = f"DIRECTORY_{field.name.upper()}"
        raw = given.get(field.name)
        if raw is None and name in environment:
            raw = environment[name]
        if raw is not None:
            try:
                values[field.name] = _allowed(field.name, _typed(field.type, raw))
            except ValueError:
                faults.append(Fault(pointer=name, code="setting", detail=f"{name} cannot be {raw!r}."))
    if faults:
        raise Invalid(faults)
    return Settings(**values)  # type: ignore[arg-type]


# One line, since it goes into a line of security.txt or of a page.
SHAPES: Mapping[str, str] = {
    "exit_url": "|".join(map(re.escape, EXITS)),
    "owner": r"[^\x00-\x1f\x7f]{0,200}",
    "security_contact": r"(?:mailto:[^@\s]+@[^@\s]+\.[^@\s]+|https://\S+)?",
    "accessibility_statement": r"(?:https://\S+)?",
    "oidc_issuer": f"(?:{ADDRESS.pattern})?",
    "oidc_client_id": r"[\x21-\x7e]{0,200}",
    "smtp_host": r"[A-Za-z0-9.:-]{0,253}",
    "smtp_tls": r"starttls|tls|none",
}


def _allowed(name: str, value: object) -> object:
    if name == "proxies":
        for each in filter(None, str(value).split(",")):
            ip_network(each)
    if name in SHAPES and not re.fullmatch(SHAPES[name], str(value)):
        raise ValueError(value)
    return value


def _typed(kind: object, raw: object) -> object:
    if kind is bool and isinstance(raw, str):
        if raw.lower() not in ("1", "0", "true", "false", "yes", "no"):
            raise ValueError(raw)
        return raw.lower() in ("1", "true", "yes")
    if kind is int:
        number = int(str(raw))
        if not 0 <= number <= 65_535:
            raise ValueError(raw)
        return number
    return Path(str(raw)) if kind is Path else raw
