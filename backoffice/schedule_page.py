"""The schedule: what runs again and again, how often, and when it last did. For admins."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django_celery_beat.models import PeriodicTask
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTimeWidget,
    UnfoldBooleanSwitchWidget,
)

from backoffice.people import is_admin
from core.admin import ListAdmin
from core.jobs import periods

WHAT = {
    "analyses.purge": "Forget orders of analyses that are done",
    "documents.saved_forms.purge": "Forget saved forms that nobody went on with",
    "idempotency.purge": "Forget answers kept for repeated requests",
    "jobs.purge": "Forget jobs that ended long ago",
    "jobs.sweep": "Find work that was lost and hand it over again",
    "storage.verify": "See whether it is time to compare stored files with the records",
    "tokens.purge": "Forget log-ins that have expired",
}


def in_words(name: str) -> str:
    """What an entry does: a phrase for those we know, the entry's name for the rest."""
    return WHAT.get(name, name.replace(".", ": ").replace("_", " ").capitalize())


class PeriodForm(forms.ModelForm):
    """When an entry runs. The rules are the service's; they are asked here so that a fault stands beside its field."""

    enabled = forms.BooleanField(label="Runs", required=False, widget=UnfoldBooleanSwitchWidget)
    every = forms.IntegerField(label="Every", required=False, min_value=1, widget=UnfoldAdminIntegerFieldWidget)
    unit = forms.ChoiceField(
        label="Unit",
        required=False,
        choices=[(unit, unit.capitalize()) for unit in reversed(periods.UNITS)],
        widget=UnfoldAdminSelectWidget,
    )
    daily_at = forms.TimeField(
        label="Or once a day at",
        required=False,
        help_text="A time in Manila, as 04:30. Leave it empty to run every so often.",
        widget=UnfoldAdminTimeWidget,
    )

    class Meta:
        model = PeriodicTask
        fields = ("enabled",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        if row.interval is not None:
            self.fields["every"].initial, self.fields["unit"].initial = row.interval.every, row.interval.period
        if row.crontab is not None:
            self.fields["daily_at"].initial = f"{int(row.crontab.hour):02}:{int(row.crontab.minute):02}"

    def clean(self) -> dict[str, Any]:
        """The wish, or what is against it."""
        given = super().clean() or {}
        if not self.errors:
            try:
                periods.require_period(self.instance.name, **self.wish(given))
            except periods.PeriodRefused as refused:
                self.add_error("every", refused.detail)
        return given

    @staticmethod
    def wish(given: dict[str, Any]) -> dict[str, Any]:
        """What was filled in, as the service takes it."""
        return {
            "enabled": given["enabled"],
            "every": given.get("every") or 0,
            "unit": given.get("unit") or "seconds",
            "daily_at": given.get("daily_at"),
        }

    def _post_clean(self) -> None:
        """Nothing is written on the row here: the service does it."""


class ScheduleAdmin(ListAdmin):
    """The rows of the periodic table; which there are is the code's, when they run is the practice's."""

    form = PeriodForm
    list_display = ("what", "when", "state", "last_run", "runs")
    list_display_links = ("what",)
    list_per_page = 100
    show_full_result_count = False
    ordering = ("name",)
    actions = None
    readonly_fields = ("what", "known_as", "last_run", "runs")
    fieldsets = (
        (None, {"fields": ("what", "known_as", "last_run", "runs")}),
        ("When it runs", {"fields": ("enabled", ("every", "unit"), "daily_at")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PeriodicTask]:
        return periods.rows()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_admin(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_admin(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_admin(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description="What")
    def what(self, row: PeriodicTask) -> str:
        return format_html('<span class="hain-said">{}</span>', in_words(row.name))

    @display(description="When")
    def when(self, row: PeriodicTask) -> str:
        return periods.in_words(row).capitalize()

    @display(description="Name")
    def known_as(self, row: PeriodicTask) -> str:
        return row.name

    @display(description="Last run")
    def last_run(self, row: PeriodicTask) -> str:
        return date_format(localtime(row.last_run_at), "j M Y, g:i A") if row.last_run_at else "not yet"

    @display(description="Runs")
    def runs(self, row: PeriodicTask) -> int:
        return row.total_run_count

    @display(description="Status", label={"on": "success", "changed": "info", "off": "warning"})
    def state(self, row: PeriodicTask) -> tuple[str, str]:
        if not row.enabled:
            return "off", "Off"
        return ("changed", "On, changed here") if periods.is_changed(row) else ("on", "On")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Schedule", **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().change_view(request, object_id, form_url, {"title": "Schedule", **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: PeriodicTask, form: PeriodForm, change: bool) -> None:
        """By the service, which records who changed it; whoever runs the schedule hears of it within seconds."""
        periods.period_change(actor=request.user, row=obj, **form.wish(form.cleaned_data))

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The service's record is the one record."""
