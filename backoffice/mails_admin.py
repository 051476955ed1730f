"""Mail in the admin: what was sent to whom and how it ended, another try, and the addresses that get none."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from backoffice import mail_page
from backoffice.people import is_admin
from backoffice.staff_pages import StaffReadOnlyAdmin
from core.admin import ReadOnlyAdmin
from core.errors import DomainError, NotFound
from notifications import selectors, services
from notifications.models import Message, Suppression
from notifications.models.suppressions import REASONS

NAMED = 2  # recipients that a line of the list names


class KindFilter(admin.SimpleListFilter):
    """By kind, without asking the database which kinds there are."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(mail_page.KINDS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        return queryset.filter(kind=self.value()) if self.value() in mail_page.KINDS else queryset


class MailAdmin(StaffReadOnlyAdmin):
    """Mails that the user may see, newest first."""

    list_display = ("titled", "state", "of_kind", "to", "of_case", "attempts", "created_at")
    list_display_links = ("titled",)
    list_filter = ("status", KindFilter)
    list_per_page = 50
    search_fields = ("subject",)  # shows the field; `get_search_results` searches
    search_help_text = "The beginning of an address or of a subject, or a case number"
    show_full_result_count = False
    paginator = InfinitePaginator  # counting a million mails takes longer than showing fifty
    ordering = ("-created_at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        return selectors.for_listing(request.user)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Message], search_term: str
    ) -> tuple[QuerySet[Message], bool]:
        return selectors.searched(queryset, search_term), False

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        ours = [
            path("<uuid:message_id>/again/", wrap(self.again_view), name="notifications_message_again"),
            path("<uuid:message_id>/release/", wrap(self.release_view), name="notifications_message_release"),
        ]
        return [*ours, *super().get_urls()]

    @display(description="Subject")
    def titled(self, message: Message) -> str:
        return message.subject

    @display(description="Status", label=mail_page.LABELS)
    def state(self, message: Message) -> tuple[str, str]:
        return message.status, message.get_status_display()

    @display(description="Kind")
    def of_kind(self, message: Message) -> str:
        return mail_page.kind_in_words(message.kind)

    @display(description="To")
    def to(self, message: Message) -> str:
        people = [one.address for one in message.recipients.all()]
        more = f" and {len(people) - NAMED} more" if len(people) > NAMED else ""
        return ", ".join(people[:NAMED]) + more

    @display(description="Case")
    def of_case(self, message: Message) -> str:
        return message.case.number if message.case else "–"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The mail's page."""
        message = self._message(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            **mail_page.mail_context(request.user, message),
            "title": "Mail",
        }
        return render(request, "backoffice/mail.html", context)

    def again_view(self, request: HttpRequest, message_id: UUID) -> HttpResponse:
        """Send it again to those who did not get it."""
        message = self._message(request, message_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            services.mail_retry(actor=request.user, message=message)
        except DomainError as error:
            messages.error(request, error.detail)
        else:
            messages.success(request, "It is under way again. This page shows how it ends.")
        return redirect(mail_page.mail_url(message))

    def release_view(self, request: HttpRequest, message_id: UUID) -> HttpResponse:
        """Let mail go to one of its recipients again."""
        message = self._message(request, message_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        address = request.POST.get("address", "").lower()
        mine = {one.address.lower() for one in message.recipients.all()}
        row = selectors.suppressions_visible_to(request.user).filter(address=address).first()
        if row is None or address not in mine:
            messages.error(request, "This address is not on the list of those that get no mail.")
        else:
            _release(request, row)
        return redirect(mail_page.mail_url(message))

    def _message(self, request: HttpRequest, message_id: Any) -> Message:
        try:
            return selectors.message_get(request.user, message_id)
        except NotFound as error:
            raise Http404 from error


class SuppressionAdmin(ReadOnlyAdmin):
    """Addresses that get no mail, for admins. One is entered by hand or by what a provider told, and released here."""

    list_display = ("address", "why", "note", "created_by", "created_at")
    list_filter = ("reason",)
    list_per_page = 50
    search_fields = ("address__startswith",)
    search_help_text = "The beginning of an address"
    show_full_result_count = False
    paginator = InfinitePaginator
    ordering = ("-created_at", "-id")
    actions = ("release_selected",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Suppression]:
        return selectors.suppressions_visible_to(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_admin(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_admin(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_admin(request)

    @display(description="Why", label={"bounced": "danger", "complained": "danger", "by-hand": "info"})
    def why(self, row: Suppression) -> tuple[str, str]:
        return row.reason, dict(REASONS)[row.reason]

    @admin.action(description="Release the selected addresses")
    def release_selected(self, request: HttpRequest, queryset: QuerySet[Suppression]) -> None:
        for row in list(queryset):
            _release(request, row)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Enter an address by hand."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        typed = {name: request.POST.get(name, "").strip() for name in ("address", "note")}
        faults: list[Any] = []
        if request.method == "POST":
            try:
                row = services.address_suppress(actor=request.user, **typed)
            except DomainError as error:
                faults = list(error.errors)
            else:
                messages.success(request, f"{row.address} gets no mail from now on.")
                return redirect(reverse("admin:notifications_suppression_changelist"))
        context = {**self.admin_site.each_context(request), "title": "Blocked address", **typed, "faults": faults}
        return render(request, "backoffice/suppression_add.html", context, status=422 if faults else 200)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One address, and the button that releases it."""
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method == "POST":
            _release(request, row)
            return redirect(reverse("admin:notifications_suppression_changelist"))
        context = {**self.admin_site.each_context(request), "title": "Blocked address", "row": row}
        return render(request, "backoffice/suppression.html", context)


def _release(request: HttpRequest, row: Suppression) -> None:
    try:
        services.address_release(actor=request.user, suppression=row)
    except DomainError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, f"Mail goes to {row.address} again. What was not sent is sent by “Send again”.")
