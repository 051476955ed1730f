"""Documents: who may approve, and what one rendering may take."""

from config.settings.environment import env

# The approver is not the author. A solo practice turns this off; each self-approval is then recorded with a reason.
REVIEW_TWO_PERSON = env.bool("REVIEW_TWO_PERSON", default=True)

# PDFs are made in processes of their own, started when they are wanted; 0: one a core, at most four. Each process of
# the web server and of Celery has its own.
RENDER_WORKERS = env.int("RENDER_WORKERS", default=0)
# A rendering that takes more is ended, and is not tried again.
RENDER_TIMEOUT_SECONDS = env.float("RENDER_TIMEOUT_SECONDS", default=60.0)
RENDER_MEMORY_MB = env.int("RENDER_MEMORY_MB", default=1024)
# A renderer is replaced after so many documents, so that its memory does not grow.
RENDER_RENDERS_PER_WORKER = env.int("RENDER_RENDERS_PER_WORKER", default=200)
