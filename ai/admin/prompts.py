"""Prompts in the admin: who published what and why, the difference to the text in use, and a try-out."""

from __future__ import annotations

import difflib
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from ai import selectors, services
from ai.models import PromptVersion
from ai.prompts.shipped import Prompt, purposes, shipped
from ai.selectors.analysis import policies_visible_to
from ai.services.prompts import LONGEST_PROMPT
from core.admin import ListAdmin, as_written
from core.errors import DomainError

ABOUT_TEXT = (
    "Rules on placeholders, on text from outside as data and on the form of the answer are added by the product after "
    "this text; they cannot be edited here."
)
COLOURS = {"+": "background: rgb(34 197 94 / .18)", "-": "background: rgb(239 68 68 / .18)"}


class PromptForm(forms.ModelForm):
    """A new version; the form begins with the text in use."""

    purpose = forms.ChoiceField(widget=UnfoldAdminSelectWidget)
    text = forms.CharField(
        max_length=LONGEST_PROMPT, help_text=ABOUT_TEXT, widget=UnfoldAdminTextareaWidget(attrs={"rows": 22})
    )
    note = forms.CharField(max_length=500, label="Why", widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = PromptVersion
        fields = ("purpose", "text", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "purpose" not in self.fields:
            return
        wanted = self.data.get("purpose") or self.initial.get("purpose")
        wanted = wanted if wanted in purposes() else purposes()[0]
        # One purpose a form: the text that it begins with must never be published for another by a slip of the hand.
        purpose: Any = self.fields["purpose"]
        purpose.choices = [(wanted, wanted.capitalize())]
        others = ((one, one.capitalize()) for one in purposes() if one != wanted)
        purpose.help_text = format_html(
            "Begin with the text for {}.",
            format_html_join(" or ", '<a class="underline" href="?purpose={}">{}</a>', others),
        )
        self.initial = {**self.initial, "purpose": wanted, "text": selectors.prompt_text(wanted).text}


class TryOutForm(forms.Form):
    """A request as a lawyer would write it, and the prompt that it is tried with."""

    purpose = forms.ChoiceField(label="Prompt for", widget=UnfoldAdminSelectWidget)
    guidance = forms.CharField(
        max_length=LONGEST_PROMPT,
        required=False,
        label="Its text",
        help_text="Change it here to try a text that is not published. Empty: the text in use.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8}),
    )
    text = forms.CharField(
        max_length=10_000,
        label="What is to be drafted, answered or analysed",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 5}),
    )
    locale = forms.ChoiceField(
        choices=[("en", "English"), ("fil", "Filipino")], label="Language", widget=UnfoldAdminSelectWidget
    )
    policy = forms.ChoiceField(required=False, label="Policy (for an analysis)", widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = {
            "purpose": [(one, one.capitalize()) for one in purposes()],
            "policy": [(one.slug, one.title) for one in policies_visible_to(user)],
        }
        for name, given in choices.items():
            self.fields[name].choices = given  # type: ignore[attr-defined]


@admin.register(PromptVersion)
class PromptVersionAdmin(ListAdmin):
    """For admins alone. Publishing adds a version; none is ever changed."""

    form = PromptForm
    list_display = ("version", "in_use", "note", "author", "created_at")
    list_filter = ("purpose",)
    list_select_related = ("author",)
    ordering = ("purpose", "-number")
    show_full_result_count = False
    actions = ("put_into_use",)
    actions_list = ("try_out", "back_to_shipped")
    readonly_fields = ("version", "in_use", "author", "created_at", "difference", "whole_text")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PromptVersion]:
        return selectors.prompts_visible_to(request.user)  # type: ignore[arg-type]

    def get_fieldsets(self, request: HttpRequest, obj: PromptVersion | None = None) -> Any:
        if obj is None:
            return [("New version", {"fields": ["purpose", "text", "note"]})]
        return [
            ("Version", {"fields": [("version", "in_use"), ("author", "created_at"), "note"]}),
            ("Difference", {"fields": ["difference"]}),
            ("Text", {"fields": ["whole_text"]}),
        ]

    def has_view_permission(self, request: HttpRequest, obj: PromptVersion | None = None) -> bool:
        return _is_admin(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_admin(request)

    def has_change_permission(self, request: HttpRequest, obj: PromptVersion | None = None) -> bool:
        return _is_admin(request) and obj is None  # the list's actions; a version itself is only read

    def has_delete_permission(self, request: HttpRequest, obj: PromptVersion | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: PromptVersion, form: PromptForm, change: bool) -> None:
        made = services.prompt_publish(actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        obj.pk, obj.number = made.pk, made.number

    @admin.action(description="Put back into use", permissions=["change"])
    def put_into_use(self, request: HttpRequest, chosen: QuerySet[PromptVersion]) -> None:
        """Go back to the one version that is chosen."""
        if len(chosen) != 1:
            messages.error(request, "Choose one version.")
            return
        row = chosen[0]
        self._withdraw(request, row.purpose, row.number)

    @action(description="Back to the shipped text", url_path="back-to-shipped", icon="undo")
    def back_to_shipped(self, request: HttpRequest) -> HttpResponse:
        """Ask, then take every published drafting text out of use."""
        if not _is_admin(request):
            raise PermissionDenied
        if request.method == "POST" and request.POST.get("purpose") in purposes():
            self._withdraw(request, request.POST["purpose"], None)
            return redirect(reverse("admin:ai_promptversion_changelist"))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "Back to the shipped text"}
        lines = [(one, selectors.prompt_text(one).version, shipped(one).version) for one in purposes()]
        return render(request, "ai/prompt_back.html", {**context, "lines": lines})

    def _withdraw(self, request: HttpRequest, purpose: str, number: int | None) -> None:
        try:
            note = "Chosen in the list of prompts."
            used = services.prompt_withdraw(actor=request.user, purpose=purpose, to=number, note=note)  # type: ignore[arg-type]
        except DomainError as refused:
            messages.error(request, refused.detail)
        else:
            messages.success(request, f"{used} is in use.")

    @action(description="Try out", url_path="try-out", icon="science")
    def try_out(self, request: HttpRequest) -> HttpResponse:
        """The scrubbed messages that a request would make, and on demand an answer; no draft is kept."""
        if not _is_admin(request):
            raise PermissionDenied
        form = TryOutForm(request.POST or None, user=request.user, initial=_begin_with(request.GET.get("purpose", "")))
        tried, failed = None, ""
        if form.is_valid():
            try:
                tried = services.prompt_try_out(actor=request.user, ask="ask" in request.POST, **form.cleaned_data)  # type: ignore[arg-type]
            except DomainError as refused:
                failed = refused.detail
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Try out a prompt",
            "form": form,
            "tried": tried,
            "failed": failed,
            "used": [selectors.prompt_text(one).version for one in purposes()],
            "purposes": purposes(),
            "can_ask": services.prompt_can_ask(),
        }
        return render(request, "ai/prompt_try_out.html", context)

    @display(description="In use", boolean=True)
    def in_use(self, row: PromptVersion) -> bool:
        return row.active_for is not None

    @display(description="Text")
    def whole_text(self, row: PromptVersion) -> SafeString:
        return as_written(row.text)

    @display(description="What changes")
    def difference(self, row: PromptVersion) -> SafeString | str:
        """From the text in use to this one, and for the one in use from the one before it: a unified difference,
        escaped, added and removed lines marked by sign and colour.
        """
        other = _before(row) if row.active_for is not None else selectors.prompt_text(row.purpose)
        told = list(
            difflib.unified_diff(
                other.text.splitlines(), row.text.splitlines(), other.version, row.version, lineterm="", n=2
            )
        )
        if not told:
            return f"None: it is the same text as {other.version}."
        lines = ((COLOURS.get(one[:1], ""), one or " ") for one in told)
        return format_html(
            '<div style="font-family: monospace; white-space: pre-wrap; overflow-wrap: anywhere">{}</div>',
            format_html_join("", '<div style="{}">{}</div>', lines),
        )


def _before(row: PromptVersion) -> Prompt:
    """The version before this one, or the shipped text."""
    earlier = PromptVersion.objects.filter(purpose=row.purpose, number__lt=row.number).order_by("-number").first()
    return Prompt(earlier.version, earlier.text) if earlier is not None else shipped(row.purpose)


def _begin_with(purpose: str) -> dict[str, str]:
    wanted = purpose if purpose in purposes() else purposes()[0]
    return {"purpose": wanted, "guidance": selectors.prompt_text(wanted).text}


def _is_admin(request: HttpRequest) -> bool:
    user: Any = request.user
    return bool(user.is_authenticated and user.is_active and user.role == "admin")
