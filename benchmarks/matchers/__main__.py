"""`python -m benchmarks.matchers`: merge proposals on the open set of pairs, the directory beside Splink and dedupe."""

import json
import logging
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.running import OUT, alone, environment
from tests.conftest import serving, sow
from tests.quality.pairing import FILE, ask, figures, pairs

HERE = Path(__file__).parent


def main() -> None:
    """Run all three, one after the other, and print a table."""
    logging.disable(logging.INFO)
    OUT.mkdir(exist_ok=True)
    with alone():
        python = environment("matchers", HERE / "requirements.txt")
        ours = _ours()
        run = [python, "-m", "benchmarks.matchers.others", str(FILE)]
        others = json.loads(subprocess.run(run, check=True, capture_output=True, cwd=HERE.parents[1]).stdout)
    print("| | precision | recall | seconds |\n| --- | --- | --- | --- |")
    for name, each in {"directory": ours, **others}.items():
        print(f"| {name} | {each['precision']:.3f} | {each['recall']:.3f} | {each['seconds']:.2f} |")


def _ours() -> dict[str, float]:
    """Every pair over HTTP, start of the server not counted; figures of the half that was not tuned on."""
    with tempfile.TemporaryDirectory() as folder:
        sow(Path(folder))
        with serving(Path(folder)) as client:
            ask(pairs()[0], client)
            started = time.perf_counter()
            scored = [ask(each, client) for each in pairs()]
            took = time.perf_counter() - started
    held = figures([each for each in scored if each.pair.half == "held"])
    return {"precision": held.precision, "recall": held.recall, "seconds": took}


if __name__ == "__main__":
    main()
