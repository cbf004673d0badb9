"""The store in one SQLite file beside the program: nothing to install, nothing to run."""

from directory.storage.sqlite.copying import backup
from directory.storage.sqlite.course import SqliteCourse
from directory.storage.sqlite.decisions import SqliteDecisions
from directory.storage.sqlite.demand import SqliteDemand
from directory.storage.sqlite.dossiers import SqliteDossiers
from directory.storage.sqlite.imports import SqliteImports
from directory.storage.sqlite.letters import SqliteLetters
from directory.storage.sqlite.lock import alone, serving
from directory.storage.sqlite.opening import open_store
from directory.storage.sqlite.people import SqlitePeople
from directory.storage.sqlite.reminders import SqliteReminders
from directory.storage.sqlite.reports import SqliteReports
from directory.storage.sqlite.restoring import restore
from directory.storage.sqlite.store import SqliteStore
from directory.storage.sqlite.visits import SqliteVisits

__all__ = [
    "SqliteCourse",
    "SqliteDecisions",
    "SqliteDemand",
    "SqliteDossiers",
    "SqliteImports",
    "SqliteLetters",
    "SqlitePeople",
    "SqliteReminders",
    "SqliteReports",
    "SqliteStore",
    "SqliteVisits",
    "alone",
    "backup",
    "open_store",
    "restore",
    "serving",
]
