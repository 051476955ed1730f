"""The jobs of the room."""

from __future__ import annotations

import uuid
from typing import Any

from core import jobs
from esign.constants import ATTEST, CERTIFY, TIMESTAMP
from esign.services import attesting, evidence, stamping

TRIES = 10


@jobs.handler(ATTEST, queue="pdf", max_attempts=TRIES)
def attest(job: jobs.RunningJob) -> dict[str, Any]:
    """Write what was signed into the file, and finish it when all have signed; run again, it does what is left."""
    return {"status": attesting.envelope_attest(envelope_id=uuid.UUID(job.payload["envelope"]))}


@jobs.handler(CERTIFY, queue="pdf", max_attempts=TRIES)
def certify(job: jobs.RunningJob) -> dict[str, Any]:
    """Make the certificate of completion; run again, it is there already."""
    return {"checksum": evidence.certificate_make(envelope_id=uuid.UUID(job.payload["envelope"]))}


@jobs.handler(TIMESTAMP, queue="external", max_attempts=TRIES)
def timestamp(job: jobs.RunningJob) -> dict[str, Any]:
    """Add the time-stamp that is owed; run again, it is there already."""
    return {"stamped": stamping.envelope_timestamp(envelope_id=uuid.UUID(job.payload["envelope"]))}
