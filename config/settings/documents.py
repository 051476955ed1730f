"""Documents: who may approve; files from outside."""

from config.settings.environment import env

# The approver is not the author. A solo practice turns this off; each self-approval is then recorded with a reason.
REVIEW_TWO_PERSON = env.bool("REVIEW_TWO_PERSON", default=True)

# Files from outside. Larger ones are answered 413; opening one may take so much time and memory.
UPLOAD_LIMIT_BYTES = env.int("UPLOAD_LIMIT_BYTES", default=25 * 1024 * 1024)
UPLOAD_READ_SECONDS = env.int("UPLOAD_READ_SECONDS", default=20)
UPLOAD_READ_MEGABYTES = env.int("UPLOAD_READ_MEGABYTES", default=1024)
# tcp://host:3310 or unix:///run/clamav/clamd.ctl; unset: files are not scanned, and say so.
CLAMD_URL = env.str("CLAMD_URL", default="")
