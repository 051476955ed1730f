"""The room's job: a request for a new password, looked into after it was answered."""

from __future__ import annotations

import uuid
from typing import Any

from accounts.services import password_reset
from core import jobs


@jobs.handler(password_reset.BEGIN, queue="default")
def begin_password_reset(job: jobs.RunningJob) -> dict[str, Any]:
    """The link is made under the job's own id, so that a second run makes none."""
    password_reset.password_reset_begin(user_id=uuid.UUID(job.payload["user"]), link_id=job.id)
    return {}
