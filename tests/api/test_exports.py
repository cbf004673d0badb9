"""The bulk exports over HTTP: the right form, the right name, streamed from the same data as everything else."""

import asyncio
import csv
import io
import json
import zipfile
from collections.abc import Iterator
from typing import IO, Any

import pytest

from directory.api import exports
from directory.errors import Unavailable
from directory.exchange import native, sheet
from directory.exchange.licence import ATTRIBUTION, LICENCE_URL

FORMS = {
    "hsds": ("application/zip", "zip"),
    "services": ("application/x-ndjson", "ndjson"),
    "contact-points": ("text/csv; charset=utf-8", "csv"),
    "locations": ("application/geo+json", "geojson"),
    "directory": ("application/ld+json", "jsonld"),
    "records": ("application/x-ndjson", "ndjson"),
}


def total(client: Any, collection: str) -> int:
    found: int = client.get(f"/api/v1/{collection}?perPage=1").json()["totalItems"]
    return found


@pytest.mark.parametrize("name", FORMS)
def test_an_export_has_its_form_file_name_and_licence(client: Any, name: str) -> None:
    answer = client.get(f"/api/v1/exports/{name}")
    media_type, extension = FORMS[name]
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith(f'attachment; filename="directory-{name}-20')
    assert disposition.endswith(f'.{extension}"')
    assert answer.headers["link"] == f'<{LICENCE_URL}>; rel="license"'
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", FORMS)
def test_a_reader_who_has_this_version_gets_nothing_again(client: Any, name: str) -> None:
    tag = client.get(f"/api/v1/exports/{name}").headers["etag"]
    again = client.get(f"/api/v1/exports/{name}", headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["link"] == f'<{LICENCE_URL}>; rel="license"'
    other = client.get(f"/api/v1/exports/{name}", headers={"If-None-Match": '"iets-anders"'})
    assert other.status_code == 200


@pytest.mark.parametrize("name", FORMS)
def test_parameters_wrong_forms_extensions_and_other_methods_are_refused(client: Any, name: str) -> None:
    path = f"/api/v1/exports/{name}"
    refused = client.get(f"{path}?format=xml&page=2")
    assert refused.status_code == 400
    assert [each["location"] for each in refused.json()["errors"]] == ["format", "page"]
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406
    assert client.get(f"{path}.{FORMS[name][1]}").status_code == 404
    assert client.get(f"{path}/").status_code == 404
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("name", FORMS)
def test_head_answers_without_a_body(client: Any, name: str) -> None:
    answer = client.head(f"/api/v1/exports/{name}")
    assert (answer.status_code, answer.content) == (200, b"")


def test_services_are_the_exact_records(client: Any) -> None:
    lines = client.get("/api/v1/exports/services").text.splitlines()
    assert len(lines) == total(client, "services") > 0
    first = json.loads(lines[0])
    shown = client.get(f"/api/v1/services/{first['id']}").text
    assert shown.startswith(lines[0][:-1])


def test_records_read_back_and_equal_the_replayed_feed(client: Any) -> None:
    content = client.get("/api/v1/exports/records").content
    found = native.read_native(io.BytesIO(content), "records")
    kinds = [each.__struct_config__.tag for each in found.records]
    assert {kind: kinds.count(kind) for kind in ("organization", "service")} == {
        "organization": total(client, "organizations"),
        "service": total(client, "services"),
    }
    assert "note" not in kinds
    replayed: dict[str, Any] = {}
    for each in changes(client):
        replayed[each["id"]] = each.get("record") or each.get("tombstone")
    exported = {}
    for line in content.splitlines()[1:]:
        row = json.loads(line)
        what = row.get("record") or row["tombstone"]
        exported[what["id"]] = what
    assert exported == {id: what for id, what in replayed.items() if what is not None}


def changes(client: Any) -> Iterator[dict[str, Any]]:
    after, complete = 0, False
    while not complete:
        page = client.get(f"/api/v1/changes?after={after}&limit=1000").json()
        yield from page["items"]
        after, complete = page["cursor"], page["complete"]


def test_contact_points_are_rows_that_no_spreadsheet_runs(client: Any) -> None:
    answer = client.get("/api/v1/exports/contact-points")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert tuple(rows[0]) == sheet.COLUMNS
    assert len(rows) == total(client, "contact-points")
    assert not [cell for row in rows for cell in row.values() if cell[:1] in {*"=+-@\t\r\0"}]


def test_locations_are_points_in_the_netherlands_and_never_confidential(client: Any) -> None:
    answer = client.get("/api/v1/exports/locations")
    assert answer.headers["content-crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    features = answer.json()["features"]
    assert features
    for each in features:
        longitude, latitude = each["geometry"]["coordinates"]
        assert 3 < longitude < 8 < 50 < latitude < 54


def test_the_directory_is_a_graph_of_what_exists(client: Any) -> None:
    found = client.get("/api/v1/exports/directory").json()
    assert found["@context"] == "https://schema.org"
    types = [each["@type"] for each in found["@graph"]]
    assert types[0] == "Dataset"
    assert {"Organization", "Service"} <= set(types)


def test_no_export_tells_where_a_confidential_place_is(client: Any) -> None:
    lines = client.get("/api/v1/exports/records").text.splitlines()[1:]
    rows = [json.loads(each).get("record", {}) for each in lines]
    secret = [each for each in rows if each.get("confidential")]
    assert not [each for each in secret if {"address", "latitude", "longitude", "place", "street"} & each.keys()]
    map_ids = {each["id"] for each in client.get("/api/v1/exports/locations").json()["features"]}
    graph = client.get("/api/v1/exports/directory").text
    for each in secret:
        assert each["id"] not in map_ids
        assert each["id"] not in graph
    doors = {each["id"] for each in rows if each.get("locationId") in {one["id"] for one in secret}}
    table = csv.DictReader(io.StringIO(client.get("/api/v1/exports/contact-points").text, newline=""))
    assert not [row for row in table if row["id"] in doors and (row["location"] or row["address"] or row["place"])]


def test_the_package_has_a_table_per_object_a_descriptor_and_a_readme(client: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(client.get("/api/v1/exports/hsds").content)) as package:
        assert package.testzip() is None
        descriptor = json.loads(package.read("datapackage.json"))
        names = {each["path"] for each in descriptor["resources"]}
        assert set(package.namelist()) == {"README.txt", "datapackage.json", *names}
        readme = package.read("README.txt").decode()
        assert ATTRIBUTION in readme
        assert LICENCE_URL in readme
        assert descriptor["licenses"][0]["path"] == LICENCE_URL
        rows = list(csv.DictReader(io.StringIO(package.read("services.csv").decode(), newline="")))
        assert 0 < len(rows) <= total(client, "services")


def test_the_package_is_made_once_for_all_who_ask_and_anew_for_a_new_version() -> None:
    made: list[str] = []

    def write(version: str) -> Any:
        def written(file: IO[bytes]) -> None:
            made.append(version)
            file.write(version.encode() * 100_000)

        return written

    async def ask() -> list[exports.Parcel]:
        parcels = exports.Parcels()
        first = await asyncio.gather(*(parcels.get("a", write("a")) for _ in range(5)))
        return [*first, await parcels.get("b", write("b"))]

    *first, last = asyncio.run(ask())
    assert made == ["a", "b"]
    assert {id(each) for each in first} == {id(first[0])}
    # Who was reading the former version reads it to the end.
    assert b"".join(first[0].pieces()) == b"a" * 100_000
    assert b"".join(last.pieces()) == b"b" * 100_000


def test_a_full_disk_is_said_and_may_be_tried_again() -> None:
    def full(file: IO[bytes]) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(Unavailable) as refusal:
        asyncio.run(exports.Parcels().get("a", full))
    assert refusal.value.retry
