"""Ask for known holes in everything that is locked. With DIRECTORY_REQUIRE_AUDIT=1 it also fails when nobody could
look."""

import os
import subprocess
import sys
from pathlib import Path

from tests.audit.verdict import judge

ROOT = Path(__file__).parent.parent.parent
LISTS = ("requirements/run.txt", "requirements/test.txt")
PATIENCE_S = 300


def main() -> int:
    """Say what was found; the exit code for CI."""
    verdict = judge(*_asked())
    failed = verdict.fails(required=os.environ.get("DIRECTORY_REQUIRE_AUDIT", "") not in ("", "0"))
    for line in verdict.lines:
        print(line, file=sys.stderr if failed else sys.stdout)
    return 1 if failed else 0


def _asked() -> tuple[bytes, str]:
    """The report of pip-audit and the last thing that it said. The lists are whole, so that pip is not needed."""
    command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--progress-spinner", "off"]
    command += ["--format", "json", *(word for each in LISTS for word in ("--requirement", each))]
    try:
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=PATIENCE_S, check=False)
    except subprocess.TimeoutExpired:
        return b"", f"no answer in {PATIENCE_S} seconds"
    said = ended.stderr.decode(errors="replace").strip().splitlines()
    return ended.stdout, said[-1] if said else ""


if __name__ == "__main__":
    sys.exit(main())
