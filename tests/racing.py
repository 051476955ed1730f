"""Many threads at one moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import close_old_connections, connection


def at_once(*acts: Callable[[], Any]) -> tuple[list[Any], list[Exception]]:
    """Run the acts in threads that start together; gives what they returned and what they raised, in no order."""
    gate = threading.Barrier(len(acts))
    returned: list[Any] = []
    raised: list[Exception] = []

    def run(act: Callable[[], Any]) -> None:
        close_old_connections()
        gate.wait()
        try:
            returned.append(act())
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    _through([threading.Thread(target=run, args=(act,)) for act in acts])
    return returned, raised


def _through(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
