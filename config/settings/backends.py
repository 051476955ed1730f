"""Outside parties: when one that fails is left alone."""

from config.settings.environment import env

# So many failures in a row, and the party is not asked for so many seconds.
BACKEND_BREAKER_FAILURES = env.int("BACKEND_BREAKER_FAILURES", default=5)
BACKEND_BREAKER_SECONDS = env.int("BACKEND_BREAKER_SECONDS", default=30)

# What outside parties send us: the most that one call weighs, and how long it is kept after it was read.
WEBHOOK_LIMIT_BYTES = env.int("WEBHOOK_LIMIT_BYTES", default=1024 * 1024)
WEBHOOK_KEEP_DAYS = env.int("WEBHOOK_KEEP_DAYS", default=30)
