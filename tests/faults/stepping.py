"""A process that does one thing and stands still at a named step of it, so that a test can kill it there.

`python -m tests.faults.stepping SPEC`: SPEC is JSON, `{"module", "name", "when": "before" | "after", "nth", "act",
"args"}`; it stands still when it comes to the step for the nth time.
It writes HERE when it has come to the step, and DONE if it ends without having met it.
"""

from __future__ import annotations

import base64
import contextlib
import importlib
import itertools
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

LEASE_SECONDS = 2


def main(spec: dict[str, Any]) -> None:
    """Put the pause into its place, and act."""
    import django  # noqa: PLC0415 - the settings come from the environment of this process

    django.setup()
    from django.conf import settings  # noqa: PLC0415 - after django.setup

    from core.idempotency import leases  # noqa: PLC0415 - as above

    settings.JOBS_LEASE_SECONDS = LEASE_SECONDS
    leases.LEASE_SECONDS, leases.RENEW_SECONDS = LEASE_SECONDS, 0.3
    module = importlib.import_module(spec["module"])
    real, times = getattr(module, spec["name"]), itertools.count(1)

    def paused(*args: Any, **kwargs: Any) -> Any:
        is_it = next(times) == spec["nth"]
        if is_it and spec["when"] == "before":
            _stand_still()
        result = real(*args, **kwargs)
        if is_it and spec["when"] == "after":
            _stand_still()
        return result

    setattr(module, spec["name"], paused)
    ACTS[spec["act"]](**spec["args"])
    print("DONE", flush=True)


def _stand_still() -> None:
    print("HERE", flush=True)
    time.sleep(60)


def run_job(job: str) -> None:
    """Run one job."""
    from core.jobs import running  # noqa: PLC0415 - after django.setup

    running.run(uuid.UUID(job))


def run_jobs(job: str) -> None:
    """Run one job and what waits with it, as a worker does that has the time for all."""
    from core.jobs import running  # noqa: PLC0415 - after django.setup

    running.AHEAD_SECONDS, running.SPELL_SECONDS = 1000.0, 60.0
    running.run_and_more(uuid.UUID(job))


def post(user: str, path: str, body: dict[str, Any], headers: dict[str, str]) -> None:
    """Send a request to the application in this process."""
    from rest_framework.test import APIClient  # noqa: PLC0415 - after django.setup

    from accounts.models import User  # noqa: PLC0415 - as above

    client = APIClient()
    client.force_authenticate(User.objects.get(pk=user))
    print(client.post(path, body, headers=headers).status_code, flush=True)


def publish_template(user: str, draft: str) -> None:
    """Publish a proposed draft of a template."""
    from accounts.models import User  # noqa: PLC0415 - after django.setup
    from documents.models import TemplateDraft  # noqa: PLC0415 - as above
    from documents.services import template_publishing  # noqa: PLC0415 - as above

    found = TemplateDraft.objects.get(pk=draft)
    template_publishing.template_draft_publish(actor=User.objects.get(pk=user), draft=found)


def rename_party(user: str, party: str, name: str) -> None:
    """Change a party, which publishes an event."""
    from accounts.models import User  # noqa: PLC0415 - after django.setup
    from cases.models import Party  # noqa: PLC0415 - as above
    from cases.services import party_update  # noqa: PLC0415 - as above

    party_update(actor=User.objects.get(pk=user), party=Party.objects.get(pk=party), changes={"name": name})


def tell_postmarks_event(body: str, password: str) -> None:
    """What Postmark tells of a mail, sent to the application in this process; the body in base64."""
    from django.test import Client  # noqa: PLC0415 - after django.setup

    address, content = "/api/email/webhooks/postmark", base64.b64decode(body)
    Client().post(address, content, content_type="application/json", HTTP_AUTHORIZATION=password)


ACTS: dict[str, Callable[..., None]] = {
    one.__name__: one for one in (run_job, run_jobs, post, publish_template, rename_party, tell_postmarks_event)
}


def database_environment(database: dict[str, Any]) -> dict[str, str]:
    """The test's own database, for another process."""
    if database["ENGINE"].endswith("sqlite3"):
        return {"DATABASE_URL": f"sqlite:///{database['NAME']}"}
    user, password = database["USER"], database["PASSWORD"]
    secret = f":{password}" if password else ""
    return {"DATABASE_URL": f"mysql://{user}{secret}@{database['HOST']}:{database['PORT']}/{database['NAME']}"}


@contextlib.contextmanager
def standing_at(
    module: str, name: str, when: str, act: str, /, *, nth: int = 1, **args: Any
) -> Iterator[subprocess.Popen[str]]:
    """The process, when it stands at the step; at the end of the block it is killed with SIGKILL."""
    from django.conf import settings  # noqa: PLC0415 - the test's, when it runs

    spec = {"module": module, "name": name, "when": when, "nth": nth, "act": act, "args": args}
    own = {"DJANGO_SETTINGS_MODULE": "config.settings", "CELERY_BROKER_URL": ""}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.stepping", json.dumps(spec)],
        cwd=settings.BASE_DIR,
        env={**os.environ, **database_environment(settings.DATABASES["default"]), **own},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        assert said == "HERE", f"the step {module}.{name} was not met: {said!r}"
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        process.wait(10)


def killed_at(module: str, name: str, when: str, act: str, /, *, nth: int = 1, **args: Any) -> None:
    """Let a process come to the step for the nth time, and kill it there."""
    with standing_at(module, name, when, act, nth=nth, **args):
        pass


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
