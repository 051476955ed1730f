"""Places for requests that wait on something slow: a job, a language model.

A web process has WEB_THREADS threads. So many of them may wait at once that some are always left for short requests,
whatever the slow party does.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Iterator

from django.conf import settings

FREE_THREADS = 4


@contextlib.contextmanager
def place() -> Iterator[bool]:
    """Whether there was a place to wait in; it is held until the block ends. Never waits itself."""
    taken = _places().acquire(blocking=False)
    try:
        yield taken
    finally:
        if taken:
            _places().release()


@functools.cache
def _places() -> threading.BoundedSemaphore:
    """As many as may wait at once in this process."""
    return threading.BoundedSemaphore(max(1, settings.WEB_THREADS - FREE_THREADS))
