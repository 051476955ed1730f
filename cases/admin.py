"""Cases in the admin, plainly: the list, and a form whose every write goes through the services.

The workspace around a case is composed further up. Rows shown begin with `visible_to`, like everywhere.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponseRedirect
from unfold.paginator import InfinitePaginator

from accounts.models import User
from cases import selectors, services
from cases.inlines import INLINES
from cases.models import Case
from core.admin import ListAdmin
from core.errors import DomainError

EDITED = ("title", "kind", "client", "priority", "due_date")


@admin.register(Case)
class CaseAdmin(ListAdmin):
    """Every case that the member of staff may see."""

    list_display = ("number", "title", "kind", "status", "priority", "client", "due_date", "created_at")
    list_display_links = ("number", "title")
    list_filter = ("status", "kind", "priority")
    list_select_related = ("client",)
    search_fields = ("number__startswith", "title__istartswith")
    search_help_text = "The beginning of a case's number or title."
    show_full_result_count = False
    paginator = InfinitePaginator  # counting a million cases takes longer than showing fifty
    ordering = ("-created_at", "-id")
    list_per_page = 50
    inlines = INLINES
    readonly_fields = ("number", "status", "opened_by", "created_at", "updated_at", "closed_at")
    fieldsets = (
        (None, {"fields": EDITED}),
        ("Record", {"fields": readonly_fields}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Case | None = None) -> Any:
        return super().get_fieldsets(request, obj) if obj else ((None, {"fields": EDITED}),)

    def get_inlines(self, request: HttpRequest, obj: Case | None) -> Any:
        return super().get_inlines(request, obj) if obj else []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        return selectors.visible_to(request.user).order_by(*self.get_ordering(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # a case is closed or declined, never removed

    def formfield_for_foreignkey(self, db_field: models.ForeignKey[Any], request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "client":
            kwargs["queryset"] = User.objects.filter(role=User.Role.CLIENT, is_active=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Case, form: forms.ModelForm, change: bool) -> None:
        data = {field: form.cleaned_data[field] for field in EDITED if field in form.cleaned_data}
        if change:
            changes = {field: data[field] for field in data if field in form.changed_data}
            services.case_update(actor=request.user, case=Case.objects.get(pk=obj.pk), changes=changes)
            return
        opened = services.case_open(actor=request.user, **data)
        obj.pk, obj.number, obj._state.adding = opened.pk, opened.number, False

    def save_formset(self, request: HttpRequest, form: Any, formset: BaseInlineFormSet, change: bool) -> None:
        """Each row of an inline is written by the service its inline names."""
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        inline = next(one for one in INLINES if one.model is formset.model)
        case = Case.objects.get(pk=form.instance.pk)
        for one in formset.forms:
            if not one.has_changed():
                continue
            if formset.can_delete and formset._should_delete_form(one):
                if one.instance.pk and not one.instance._state.adding:
                    inline.remove(request.user, one.instance)
                    formset.deleted_objects.append(one.instance)
            elif one.instance._state.adding:
                formset.new_objects.append(inline.add(request.user, case, one.cleaned_data))
            else:
                inline.change(request.user, one.instance, one.cleaned_data, one.changed_data)
                formset.changed_objects.append((one.instance, one.changed_data))

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """A refusal of the services is told on the page; nothing of the form was written."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as refused:
            messages.error(request, refused.detail)
            return HttpResponseRedirect(request.get_full_path())
