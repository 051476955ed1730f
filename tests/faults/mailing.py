"""A practice that has many mails to send, for tests that take its servers and workers away meanwhile.

`python -m tests.faults.mailing queue N` queues N mails; `… see-to SECONDS` sweeps until nothing is open or
the time is over and writes one line of JSON: what the rows say. Both find their servers in the environment.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from typing import Any

import django

IN_ONE = 100  # mails a transaction, as a batch of papers would ask for them


def queue(count: int) -> None:
    """Ask for `count` mails."""
    django.setup()
    from django.db import transaction  # noqa: PLC0415 - after django.setup()

    from notifications.addresses import Address  # noqa: PLC0415 - as above
    from notifications.services import mail_queue  # noqa: PLC0415 - as above
    from notifications.services.asking import Mail  # noqa: PLC0415 - as above

    for first in range(0, count, IN_ONE):
        with transaction.atomic():
            for number in range(first, min(first + IN_ONE, count)):
                people = [("to", Address(f"person-{number}@example.com"))]
                mail = Mail(people, f"Notice {number}", "Good day.", "<p>Good day.</p>", kind="notice")
                mail_queue(actor=None, mail=mail)


def see_to(seconds: float) -> dict[str, Any]:
    """Sweep as beat does until nothing is open; what the rows say then."""
    django.setup()
    from django.db import DatabaseError, connection  # noqa: PLC0415 - as above

    from core import jobs  # noqa: PLC0415 - as above
    from core.models import Job  # noqa: PLC0415 - as above
    from notifications.models import Message  # noqa: PLC0415 - as above
    from notifications.services import mails_give_up  # noqa: PLC0415 - as above

    until, open_rows = time.monotonic() + seconds, True
    while open_rows and time.monotonic() < until:
        try:
            jobs.sweep()
            mails_give_up()
            open_rows = (
                Job.objects.exclude(status__in=("succeeded", "failed")).exists()
                or Message.objects.filter(status__in=("queued", "sending")).exists()
            )
        except DatabaseError:  # it is being restarted
            connection.close()
        time.sleep(0.5)
    return {
        "mails": Counter(Message.objects.values_list("status", flat=True)),
        "jobs": Counter(Job.objects.values_list("status", flat=True)),
        "ids": [one.message_id for one in Message.objects.all()],
        "possible_duplicates": [one.message_id for one in Message.objects.filter(possible_duplicate=True)],
        "errors": list(Message.objects.exclude(error=None).values_list("error", flat=True)[:5]),
    }


if __name__ == "__main__":
    if sys.argv[1] == "queue":
        queue(int(sys.argv[2]))
    else:
        print(json.dumps(see_to(float(sys.argv[2]))))
