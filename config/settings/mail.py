"""Mail: files in VAR_DIR by default, a server by EMAIL_URL, a provider by EMAIL_ESP."""

from urllib.parse import urlsplit

from config.settings.environment import PUBLIC_URL, env


def _own_domain() -> str:
    """The host of PUBLIC_URL where it is a domain, and not an address or a bare name."""
    host = urlsplit(PUBLIC_URL).hostname or ""
    return host if "." in host and not host.rpartition(".")[2].isdigit() else "hain.example"


_server = env.email_url("EMAIL_URL", default="") if env.str("EMAIL_URL", default="") else {}
EMAIL_HOST = _server.get("EMAIL_HOST") or ""
EMAIL_PORT = _server.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _server.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _server.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(_server.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(_server.get("EMAIL_USE_SSL"))
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT_SECONDS", default=15)

# anymail's name of the provider, and the settings that anymail wants for it.
EMAIL_ESP = env.str("EMAIL_ESP", default="")
ANYMAIL = {**env.json("EMAIL_ESP_OPTIONS", default={}), "REQUESTS_TIMEOUT": EMAIL_TIMEOUT}

# Who the mails are from, and the domains that they may be from; without any, what MAIL_FROM says is right.
MAIL_FROM = env.str("MAIL_FROM", default="") or f"Hain <no-reply@{_own_domain()}>"
MAIL_SENDER_DOMAINS = env.list("MAIL_SENDER_DOMAINS", default=[])
# Where answers about a case go; {number} is the case's number.
MAIL_CASE_REPLY_TO = env.str("MAIL_CASE_REPLY_TO", default="")
# The most that one mail may weigh with all its files, in bytes.
MAIL_LIMIT_BYTES = env.int("MAIL_LIMIT_BYTES", default=15 * 1024 * 1024)

# Notices in the admin are forgotten after this; what they are about stays where it is.
NOTICES_KEEP_DAYS = env.int("NOTICES_KEEP_DAYS", default=90)
# On working days each member of staff is told by one mail what waits for them, from this hour in Manila on.
DIGEST_ENABLED = env.bool("DIGEST_ENABLED", default=True)
DIGEST_HOUR = env.int("DIGEST_HOUR", default=7)

# A secret that is set switches that provider's webhook on; without one it answers 404.
EMAIL_MAILGUN_WEBHOOK_KEY = env.str("EMAIL_MAILGUN_WEBHOOK_KEY", default="")
EMAIL_SENDGRID_WEBHOOK_KEY = env.str("EMAIL_SENDGRID_WEBHOOK_KEY", default="")
EMAIL_AMAZON_SES_WEBHOOK_SECRET = env.str("EMAIL_AMAZON_SES_WEBHOOK_SECRET", default="")
EMAIL_POSTMARK_WEBHOOK_SECRET = env.str("EMAIL_POSTMARK_WEBHOOK_SECRET", default="")
EMAIL_BREVO_WEBHOOK_SECRET = env.str("EMAIL_BREVO_WEBHOOK_SECRET", default="")
