"""Documents: who may approve, files from outside, and what one rendering may take."""

from config.settings.environment import env

# The approver is not the author. A solo practice turns this off; each self-approval is then recorded with a reason.
REVIEW_TWO_PERSON = env.bool("REVIEW_TWO_PERSON", default=True)

# Files from outside. Larger ones are answered 413; opening one may take so much time and memory.
UPLOAD_LIMIT_BYTES = env.int("UPLOAD_LIMIT_BYTES", default=25 * 1024 * 1024)
UPLOAD_READ_SECONDS = env.int("UPLOAD_READ_SECONDS", default=20)
UPLOAD_READ_MEGABYTES = env.int("UPLOAD_READ_MEGABYTES", default=1024)
# tcp://host:3310 or unix:///run/clamav/clamd.ctl; unset: files are not scanned, and say so.
CLAMD_URL = env.str("CLAMD_URL", default="")

# PEM files, comma-separated: the organisation's own certificate, with which it signs, and those of authorities and of
# time-stamping authorities. A signature counts as ours where its very certificate is in one of them. Unset: none.
SIGNATURES_TRUSTED_FILES = env.list("SIGNATURES_TRUSTED_FILES", default=[])

# PDFs are made in processes of their own, started when they are wanted; 0: one a core, at most four. Each process of
# the web server and of Celery has its own.
RENDER_WORKERS = env.int("RENDER_WORKERS", default=0)
# A rendering that takes more is ended, and is not tried again.
RENDER_TIMEOUT_SECONDS = env.float("RENDER_TIMEOUT_SECONDS", default=60.0)
RENDER_MEMORY_MB = env.int("RENDER_MEMORY_MB", default=1024)
# A renderer is replaced after so many documents, so that its memory does not grow.
RENDER_RENDERS_PER_WORKER = env.int("RENDER_RENDERS_PER_WORKER", default=200)
