"""Composing the site: the pages that need several rooms take the place of a room's own.

The rooms' admin modules are imported first, so that what they registered is there to be replaced.
"""

from __future__ import annotations

import contextlib

from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.db.models import Model
from django.urls import URLPattern, path
from django_celery_beat import admin as _beat  # noqa: F401 - registers
from django_celery_beat.models import ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask, SolarSchedule

from ai import admin as _ai  # noqa: F401 - registers
from backoffice import notices
from backoffice.batches_admin import BatchPagesAdmin
from backoffice.cases_admin import CaseWorkspaceAdmin
from backoffice.connections import connections_view
from backoffice.documents_admin import DocumentPagesAdmin
from backoffice.envelopes_admin import EnvelopePagesAdmin
from backoffice.jobs_page import JobAdmin
from backoffice.mail_previews import mail_kinds_view, mail_preview_view
from backoffice.mails_admin import MailAdmin, SuppressionAdmin
from backoffice.schedule_page import ScheduleAdmin
from backoffice.spending import spending_view
from backoffice.template_drafts_admin import TemplateDraftAdmin
from backoffice.templates_admin import TemplatePagesAdmin
from cases.models import Case
from core.models import Job
from documents.models import Batch, Document, Template, TemplateDraft
from esign.models import Envelope
from notifications.models import Message, Suppression


def replace(model: type[Model], page: type[admin.ModelAdmin]) -> None:
    """Put `page` in the place of whatever the model's room registered."""
    with contextlib.suppress(NotRegistered):
        admin.site.unregister(model)
    admin.site.register(model, page)


def extra_urls() -> list[URLPattern]:
    """Pages of the site that belong to no model (Unfold asks for them)."""
    return [
        path("connections/", admin.site.admin_view(connections_view), name="connections"),
        path("ai-spending/", admin.site.admin_view(spending_view), name="spending"),
        path("mail-templates/", admin.site.admin_view(mail_kinds_view), name="mail-kinds"),
        path("mail-templates/<slug:key>/", admin.site.admin_view(mail_preview_view), name="mail-preview"),
        *notices.urls(),
    ]


replace(Case, CaseWorkspaceAdmin)
replace(Document, DocumentPagesAdmin)
replace(Batch, BatchPagesAdmin)
replace(Template, TemplatePagesAdmin)
replace(TemplateDraft, TemplateDraftAdmin)
replace(Job, JobAdmin)
replace(PeriodicTask, ScheduleAdmin)
for _periods in (ClockedSchedule, CrontabSchedule, IntervalSchedule, SolarSchedule):
    admin.site.unregister(_periods)  # chosen on the page of what runs by them
replace(Envelope, EnvelopePagesAdmin)
replace(Message, MailAdmin)
replace(Suppression, SuppressionAdmin)
admin.site.extra_urls = extra_urls
admin.site.site_title = admin.site.site_header = "Hain"
admin.site.index_title = "Today"
admin.site.enable_nav_sidebar = True
