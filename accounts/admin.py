"""Users and locked log-ins in the admin site; for admins only, since no other role is granted these models."""

from __future__ import annotations

from typing import Any

from axes import admin as axes_admin  # registers its pages, which are then replaced by ours
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework_simplejwt.token_blacklist import admin as blacklist_admin  # likewise, and not replaced
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminPasswordWidget

from accounts import services
from accounts.models import User
from core.admin import ReadOnlyAdmin
from core.errors import DomainError

assert axes_admin and blacklist_admin  # noqa: S101 - imported for what they register
for model in (AccessAttempt, AccessLog, AccessFailureLog, OutstandingToken, BlacklistedToken):
    if admin.site.is_registered(model):
        admin.site.unregister(model)

EDITED = ("email", "full_name", "role", "locale", "is_active")


class UserForm(forms.ModelForm):
    """A user and, where one is typed in, a new password. The services check and write."""

    new_password = forms.CharField(
        required=False,
        strip=False,
        max_length=1024,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text="At least 10 characters. For a user who exists: leave empty to keep the password.",
    )

    class Meta:
        model = User
        fields = EDITED

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance._state.adding and not cleaned.get("new_password"):
            self.add_error("new_password", "A new user needs a password.")
        return cleaned


@admin.register(User)
class UserAdmin(ModelAdmin):
    """People of the practice and its clients."""

    form = UserForm
    list_display = ("full_name", "email", "role", "is_active", "is_cleared_shown", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("email__startswith", "full_name__istartswith")
    ordering = ("-created_at", "-id")
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": (*EDITED, "new_password")}),
        ("Record", {"fields": ("created_at", "last_login", "email_confirmed_at", "vouched_at", "accepted_terms_at")}),
    )
    readonly_fields = ("created_at", "last_login", "email_confirmed_at", "vouched_at", "accepted_terms_at")

    @admin.display(description="cleared", boolean=True)
    def is_cleared_shown(self, user: User) -> bool:
        return user.is_cleared

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # an account is closed, not removed: records name it

    def save_model(self, request: HttpRequest, obj: User, form: UserForm, change: bool) -> None:
        data = form.cleaned_data
        if change:
            services.user_update(
                actor=request.user,
                user=User.objects.get(pk=obj.pk),
                changes={field: data[field] for field in EDITED if field in form.changed_data},
            )
            if data["new_password"]:
                services.user_set_password(actor=request.user, user=obj, password=data["new_password"])
            return
        created = services.user_create(
            actor=request.user,
            email=data["email"],
            password=data["new_password"],
            full_name=data["full_name"],
            role=data["role"],
            locale=data["locale"],
        )
        obj.pk, obj._state.adding = created.pk, False

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A refusal of the services is told on the page; nothing of it was written."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DomainError as refused:
            messages.error(request, refused.detail)
            request.method = "GET"
            return super().changeform_view(request, *args, **kwargs)


@admin.register(AccessAttempt)
class AccessAttemptAdmin(ReadOnlyAdmin):
    """Failed log-ins; forgetting them unlocks the account."""

    list_display = ("username", "ip_address", "failures_since_start", "attempt_time")
    search_fields = ("username__startswith", "=ip_address")
    fields = ("username", "ip_address", "user_agent", "path_info", "failures_since_start", "attempt_time")
    ordering = ("-attempt_time",)
    actions = ("unlock",)

    @admin.action(description="Unlock: forget these failures")
    def unlock(self, request: HttpRequest, queryset: QuerySet[AccessAttempt]) -> None:
        try:
            count = services.attempts_unlock(actor=request.user, attempts=queryset)
        except DomainError as refused:
            messages.error(request, refused.detail)
        else:
            messages.success(request, f"{count} forgotten; their accounts are open again.")


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnlyAdmin):
    """Who logged in to the admin site, from where."""

    list_display = ("username", "ip_address", "attempt_time", "logout_time")
    search_fields = ("username__startswith", "=ip_address")
    ordering = ("-attempt_time",)
    show_full_result_count = False
