"""The jobs of the room."""

from __future__ import annotations

import uuid
from typing import Any

from core import jobs
from esign.constants import APPLY, ATTEST, CANCEL, CERTIFY, RECONCILE, REMIND, SUBMIT, TIMESTAMP
from esign.services import attesting, evidence, reconciling, stamping, submitting

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


@jobs.handler(SUBMIT, queue="external", max_attempts=TRIES)
def submit(job: jobs.RunningJob) -> dict[str, Any]:
    """Hand an envelope to its provider; run again, it looks for what an earlier try made, and never sends it twice."""
    envelope_id = uuid.UUID(job.payload["envelope"])
    return {"status": submitting.envelope_submit(envelope_id=envelope_id, last_try=job.attempt >= TRIES)}


@jobs.handler(RECONCILE, queue="external", max_attempts=TRIES)
def reconcile(job: jobs.RunningJob) -> dict[str, Any]:
    """Ask a provider how an envelope stands; run again, it does what is left."""
    return {"status": reconciling.envelope_reconcile(envelope_id=uuid.UUID(job.payload["envelope"]))}


@jobs.handler(APPLY, queue="external", max_attempts=TRIES)
def apply(job: jobs.RunningJob) -> dict[str, Any]:
    """Look at the envelopes that a webhook call is about; run again, it does what is left."""
    return {"envelopes": reconciling.provider_told(inbound_id=uuid.UUID(job.payload["inbound"]))}


@jobs.handler(CANCEL, queue="external", max_attempts=TRIES)
def cancel(job: jobs.RunningJob) -> dict[str, Any]:
    """Withdraw an envelope at its provider; run again, it is withdrawn already."""
    reconciling.envelope_cancel(envelope_id=uuid.UUID(job.payload["envelope"]))
    return {}


@jobs.handler(REMIND, queue="external", max_attempts=3)
def remind(job: jobs.RunningJob) -> dict[str, Any]:
    """Have a provider mail a signer once more; run again after a time-out, the mail may come twice."""
    return {"asked": reconciling.signer_remind(signer_id=uuid.UUID(job.payload["signer"]))}
