"""Documents: who may approve."""

from config.settings.environment import env

# The approver is not the author. A solo practice turns this off; each self-approval is then recorded with a reason.
REVIEW_TWO_PERSON = env.bool("REVIEW_TWO_PERSON", default=True)
