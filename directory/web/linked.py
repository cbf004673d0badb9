"""A door or an organization as schema.org sees it, for in its page: data that a browser never runs."""

from markupsafe import Markup

from directory.exchange.linked import Linked, Node
from directory.gate.house import House
from directory.model import Id
from directory.model.json import encode
from directory.web.addressing import Shown

# In a script element only these can end it or begin something else; as JSON escapes they are the same text.
ESCAPES = {"<": r"\u003c", ">": r"\u003e", "&": r"\u0026", "\u2028": r"\u2028", "\u2029": r"\u2029"}


def linked(kind: Shown, id: Id, here: House) -> Markup:
    """The JSON-LD of this record; "" when it does not exist now. Of a secret place there is nothing in it."""
    maker = Linked(here.atlas.catalogue, here.areas, here.address)
    node = maker.of_door(id) if kind == "contact-point" else maker.of_organization(id)
    return Markup(_escaped(node)) if node else Markup()  # noqa: S704  escaped for where it stands


def _escaped(node: Node) -> str:
    text = encode(node).decode()
    for sign, escape in ESCAPES.items():
        text = text.replace(sign, escape)
    return text
