"""Workers that send mail, in processes of their own: `python -m tests.bench.mail_workers KIND NUMBER OF FIRST COUNT`.

KIND is `ours` (our jobs, queued before, as a message for each brings them to a worker) or `bare` (a loop of Django's
SMTP backend on one connection). Says "ready", begins when a line comes, and writes the seconds that its share took.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence

import django

TEXT = "Good day,\n\nthe articles of incorporation of your company are ready for your review.\n\nYours,\nthe practice"
HTML = "".join(f"<p>{part}</p>" for part in TEXT.split("\n\n"))


def queued(count: int) -> None:
    """Queue `count` mails whose jobs nobody has been told of yet."""
    from django.db import transaction

    from core.jobs import dispatching
    from notifications.addresses import Address
    from notifications.services import mail_queue
    from notifications.services.asking import Mail

    dispatching.dispatch = lambda *args: None  # type: ignore[assignment] # the workers below take them by themselves
    for first in range(0, count, 100):
        with transaction.atomic():
            for number in range(first, min(first + 100, count)):
                people = [("to", Address(f"person-{number}@example.com"))]
                mail_queue(actor=None, mail=Mail(people, f"Notice {number}", TEXT, HTML, kind="notice"))


def ours(number: int, of: int, count: int) -> Callable[[], None]:
    """Every `of`-th queued job from `number`, run as a worker runs it."""
    from core.jobs import running
    from core.models import Job

    ids: Sequence[object] = list(
        Job.objects.filter(kind="email.deliver", status="queued").order_by("pk").values_list("pk", flat=True)
    )[number::of]
    if len(ids) != count:
        raise RuntimeError(f"{len(ids)} jobs wait for worker {number}, not {count}.")

    def run() -> None:
        for one in ids:
            running.run_and_more(one)  # type: ignore[arg-type] # the other worker may have done it by then

    return run


def require_all_sent(count: int) -> None:
    """Raise RuntimeError where one of the `count` mails that were queued last was not sent, at its first try."""
    from notifications.models import Message

    last = Message.objects.order_by("-created_at").values_list("status", "attempts")[:count]
    if set(last) != {("sent", 1)}:
        raise RuntimeError("A mail was not sent.")


def bare(count: int) -> Callable[[], None]:
    """Django's own backend on one connection."""
    from django.core.mail import EmailMultiAlternatives, get_connection

    connection = get_connection("django.core.mail.backends.smtp.EmailBackend")

    def run() -> None:
        connection.open()
        for number in range(count):
            to = [f"person-{number}@example.com"]
            message = EmailMultiAlternatives(
                f"Notice {number}", TEXT, "Hain <no-reply@hain.example>", to, connection=connection
            )
            message.attach_alternative(HTML, "text/html")
            message.send()
        connection.close()

    return run


def main(kind: str, number: int, of: int, count: int) -> None:
    """As the module says."""
    django.setup()
    if kind == "queue":
        queued(count)
        return
    if kind == "check":
        require_all_sent(count)
        return
    run = ours(number, of, count) if kind == "ours" else bare(count)
    print("ready", flush=True)
    sys.stdin.readline()
    started = time.perf_counter()
    if os.environ.get("BENCH_PROFILE"):
        import cProfile

        cProfile.runctx("run()", {"run": run}, {}, os.environ["BENCH_PROFILE"])
    else:
        run()
    print(time.perf_counter() - started, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], *(int(one) for one in sys.argv[2:]))
