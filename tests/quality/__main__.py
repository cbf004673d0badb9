"""`make quality`: print the figures of search, of overlap checks and of duplicate checks.

`--wrong` shows what went wrong (`--half=tune` only in the half for tuning), `--ablations` what each stage brings.
"""

import logging
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from msgspec import to_builtins

from tests.conftest import NOW, Client, serving, sow
from tests.quality.ablations import STAGES, without
from tests.quality.pairing import ask, pairs
from tests.quality.pairing import figures as pair_figures
from tests.quality.proposals import Judged, by_half, judged, proposals
from tests.quality.scorer import Scored, by_group, questions, score, table


def main() -> None:
    """Ask every question and print what came of it."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        sow(Path(folder))
        if "--ablations" in sys.argv:
            print(table({stage: by_group(_ablated(Path(folder), stage))["report"] for stage in STAGES}))
            return
        with serving(Path(folder)) as client:
            scored = asked(client)
            all_judged = [judged(each, client) for each in proposals()]
            matched = [ask(each, client) for each in pairs()]
    print(f"As of {NOW:%Y-%m-%d %H:%M} UTC\n\n{table(by_group(scored))}")
    print(f"\n{_rows(by_half(all_judged))}")
    halves = {half: [each for each in matched if each.pair.half == half] for half in ("tune", "held")}
    print(f"\n{_rows({name: to_builtins(pair_figures(each)) for name, each in {'all': matched, **halves}.items()})}")
    wanted = [each.partition("=")[2] for each in sys.argv[1:] if each.startswith("--half=")]
    if "--wrong" in sys.argv:
        for judgement in all_judged:
            if _contested(judgement) and (not wanted or judgement.proposed.half in wanted):
                print(f"{judgement.proposed.name}: {judgement.verdict} {judgement.dimensions} {judgement.found[:3]}")
        for each in scored:
            if _wrong(each) and (not wanted or each.question.half in wanted):
                _tell(each)


def _ablated(folder: Path, stage: str) -> list[Scored]:
    with without(stage), serving(folder) as client:
        return asked(client)


def asked(client: Client) -> list[Scored]:
    """Every question, asked and scored."""
    return [
        score(each, client.post("/api/v1/search", json={"q": each.ask, "facets": False}).json()) for each in questions()
    ]


def _rows(figures: Mapping[str, Mapping[str, float]]) -> str:
    """A table with a line per part of a set."""
    heads = [*next(iter(figures.values()))]
    lines = [f"| | {' | '.join(heads)} |", f"|{' --- |' * (len(heads) + 1)}"]
    for name, values in figures.items():
        lines.append(f"| {name} | {' | '.join(f'{values[head]:.3g}' for head in heads)} |")
    return "\n".join(lines)


def _contested(each: Judged) -> bool:
    return not (each.verdict_right and each.gap_right) or each.top_right is False or bool(each.forbidden)


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
