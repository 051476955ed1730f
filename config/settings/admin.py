"""The admin's looks and its navigation; what depends on the person or the rows is asked of the backoffice."""

from django.urls import reverse_lazy

UNFOLD = {
    "SITE_TITLE": "Hain",
    "SITE_HEADER": "Hain",
    "SITE_SUBHEADER": "Legal back office",
    "SITE_SYMBOL": "balance",
    "SITE_URL": None,
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": "backoffice.site.favicon"},
    ],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "ENVIRONMENT": "backoffice.site.environment",
    "ENVIRONMENT_TITLE_PREFIX": "backoffice.site.environment_prefix",
    "DASHBOARD_CALLBACK": "backoffice.dashboard.dashboard",
    "LOGIN": {"form": "backoffice.login.LoginForm"},
    "STYLES": ["backoffice.site.stylesheet"],
    "SCRIPTS": ["backoffice.site.script"],
    "BORDER_RADIUS": "8px",
    "COLORS": {
        "primary": {
            "50": "#eff7f6",
            "100": "#d8ebe8",
            "200": "#b3d7d1",
            "300": "#84bcb4",
            "400": "#559c93",
            "500": "#388178",
            "600": "#286860",
            "700": "#22544e",
            "800": "#1e4440",
            "900": "#1b3936",
            "950": "#0c2120",
        },
    },
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": [
            {
                "items": [
                    {"title": "Today", "icon": "today", "link": reverse_lazy("admin:index")},
                ],
            },
            {
                "title": "Work",
                "separator": True,
                "items": [
                    {
                        "title": "Cases",
                        "icon": "cases",
                        "link": reverse_lazy("admin:cases_case_changelist"),
                        "permission": "backoffice.site.is_staff",
                    },
                    {
                        "title": "Documents",
                        "icon": "description",
                        "link": reverse_lazy("admin:documents_document_changelist"),
                        "badge": "backoffice.site.reviews_badge",
                        "permission": "backoffice.site.is_staff",
                    },
                    {
                        "title": "AI drafts",
                        "icon": "edit_note",
                        "link": reverse_lazy("admin:ai_draft_changelist"),
                        "permission": "backoffice.site.is_staff",
                    },
                ],
            },
            {
                "title": "Practice",
                "separator": True,
                "items": [
                    {
                        "title": "Templates",
                        "icon": "draft",
                        "link": reverse_lazy("admin:documents_template_changelist"),
                        "permission": "backoffice.site.is_staff",
                    },
                    {
                        "title": "People",
                        "icon": "group",
                        "link": reverse_lazy("admin:accounts_user_changelist"),
                        "permission": "backoffice.site.is_admin",
                    },
                ],
            },
            {
                "title": "Operations",
                "separator": True,
                "items": [
                    {
                        "title": "Jobs",
                        "icon": "manufacturing",
                        "link": reverse_lazy("admin:core_job_changelist"),
                        "badge": "backoffice.site.failed_jobs_badge",
                        "permission": "backoffice.site.is_staff",
                    },
                    {
                        "title": "Connections",
                        "icon": "cable",
                        "link": reverse_lazy("admin:connections"),
                        "permission": "backoffice.site.is_admin",
                    },
                    {
                        "title": "Audit",
                        "icon": "history",
                        "link": reverse_lazy("admin:core_auditentry_changelist"),
                        "permission": "backoffice.site.is_admin",
                    },
                ],
            },
        ],
    },
}
