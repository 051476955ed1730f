"""E-signature: who sends papers out, the organisation's key, and how long signers have."""

from config.settings.environment import env

# The provider that new envelopes go to: `builtin` (our own page) or `docuseal`.
ESIGN_BACKEND = env.str("ESIGN_BACKEND", default="builtin")

# DocuSeal: where its API is (its cloud is https://api.docuseal.com or .eu, an installation of one's own
# https://HOST/api), the key of that API, and the HMAC signing secret of the webhook that points to
# /api/esign/webhooks/docuseal. Without the secret that address answers 404.
ESIGN_DOCUSEAL_URL = env.str("ESIGN_DOCUSEAL_URL", default="https://api.docuseal.com")
ESIGN_DOCUSEAL_TOKEN = env.str("ESIGN_DOCUSEAL_TOKEN", default="")
ESIGN_DOCUSEAL_WEBHOOK_SECRET = env.str("ESIGN_DOCUSEAL_WEBHOOK_SECRET", default="")
# An outside provider of which nothing was heard for so many minutes is asked how its open envelopes stand.
ESIGN_RECONCILE_MINUTES = env.int("ESIGN_RECONCILE_MINUTES", default=60)

# The name in the stamps; unset: what the practice calls itself in MAIL_FROM.
ESIGN_ORGANISATION = env.str("ESIGN_ORGANISATION", default="")
# Certificate (with its chain) and key in PEM, or both in one PKCS#12 file. Unset: a self-made certificate in VAR_DIR,
# which production refuses.
ESIGN_CERTIFICATE_PATH = env.str("ESIGN_CERTIFICATE_PATH", default="")
ESIGN_KEY_PATH = env.str("ESIGN_KEY_PATH", default="")
ESIGN_PKCS12_PATH = env.str("ESIGN_PKCS12_PATH", default="")
ESIGN_KEY_PASSWORD = env.str("ESIGN_KEY_PASSWORD", default="")
# An RFC 3161 time-stamp authority; unset: signatures without a trusted time (PAdES B-B).
ESIGN_TSA_URL = env.str("ESIGN_TSA_URL", default="")

# Days that signers have unless the sender says otherwise; a reminder every so many days, and at most so many.
ESIGN_EXPIRES_DAYS = env.int("ESIGN_EXPIRES_DAYS", default=14)
ESIGN_REMIND_EVERY_DAYS = env.int("ESIGN_REMIND_EVERY_DAYS", default=3)
ESIGN_MOST_REMINDERS = env.int("ESIGN_MOST_REMINDERS", default=4)
# A one-time code is good for so many minutes; the browser that has shown it, for so many.
ESIGN_CODE_MINUTES = env.int("ESIGN_CODE_MINUTES", default=10)
ESIGN_PASS_MINUTES = env.int("ESIGN_PASS_MINUTES", default=120)
