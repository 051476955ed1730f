"""Work that must not be lost: in process by default, Celery by `CELERY_BROKER_URL`."""

from config.settings.environment import TIME_ZONE, env

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="")
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 5}
CELERY_BEAT_SCHEDULER = "core.jobs.beat:Schedule"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# A job whose worker has not been heard of for this long is taken over by another.
JOBS_LEASE_SECONDS = env.int("JOBS_LEASE_SECONDS", default=30)
JOBS_SWEEP_SECONDS = env.int("JOBS_SWEEP_SECONDS", default=2)
# A queued job that nobody took within this time is handed to the queue again (a broker that lost it).
JOBS_REDISPATCH_SECONDS = env.int("JOBS_REDISPATCH_SECONDS", default=60)
JOBS_RETRY_BASE_SECONDS = env.int("JOBS_RETRY_BASE_SECONDS", default=5)
# Jobs that succeeded, and those that failed, are forgotten after this; what they did stays in the audit.
JOBS_KEEP_DAYS = env.int("JOBS_KEEP_DAYS", default=90)
JOBS_KEEP_FAILED_DAYS = env.int("JOBS_KEEP_FAILED_DAYS", default=365)
# Threads of each queue in the web process, where no broker is set.
JOBS_THREADS = env.int("JOBS_THREADS", default=2)
# How many due jobs may wait on a queue before a request that would add to them is refused (`core.jobs.pressure`).
_MAX_QUEUED = env.int("JOBS_MAX_QUEUED", default=10_000)
JOBS_MAX_QUEUED = {
    "default": env.int("JOBS_MAX_QUEUED_DEFAULT", default=_MAX_QUEUED),
    "pdf": env.int("JOBS_MAX_QUEUED_PDF", default=_MAX_QUEUED),
    "email": env.int("JOBS_MAX_QUEUED_EMAIL", default=_MAX_QUEUED),
    "external": env.int("JOBS_MAX_QUEUED_EXTERNAL", default=_MAX_QUEUED),
}
# Forms saved for later are forgotten when nobody went on with them for so long.
SAVED_FORMS_KEEP_DAYS = env.int("SAVED_FORMS_KEEP_DAYS", default=60)
IDEMPOTENCY_KEEP_DAYS = env.int("IDEMPOTENCY_KEEP_DAYS", default=7)
# An audit entry that has no seal of the chain so long after its time is a finding (`manage.py audit_verify`).
AUDIT_SEAL_LATE_MINUTES = env.int("AUDIT_SEAL_LATE_MINUTES", default=15)
