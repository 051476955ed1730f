"""The installed rooms, from the upper floors down, and the libraries they stand on."""

ROOMS = [
    "backoffice",
    "workflows",
    "notifications",
    "esign",
    "documents",
    "ai",
    "cases",
    "accounts",
    "core",
]
INSTALLED_APPS = [
    *ROOMS,
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework_simplejwt",
    "rest_framework_simplejwt.token_blacklist",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "corsheaders",
    "csp",
    "django_celery_beat",
    "django_prometheus",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
