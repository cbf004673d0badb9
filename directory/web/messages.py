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
    "accessibility coverage developers dossier existing matrix policy proposal verdict".split()  # noqa: SIM905
)
KEYWORDS = {"_": None, "N_": None, "gettext": None, "say": None, "ngettext": (1, 2), "count": (1, 2)}


def texts() -> Catalog:
    """Every text of the pages, in Dutch."""
    catalog = Catalog(project="regional-partner-directory", fuzzy=False)
    for file, line, message, comments, context in extract_from_dir(WEB, METHODS, keywords=KEYWORDS):
        catalog.add(message, None, [(file, line)], auto_comments=comments, context=context)
    return catalog


def waiting(code: Language, every: Catalog) -> list[str]:
    """What is not translated yet into a language; where policy is not read in it, without what only stands there."""
    told = {each.id for each in every if each.id and (code in POLICY or not _of_policy(each))}
    return [str(each.id) for each in brought_up_to_date(code, every) if each.id in told and not all(_strings(each))]


def _of_policy(message: Message) -> bool:
    return all(Path(file).stem in POLICY_PAGES for file, _ in message.locations)


def _strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (str(message.string or ""),)


def brought_up_to_date(code: Language, every: Catalog) -> Catalog:
    """The catalogue of a language with these texts, and no others."""
    path = FOLDER / f"{code}.po"
    catalog = Catalog(locale=code, fuzzy=False)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=code)
    catalog.update(every, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def main() -> None:
    """Write every catalogue again."""
    every = texts()
    for code in (each for each in EVERY if each != DUTCH):
        catalog = brought_up_to_date(code, every)
        with (FOLDER / f"{code}.po").open("wb") as file:
            # No dates and no line numbers: a catalogue changes when what it says does.
            write_po(file, catalog, width=120, no_location=True, sort_output=True, omit_header=True)


if __name__ == "__main__":
    main()
