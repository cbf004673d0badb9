"""`make quality`: print the figures of search, and with `--wrong` each question that went wrong."""

import logging
import sys
import tempfile
from pathlib import Path

from tests.conftest import NOW, serving, sow
from tests.quality.scorer import Scored, by_group, questions, score, table


def main() -> None:
    """Ask every question and print what came of it."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        sow(Path(folder))
        with serving(Path(folder)) as client:
            answers = [
                client.post("/api/v1/search", json={"q": each.ask, "facets": False}).json() for each in questions()
            ]
    scored = [score(question, answer) for question, answer in zip(questions(), answers, strict=True)]
    print(f"As of {NOW:%Y-%m-%d %H:%M} UTC\n\n{table(by_group(scored))}")
    wanted = [each.partition("=")[2] for each in sys.argv[1:] if each.startswith("--half=")]
    if "--wrong" in sys.argv:
        for each in scored:
            if _wrong(each) and (not wanted or each.question.half in wanted):
                _tell(each)


def _wrong(scored: Scored) -> bool:
    asked = scored.question
    alarm = (asked.urgency == "acute") != (scored.level == "acute") and asked.urgency != "today"
    return bool(scored.forbidden) or alarm or (asked.nothing and scored.answered) or not (asked.nothing or scored.third)


def _tell(scored: Scored) -> None:
    asked = scored.question
    print(f"{asked.group:13} {asked.ask}")
    print(f"{'':13} wanted {', '.join(asked.ideal) or 'nothing'} ({asked.urgency})")
    print(f"{'':13} found  {', '.join(scored.partners[:4]) or 'nothing'} ({scored.level}) {scored.forbidden or ''}")


if __name__ == "__main__":
    main()
