"""Splink and dedupe on the open set: `python -m benchmarks.matchers.others PAIRS.yaml` prints JSON.

Records are normalised as their guides advise (lower case, digits of numbers, sites without www). Splink learns its
weights without labels from all records, dedupe from the half for tuning. Each gets the threshold that does best on that
half; figures are those of the other half.
"""

import json
import logging
import random
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

Record = dict[str, Any]
Records = Mapping[str, Record]
Truth = Mapping[int, bool]
FIELDS = ("name", "phone", "host", "place", "others")


def main(path: Path) -> None:
    """Run both and print their figures."""
    logging.disable(logging.CRITICAL)
    pairs = yaml.safe_load(path.read_text(encoding="utf-8"))
    records = {f"{at}{side}": _clean(each[side], f"{at}{side}") for at, each in enumerate(pairs) for side in "ab"}
    truth = {at: each["class"] == "same" for at, each in enumerate(pairs)}
    engines: Mapping[str, Callable[[Records, Truth], dict[int, float]]] = {"splink": _splink, "dedupe": _dedupe}
    print(json.dumps({name: _run(engine, records, truth) for name, engine in engines.items()}))


def _run(engine: Callable[[Records, Truth], dict[int, float]], records: Records, truth: Truth) -> Record:
    started = time.perf_counter()
    scored = engine(records, truth)
    took = time.perf_counter() - started
    tune, held = ({at: scored.get(at, 0.0) for at in truth if at % 2 == half} for half in (0, 1))
    threshold = max(sorted({*tune.values()}), key=lambda each: _f1(*_figures(tune, truth, each)))
    precision, recall = _figures(held, truth, threshold)
    return {"precision": precision, "recall": recall, "seconds": took}


def _figures(scored: Mapping[int, float], truth: Truth, threshold: float) -> tuple[float, float]:
    hits = [at for at, score in scored.items() if score >= threshold]
    right = sum(truth[at] for at in hits)
    return right / len(hits) if hits else 1.0, right / sum(truth[at] for at in scored)


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _plain(text: str) -> str:
    lowered = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall("[a-z0-9]+", lowered))


def _clean(record: Record, key: str) -> Record:
    phones = sorted({re.sub(r"^(\+|00)31", "0", re.sub(r"[^0-9+]", "", each)) for each in record.get("phones", ())})
    host = re.sub(r"^(https?://)?(www\.)?", "", record.get("url") or "").split("/")[0].lower()
    return {
        "unique_id": key,
        "name": _plain(record["name"]) or None,
        "phone": phones[0] if phones else None,
        "host": host or None,
        "place": _plain(record.get("place") or "") or None,
        "others": " ".join(map(_plain, record.get("alternateNames", ()))) or None,
    }


def _splink(records: Records, truth: Truth) -> dict[int, float]:
    import pyarrow
    import splink.comparison_library as compare
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            compare.JaroWinklerAtThresholds("name", [0.97, 0.92, 0.8]),
            compare.ExactMatch("phone").configure(term_frequency_adjustments=True),
            compare.ExactMatch("host").configure(term_frequency_adjustments=True),
            compare.ExactMatch("place"),
        ],
        blocking_rules_to_generate_predictions=["1=1"],
    )
    linker = Linker(DuckDBAPI().register(pyarrow.Table.from_pylist([*records.values()])), settings, log_level=None)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("name"), block_on("host")], recall=0.6)
    training.estimate_u_using_random_sampling(max_pairs=2e5)
    training.estimate_parameters_using_expectation_maximisation(block_on("host"))
    training.estimate_parameters_using_expectation_maximisation(block_on("place"))
    found = linker.inference.predict(threshold_match_probability=0.0001).as_record_list()
    ids = ((row["unique_id_l"], row["unique_id_r"], row["match_probability"]) for row in found)
    return {int(one[:-1]): score for one, other, score in ids if one[:-1] == other[:-1]}


def _dedupe(records: Records, truth: Truth) -> dict[int, float]:
    import dedupe
    from dedupe import variables

    random.seed(1)
    data = {key: {field: record[field] for field in FIELDS} for key, record in records.items()}
    exact = [variables.Exact(each, has_missing=True) for each in ("phone", "host", "place")]
    deduper = dedupe.Dedupe([variables.String("name"), *exact, variables.Text("others", has_missing=True)], num_cores=1)
    # Its blocking does not run with the BTrees of today; every pair that is scored is given, so it is not needed.
    known = [at for at in truth if at % 2 == 0]
    examples = [(data[f"{at}a"], data[f"{at}b"]) for at in known]
    deduper.classifier.fit(deduper.data_model.distances(examples), [int(truth[at]) for at in known])
    scores = deduper.score(iter([((f"{at}a", data[f"{at}a"]), (f"{at}b", data[f"{at}b"])) for at in truth]))
    return {int(row["pairs"][0][:-1]): float(row["score"]) for row in scores}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
