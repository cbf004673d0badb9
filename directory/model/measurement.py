"""How certain the directory was on one day. Figures only."""

from datetime import date

from msgspec import Struct


class Measurement(Struct, frozen=True, kw_only=True):
    """One day. Shares are from 0 to 1.

    `known` is the weighed share of what people need in which somebody is known to help, `unknown` the share of which
    that depends on what nobody told us. Of `facts` sources `stale` had to be looked at again.
    """

    day: date
    known: float
    unknown: float
    facts: int
    stale: int

    @property
    def stale_share(self) -> float:
        """Which share of the sources is stale; 0 where there are none."""
        return self.stale / self.facts if self.facts else 0.0
