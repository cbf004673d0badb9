"""What every word shares: frozen, exact, camelCase in JSON, with a limit on every length and list."""

from typing import Annotated, Literal

from msgspec import Meta, Struct


class Part(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, rename="camel"):
    """A piece of a record. Optional is absent: no `null`, no empty text."""


Answer = Literal["yes", "no", "unknown"]

Id = Annotated[
    str,
    Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", description="a UUID in lower case"),
]
Slug = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
        min_length=1,
        max_length=120,
        description="lower-case letters, digits and single hyphens",
    ),
]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Sentence = Annotated[str, Meta(min_length=1, max_length=600)]
Text = Annotated[str, Meta(min_length=1, max_length=5000)]
Url = Annotated[
    str,
    Meta(
        # Nothing before an @, and no backslash: either makes an address look like that of another site.
        pattern=r"^https?://[^\s/?#@\\]+\.[^\s/?#@\\]+(?:[/?#]\S*)?$",
        max_length=600,
        description="a web address that starts with http:// or https://",
    ),
]
Email = Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=200, description="a mail address")]
Language = Annotated[
    str, Meta(pattern=r"^[a-z]{2,3}$", description="a language code of two or three lower-case letters")
]
MunicipalityCode = Annotated[str, Meta(pattern=r"^GM[0-9]{4}$", description="a CBS municipality code such as GM0164")]
AreaCode = Annotated[
    str,
    Meta(
        pattern=r"^(?:GM[0-9]{4}|VR[0-9]{2}|NL)$", description="a CBS code such as GM0164, a region such as VR05, or NL"
    ),
]
Latitude = Annotated[float, Meta(ge=50.5, le=53.7, description="degrees north, in the Netherlands")]
Longitude = Annotated[float, Meta(ge=3.2, le=7.3, description="degrees east, in the Netherlands")]

# A set of terms is never empty: not knowing is `None`, and "for nobody" is no door.
Terms = Annotated[tuple[Slug, ...], Meta(min_length=1, max_length=80)]
Languages = Annotated[tuple[Language, ...], Meta(min_length=1, max_length=60)]
Names = Annotated[tuple[Name, ...], Meta(max_length=40)]
Slugs = Annotated[tuple[Slug, ...], Meta(max_length=100)]
Ids = Annotated[tuple[Id, ...], Meta(max_length=200)]
