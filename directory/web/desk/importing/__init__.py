"""Files that come in at the desk, and one field of many records at once: seen first, chosen, then one batch.

uploading   a file is sent                    columns    what is in which column
looking     rows are looked at, row by row    choosing   which of them come along, and the batch itself
bulk        the same for one field of many records
"""

from typing import Any

from directory.web.desk.importing import bulk, choosing, columns, looking, uploading


def routes() -> list[Any]:
    """All of it."""
    return [each for module in (uploading, columns, looking, choosing, bulk) for each in module.routes()]
