"""Waiting for what a test does not decide when it happens: other programs, other threads, other transactions.

As long as the fact takes and no longer; the limit only tells a slow machine from something that will never come, so it
is far above what anything needs on two busy cores.
"""

import time
from collections.abc import Callable

PATIENCE = 120  # seconds


def until[T](fact: Callable[[], T], seconds: float = PATIENCE) -> T:
    """What ``fact()`` says once it is true, or its last answer after ``seconds``."""
    limit = time.monotonic() + seconds
    while not (true := fact()) and time.monotonic() < limit:
        time.sleep(0.05)
    return true
