"""Places to visit on a map: longitude first, and no trace of a secret one."""

import json
from typing import Any

from directory.exchange import geojson
from directory.exchange.licence import ATTRIBUTION, LICENCE_URL
from directory.model import Record
from tests.exchange import builders as b


def collection(*records: Record) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(b"".join(geojson.collection(b.catalogue(*records))))
    return found


def test_a_place_to_visit_is_a_point_with_longitude_first() -> None:
    found = collection(*b.everything())
    assert {name: found[name] for name in ("type", "license", "attribution")} == {
        "type": "FeatureCollection",
        "license": LICENCE_URL,
        "attribution": ATTRIBUTION,
    }
    (place,) = found["features"]
    assert place["type"] == "Feature"
    assert place["id"] == b.office().id
    assert place["geometry"] == {"type": "Point", "coordinates": [6.7931, 52.2656]}
    assert place["properties"]["precision"] == "address"
    assert place["properties"]["organizationSlug"] == "kadera"
    assert place["properties"]["street"] == "Marktstraat 1"
    assert place["properties"]["contactPointIds"] == [b.desk_door().id]


def test_secret_places_and_post_office_boxes_are_absent() -> None:
    text = b"".join(geojson.collection(b.catalogue(*b.everything()))).decode()
    assert "Xyzzy" not in text
    assert b.shelter().id not in text
    assert "Postbus" not in text


def test_a_place_without_a_point_or_out_of_use_is_absent() -> None:
    nowhere = b.location("nergens", place="Hengelo", municipality="GM0164")
    closed = b.office("dicht", lifecycle="archived")
    orphan = b.office("wees", "weg")
    assert collection(b.organization(), nowhere, closed, orphan)["features"] == []


def test_what_is_not_known_is_left_out_and_several_places_are_one_document() -> None:
    bare = {"address": None, "transport": None, "accessibility": None, "street": None}
    found = collection(b.organization(), b.office("a", **bare), b.office("b"), b.office("c"))
    assert len(found["features"]) == 3
    (place,) = (each["properties"] for each in found["features"] if each["properties"]["slug"] == "a")
    assert "street" not in place
    assert "contactPointIds" not in place
    assert None not in place.values()
