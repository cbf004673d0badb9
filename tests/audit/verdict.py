"""What a report of pip-audit comes down to. pip-audit itself says "no known vulnerabilities" when it could look at
nothing at all; here that is another outcome, and never a good one."""

from typing import Literal

import msgspec
from msgspec import Struct

Outcome = Literal["holes", "clean", "partly", "nothing"]


class Hole(Struct, frozen=True, kw_only=True):
    """One known vulnerability, and the versions without it."""

    id: str
    fix_versions: tuple[str, ...] = ()


class Dependency(Struct, frozen=True, kw_only=True):
    """One dependency: audited with what was found, or passed over for a reason."""

    name: str
    version: str = ""
    vulns: tuple[Hole, ...] = ()
    skip_reason: str | None = None


class Report(Struct, frozen=True, kw_only=True):
    """What pip-audit writes with `--format json`."""

    dependencies: tuple[Dependency, ...]


class Verdict(Struct, frozen=True, kw_only=True):
    """The outcome, and what to say of it, line by line."""

    outcome: Outcome
    lines: tuple[str, ...]

    def fails(self, *, required: bool) -> bool:
        """Whether CI stops: always for a hole; for what nobody looked at, only where an audit is required."""
        return self.outcome == "holes" or (required and self.outcome != "clean")


def judge(report: bytes, complaint: str = "") -> Verdict:
    """The verdict over a report; `complaint` is the last thing that pip-audit said when there is none."""
    try:
        every = msgspec.json.decode(report, type=Report).dependencies
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _nothing(f"pip-audit gave no report: {complaint or 'it said nothing'}")
    bad = [each for each in every if each.vulns]
    skipped = [each for each in every if each.skip_reason is not None]
    if bad:
        return Verdict(outcome="holes", lines=(*map(_told, bad), *_passed_over(skipped)))
    if len(skipped) == len(every):
        return _nothing(skipped[0].skip_reason or "" if skipped else "there are no dependencies in the lists")
    looked = f"{len(every) - len(skipped)} of {len(every)} dependencies audited: no known holes."
    return Verdict(outcome="partly" if skipped else "clean", lines=(looked, *_passed_over(skipped)))


def _nothing(reason: str) -> Verdict:
    return Verdict(outcome="nothing", lines=("NOTHING WAS AUDITED: no vulnerability service answered.", reason))


def _told(dependency: Dependency) -> str:
    holes = ", ".join(f"{each.id} ({_mended(each)})" for each in dependency.vulns)
    return f"{dependency.name} {dependency.version}: {holes}"


def _mended(hole: Hole) -> str:
    return f"mended in {', '.join(hole.fix_versions)}" if hole.fix_versions else "not mended yet"


def _passed_over(skipped: list[Dependency]) -> tuple[str, ...]:
    return (f"NOT AUDITED: {', '.join(each.name for each in skipped)}",) if skipped else ()
