"""The sidebar: grouped by the work, with a figure only where somebody waits."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from backoffice import bell, people

Item = dict[str, Any]


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups that the person may use."""
    if not people.is_staff(request):
        return []
    admin, waiting = people.is_admin(request), bell.waiting(request)
    groups = [
        ("", [_item("Today", "today", "admin:index")]),
        (
            "Work",
            [
                _item("Cases", "cases", "admin:cases_case_changelist"),
                _item(
                    "Documents",
                    "description",
                    "admin:documents_document_changelist",
                    waiting[bell.REVIEWS],
                ),
                _item("Signatures", "draw", "admin:esign_envelope_changelist"),
                _item("Mail", "mail", "admin:notifications_message_changelist"),
                _item("Batches", "table_rows", "admin:documents_batch_changelist"),
                _item("AI drafts", "edit_note", "admin:ai_draft_changelist"),
                _item("Analyses", "fact_check", "admin:ai_analysis_changelist"),
                _item(
                    "Consultations",
                    "chat",
                    "admin:ai_consultation_changelist",
                    waiting[bell.QUESTIONS],
                ),
            ],
        ),
        (
            "Practice",
            [
                _item("Knowledge", "menu_book", "admin:ai_source_changelist"),
                _item("Policies", "rule", "admin:ai_policy_changelist"),
                _item("Templates", "draft", "admin:documents_template_changelist"),
                _item(
                    "Template drafts",
                    "edit_document",
                    "admin:documents_templatedraft_changelist",
                    waiting[bell.PROPOSALS],
                ),
                _item("Mail templates", "mail", "admin:mail-kinds"),
                *([_item("People", "group", "admin:accounts_user_changelist")] if admin else []),
            ],
        ),
        (
            "Operations",
            [
                _item(
                    "Jobs",
                    "manufacturing",
                    "admin:core_job_changelist",
                    waiting[bell.FAILED],
                    "danger",
                ),
                *(_for_admins() if admin else []),
            ],
        ),
    ]
    return [{"title": title, "separator": bool(title), "items": items} for title, items in groups]


def _for_admins() -> list[Item]:
    return [
        _item("Schedule", "schedule", "admin:django_celery_beat_periodictask_changelist"),
        _item("Prompts", "history_edu", "admin:ai_promptversion_changelist"),
        _item("Blocked addresses", "unsubscribe", "admin:notifications_suppression_changelist"),
        _item("Connections", "cable", "admin:connections"),
        _item("AI spending", "payments", "admin:spending"),
        _item("Audit", "history", "admin:core_auditentry_changelist"),
    ]


def _item(title: str, icon: str, name: str, waiting: int = 0, tone: str = "warning") -> Item:
    item: Item = {"title": title, "icon": icon, "link": reverse(name)}
    if waiting:
        item.update(badge=str(waiting), badge_variant=tone)
    return item
