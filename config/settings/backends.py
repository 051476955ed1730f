"""Outside parties: when one that fails is left alone."""

from config.settings.environment import env

# So many failures in a row, and the party is not asked for so many seconds.
BACKEND_BREAKER_FAILURES = env.int("BACKEND_BREAKER_FAILURES", default=5)
BACKEND_BREAKER_SECONDS = env.int("BACKEND_BREAKER_SECONDS", default=30)
