"""Collects the texts of the pages into the catalogues of `locale/`: `python -m directory.web.messages`.

What was translated stays; what is no longer said goes; what is new waits, and is said in Dutch until then.
"""

from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from directory.lexicon import Language
from directory.web.languages import DUTCH, EVERY, FOLDER, POLICY

WEB = Path(__file__).parent
METHODS = [("**.py", "python"), ("pages/**.html", "jinja2")]
# Pages in Dutch and English only, by the name of their template or module.
POLICY_PAGES = frozenset(
    "accessibility coverage cross developers dossier existing gaps matrix policy proposal verdict".split()  # noqa: SIM905
)
KEYWORDS = {"_": None, "N_": None, "gettext": None, "say": None, "ngettext": (1, 2), "count": (1, 2)}


def texts() -> Catalog:
    """Every text of the pages, in Dutch."""
    catalog = Catalog(project="regional-partner-directory", fuzzy=False)
    for file, line, message, comments, context in extract_from_dir(WEB, METHODS, keywords=KEYWORDS):
        catalog.add(message, None, [(file, line)], auto_comments=comments, context=context)
    return catalog


def waiting(code: Language) -> list[str]:
    """What is not translated yet into a language; where policy is not read in it, without what only stands there."""
    told = _of_pages(code)
    return [str(each.id) for each in _brought_up_to_date(code) if each.id in told and not all(_strings(each))]


def _of_pages(code: Language) -> set[object]:
    return {
        each.id
        for each in texts()
        if each.id and (code in POLICY or any(Path(file).stem not in POLICY_PAGES for file, _ in each.locations))
    }


def _strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (str(message.string or ""),)


def _brought_up_to_date(code: str) -> Catalog:
    path = FOLDER / f"{code}.po"
    catalog = Catalog(locale=code, fuzzy=False)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=code)
    catalog.update(texts(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def main() -> None:
    """Write every catalogue again."""
    for code in (each for each in EVERY if each != DUTCH):
        catalog = _brought_up_to_date(code)
        with (FOLDER / f"{code}.po").open("wb") as file:
            # No dates and no line numbers: a catalogue changes when what it says does.
            write_po(file, catalog, width=120, no_location=True, sort_output=True, omit_header=True)


if __name__ == "__main__":
    main()
