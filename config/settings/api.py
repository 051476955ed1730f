"""REST: DRF, OpenAPI and the inbound limits of the contract."""

from config.settings.environment import PUBLIC_URL, env

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.HainSchema",
    "DEFAULT_PAGINATION_CLASS": None,
    "EXCEPTION_HANDLER": "core.api.problems.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Hain",
    "DESCRIPTION": "The back office of a Philippine legal and compliance practice.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SERVERS": [{"url": PUBLIC_URL}],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "UserRoleEnum": "accounts.models.User.Role",
        "CaseKindEnum": "cases.constants.CaseKind",
        "CaseStatusEnum": "cases.states.STATUSES",
        "PartyKindEnum": "cases.constants.PartyKind",
        "AssignmentRoleEnum": "cases.constants.AssignmentRole",
        "RevisionStatusEnum": "documents.states.STATUSES",
        "BatchStatusEnum": "documents.batches.states.STATUSES",
        "BatchRowStatusEnum": "documents.models.BatchRow.Status",
        "MailStatusEnum": "notifications.states.STATUSES",
        "JobStatusEnum": "core.models.Job.Status",
        "EnvelopeStatusEnum": "esign.states.STATUSES",
        "SignerStatusEnum": "esign.states.SIGNER_STATUSES",
        "SignerRoleEnum": "esign.constants.Role",
        "HealthStatusEnum": "core.api.health.HEALTH_STATUSES",
    },
}

LIMIT_USER_PER_MINUTE = env.int("LIMIT_USER_PER_MINUTE", default=600)
LIMIT_ANONYMOUS_PER_MINUTE = env.int("LIMIT_ANONYMOUS_PER_MINUTE", default=60)
LIMIT_WEBHOOKS_PER_MINUTE = env.int("LIMIT_WEBHOOKS_PER_MINUTE", default=1200)
LIMIT_LOGIN_PER_MINUTE = env.int("LIMIT_LOGIN_PER_MINUTE", default=10)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
