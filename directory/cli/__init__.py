"""The command line: one verb per deed, messages that say what to do next, `--json` where a program reads it.

Exit codes: 0 done · 1 refused or found something wrong · 2 the command itself was not understood · 130 stopped.
"""

import click

from directory import __version__
from directory.cli.account import account
from directory.cli.asked import asked
from directory.cli.audit import audit
from directory.cli.check import check
from directory.cli.coverage import coverage
from directory.cli.deliver import deliver
from directory.cli.duplicates import duplicates
from directory.cli.exchange import export, import_
from directory.cli.key import key
from directory.cli.merge import merge_
from directory.cli.overlap import overlap
from directory.cli.remind import remind
from directory.cli.reports import reports
from directory.cli.retire import retire_
from directory.cli.safekeeping import backup, restore
from directory.cli.saying import Explained
from directory.cli.seed import seed
from directory.cli.serve import serve
from directory.cli.undo import undo_
from directory.cli.work import work_


@click.group(cls=Explained, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="directory")
def main() -> None:
    """A regional partner directory: who helps, with what, for whom, where and when."""


for verb in (
    serve,
    seed,
    import_,
    export,
    check,
    coverage,
    overlap,
    duplicates,
    merge_,
    retire_,
    undo_,
    work_,
    audit,
    asked,
    reports,
    remind,
    account,
    deliver,
    key,
    backup,
    restore,
):
    main.add_command(verb)
