"""Users, passwords, lock-out and tokens."""

from datetime import timedelta

from config.settings.environment import ENVIRONMENT, env

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "accounts.backends.RoleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if ENVIRONMENT == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=14),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "UPDATE_LAST_LOGIN": False,
    "CHECK_REVOKE_TOKEN": True,
    "REVOKE_TOKEN_CLAIM": "pwd",
    "USER_ID_CLAIM": "sub",
    "AUTH_HEADER_TYPES": ("Bearer",),
}
# So long after it was exchanged a refresh token brings its successor once more: two tabs, or an answer that was lost.
TOKEN_REUSE_GRACE_SECONDS = env.int("TOKEN_REUSE_GRACE_SECONDS", default=5)

# Five wrong passwords from one address for one account lock that pair for a quarter of an hour.
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURE_LIMIT", default=5)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("LOGIN_LOCKOUT_MINUTES", default=15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "core.api.addresses.client_address"
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_USERNAME_CALLABLE = "accounts.services.lockout.account_name"
# A try during the lock does not prolong it, so that Retry-After holds.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False

# Links that are mailed to users.
PASSWORD_RESET_MINUTES = env.int("PASSWORD_RESET_MINUTES", default=60)
EMAIL_CONFIRMATION_HOURS = env.int("EMAIL_CONFIRMATION_HOURS", default=72)
# Requests for a new password from one address, and links of one purpose to one account; what is over it is answered
# like the rest, and nothing is sent.
LIMIT_PASSWORD_RESETS_PER_HOUR = env.int("LIMIT_PASSWORD_RESETS_PER_HOUR", default=20)
LIMIT_ACCOUNT_LINKS_PER_HOUR = env.int("LIMIT_ACCOUNT_LINKS_PER_HOUR", default=5)
# Where the links lead: the frontend's own pages /account/confirm and /account/reset, or ours.
FRONTEND_URL = env.str("FRONTEND_URL", default="").rstrip("/")
