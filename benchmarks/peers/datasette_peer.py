"""Datasette with a canned query per kind of question: `python -m benchmarks.peers.datasette_peer DATABASE PORT`."""

import os
import sys
from typing import Any

from datasette.app import Datasette

from benchmarks.peers import sql
from benchmarks.serving import serve

QUERIES = {
    "near": {"sql": sql.NEAR, "params": ["x", "y", "z", "topic", "codes", "line"]},
    "words": {"sql": sql.WORDS, "params": ["q", "topic"]},
    "record": {"sql": sql.RECORD, "params": ["id"]},
}


def application() -> Any:
    """The application of the worker."""
    return Datasette(
        immutables=[os.environ["PEER_DATABASE"]],
        metadata={"databases": {"flat": {"queries": QUERIES}}},
        settings={"sql_time_limit_ms": 60_000, "suggest_facets": False},
    ).app()


if __name__ == "__main__":
    os.environ["PEER_DATABASE"] = sys.argv[1]
    serve("benchmarks.peers.datasette_peer:application", int(sys.argv[2]))
