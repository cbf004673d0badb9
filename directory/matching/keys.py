"""By what two organizations can find each other. A pair without a key in common is never worth showing.

Why nothing is lost: a pair starts at -5. Without a number, host, mail address, register number or name in common no
sum reaches 0: the most that is left is a partial likeness of 2.5, two hints of 0.5 and the place of 1. And each better
way in which names are alike (`likeness.py`) has its key here: equal ones a form, a typing error what is left when one
letter goes (two errors: a rare word), the same core, an acronym and initials, a word by which one name is inside the
other.
"""

from collections.abc import Iterator

from directory.matching.counting import HINT, MOST, known_users, worth
from directory.matching.names import Name
from directory.matching.party import Party
from directory.matching.typos import rests
from directory.matching.uses import RARE, Field, Uses

Key = tuple[Field, str]


def keys(party: Party) -> set[Key]:
    """All keys of an organization."""
    found: set[Key] = {("phone", each) for each in party.phones | party.former_phones}
    found.update(("host", each) for each in party.hosts)
    found.update(("email", each) for each in party.emails)
    if party.register:
        found.add(("register", party.register))
    for name in (*party.names, *party.former, *party.later):
        found.update(_of_name(name))
    return found


def _of_name(name: Name) -> Iterator[Key]:
    for form in name.forms:
        yield "form", form
    yield "core", name.core
    for word in name.cores:
        yield "word", word
    if name.acronym is not None:
        yield "acronym", name.acronym
    for letters in name.initials:
        yield "initials", letters
    for text in {name.whole, name.content, name.line}:
        for rest in rests(text):
            yield "near", rest


def telling(key: Key, uses: Uses) -> bool:
    """Whether a key can bring a pair to be shown: what many organizations have is counted by `judge` as a hint only."""
    field, value = key
    if field in ("phone", "host"):
        return worth(known_users(field, value, uses), MOST[field]) > HINT
    return all(uses.users(*each) <= RARE for each in {key, meeting(key)})


def meeting(key: Key) -> Key:
    """The key of others that this one meets: an acronym is found by initials and the other way around."""
    field, value = key
    if field == "acronym":
        return "initials", value
    return ("acronym", value) if field == "initials" else key
