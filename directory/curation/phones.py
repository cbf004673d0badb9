"""Numbers that could exist by their digits (`validation` refuses the others), but begin as none does."""

from collections.abc import Iterator

from directory import text
from directory.curation.finding import Finding, finding
from directory.curation.whole import Whole
from directory.model import ContactPoint, Organization

# The area codes of the Dutch numbering plan, without the first zero.
CODES = """
10 111 113 114 115 117 118 13 15 161 162 164 165 166 167 168 172 174 180 181 182 183 184 186 187
20 222 223 224 226 227 228 229 23 24 251 252 255 26 294 297 299
30 313 314 315 316 317 318 320 321 33 341 342 343 344 345 346 347 348 35 36 38
40 411 412 413 416 418 43 45 46 475 478 481 485 486 487 488 492 493 495 497 499
50 511 512 513 514 515 516 517 518 519 521 522 523 524 525 527 528 529 53 541 543 544 545 546 547 548 55
561 562 566 570 571 572 573 575 577 578 58 591 592 593 594 595 596 597 598 599
70 71 72 73 74 75 76 77 78 79
"""
AREAS = frozenset(CODES.split())
# Mobile, free, paid, companies that are anywhere, machines.
ANYWHERE = ("6", "800", "82", "84", "85", "87", "88", "900", "906", "909", "91", "97")


def find(whole: Whole) -> Iterator[Finding]:
    """Every Dutch number that begins as none does."""
    records: list[Organization | ContactPoint] = [*whole.organizations.values(), *whole.doors.values()]
    for record in records:
        if record.phone is not None and not begins_somewhere(record.phone.number):
            number = record.phone.number
            sentence = (
                f"No number in the Netherlands begins as {number} does: a typing error? Look it up at the source."
            )
            yield finding(whole, record, "phone", "phone.beginning", sentence, risk=75)


def begins_somewhere(number: str) -> bool:
    """Whether a Dutch number begins as numbers do; of foreign and of short ones nothing is said."""
    compared = text.digits(number)
    if len(compared) != 10 or not compared.startswith("0"):
        return True
    rest = compared[1:]
    return rest.startswith(ANYWHERE) or rest[:2] in AREAS or rest[:3] in AREAS
