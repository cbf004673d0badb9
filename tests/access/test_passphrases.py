"""Which passphrases are taken, and what a comparison costs."""

import pytest
from argon2 import extract_parameters
from hypothesis import given
from hypothesis import strategies as st

from directory.access.passphrases import LONGEST, READ, Passphrases, weak
from tests.access.door import Counting

CONTEXT = ("gids.twente.example", "Gids Twente", "jan.jansen@hengelo.nl", "Jan Jansen")


def codes(passphrase: str, *, second_factor: bool = False) -> list[str]:
    faults = weak(passphrase, second_factor=second_factor, context=CONTEXT)
    # What was typed is a secret, also when it is refused.
    assert all(passphrase not in each.detail for each in faults if passphrase.strip())
    return [each.code.removeprefix("passphrase.") for each in faults]


@pytest.mark.parametrize(
    "passphrase",
    [
        "paard fiets lamp kachel",
        "drie kleine ganzen",
        "ваше слово крепко держи",
        "😀😁😂🤣😃😄😅😆😉😊😋😎😍😘🥰",
        "8374928374998765501",
        "love83749283749283x",
        "x" + "ab cd " * 40,
    ],
)
def test_length_is_what_counts_in_every_script_and_without_rules_for_signs(passphrase: str) -> None:
    assert codes(passphrase) == []


def test_alone_it_is_longer_than_beside_a_second_factor() -> None:
    assert codes("hjkd 82jq cmvw") == ["short"]
    assert codes("hjkd 82jq cmvw", second_factor=True) == []
    assert codes("hjkd82j", second_factor=True) == ["short"]
    assert codes("hjkd82jq", second_factor=True) == []
    assert codes("hjkd 82jq cmvwz") == []


def test_it_may_be_long_and_no_longer_than_that() -> None:
    long = "".join(chr(97 + (n * n + n // 7) % 26) for n in range(LONGEST))
    assert codes(long) == []
    assert codes(long + "q") == ["long"]
    assert codes("q" * 10_000_000) == ["long"]


@pytest.mark.parametrize(
    "passphrase",
    [
        "password123",
        "P@ssw0rd!",
        "welkom2026!",
        "Welkom2026!Welkom2026!",
        "w4chtw00rd2026",
        "correct horse battery staple",
        "correcthorsebatterystaple",
        "qwertyuiopasdfghjkl",
        "abcdefghijklmnopqrst",
        "12345678901234567890",
        "98765432109876543210",
        "aaaaaaaaaaaaaaaaaaaa",
        "x7kqx7kqx7kqx7kqx7kq",
        "dragon1234567890",
        "!!!!!!!!!!!!!!!!!!!!",
    ],
)
def test_what_attackers_try_first_is_refused(passphrase: str) -> None:
    assert codes(passphrase, second_factor=True) == ["known"]


@pytest.mark.parametrize(
    "passphrase",
    ["Gids Twente 2026!!!!", "jan.jansen@hengelo.nl", "jan jansen 1234", "JANSEN-hengelo-2026", " " * 20],
)
def test_what_is_made_of_our_name_or_theirs_is_refused(passphrase: str) -> None:
    assert codes(passphrase, second_factor=True) == ["context"]


def test_the_parameters_are_those_of_the_standard() -> None:
    found = extract_parameters(Passphrases().hash("x"))
    assert (found.type.name, found.memory_cost, found.time_cost, found.parallelism) == ("ID", 19_456, 2, 1)


def test_it_is_compared_whole_and_one_spelling_fits_another() -> None:
    passphrases = Passphrases(Counting())
    kept = passphrases.hash("q" * 255 + "a")
    assert passphrases.fits(kept, "q" * 255 + "a")
    assert not passphrases.fits(kept, "q" * 255 + "b")
    assert passphrases.fits(passphrases.hash("caf\u00e9 paard fiets"), "cafe\u0301 paard fiets")


@given(st.text(max_size=40))
def test_whatever_is_typed_is_compared_once(passphrase: str) -> None:
    hasher = Counting()
    passphrases = Passphrases(hasher)
    for kept in (None, "no hash", passphrases.hash("iets anders")):
        before = hasher.verified
        assert not passphrases.fits(kept, passphrase + "x" * READ)
        assert passphrases.fits(kept, passphrase) is False or passphrase == "iets anders"
        assert hasher.verified == before + 2
