"""How long somebody waits: longer after each failure, never for ever by the clock, and never because of others."""

import math

from hypothesis import given
from hypothesis import strategies as st

from directory.access.throttling import ACCOUNT, CODE, DEVICE, HASHES, INSIDE, LINK, NETWORK, PAIR, Limit, wait_s

LIMITS = st.sampled_from([PAIR, NETWORK, ACCOUNT, CODE, DEVICE, INSIDE, LINK])


@given(limit=LIMITS, failed=st.floats(0, 1e9), since_s=st.floats(-1e9, 1e9))
def test_no_wait_is_negative_or_longer_than_its_longest(limit: Limit, failed: float, since_s: float) -> None:
    waits = wait_s(limit, failed, since_s)
    assert waits == math.inf if failed >= limit.closed else 0 <= waits <= limit.longest_s


@given(limit=LIMITS, failed=st.floats(0, 200), since_s=st.floats(0, 10_000))
def test_a_wait_grows_with_failures_and_shrinks_with_time(limit: Limit, failed: float, since_s: float) -> None:
    assert wait_s(limit, failed, since_s) <= wait_s(limit, failed + 1, since_s)
    assert wait_s(limit, failed, since_s + 1) <= wait_s(limit, failed, since_s)


def test_nothing_is_tried_more_than_a_hundred_times_in_a_row() -> None:
    assert all(limit.closed <= 100 for limit in (ACCOUNT, CODE, DEVICE, INSIDE, LINK))
    assert HASHES.per_s * 60 < 1_000
