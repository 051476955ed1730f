"""A crowd for tests: so many processes that ask for the same draft at one moment. `python -m tests.faults.askers 50`

Each writes one line of JSON: its pid, and of its draft whether it was cached and its text, or the error's code.
"""

from __future__ import annotations

import json
import os
import sys
import traceback

import django

ASKED = "Write a demand letter for the rent of March, PHP 5,000.00."


def main(count: int) -> None:
    """Fork `count` askers, let them go together, and end when the last has."""
    django.setup()
    import litellm  # noqa: F401, PLC0415 - heavy, and read once for all: an asker that leads then calls at once

    gate, opener = os.pipe()
    askers = [_fork(gate, opener) for _ in range(count)]
    os.close(opener)  # the last one who could write to the gate: every asker reads its end
    for pid in askers:
        os.waitpid(pid, 0)


def _fork(gate: int, opener: int) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        os.close(opener)
        os.read(gate, 1)
        told = _ask()
    except BaseException:  # nothing may run on into the parent's part of the program
        told = {"error": traceback.format_exc()[-1500:]}
    os.write(1, (json.dumps({"pid": os.getpid(), **told}) + "\n").encode())
    os._exit(0)


def _ask() -> dict[str, object]:
    from ai import services  # noqa: PLC0415 - after django.setup()
    from core.errors import DomainError  # noqa: PLC0415 - as above

    try:
        draft = services.draft(actor=None, type="freeform", inputs={"instructions": ASKED})
    except DomainError as error:
        return {"error": error.code}
    return {"cached": draft.cached, "text": draft.text, "tokens": draft.tokens_in + draft.tokens_out}


if __name__ == "__main__":
    main(int(sys.argv[1]))
