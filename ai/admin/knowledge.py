"""The knowledge base in the admin: staff keep its sources, read the passages and try out what a question finds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
)

from ai import selectors, services
from ai.models import Passage, Source
from ai.services.knowledge import LONGEST_SOURCE
from cases import selectors as cases
from core.admin import as_written
from core.errors import DomainError

TRY_OUT_LIMIT = 10
ABOUT_TEXT = (
    "In your own words, never copied. Begin each point with a line like: ## Names of corporations [RA 11232 s.17]. "
    "What stands in the brackets is cited with the point."
)


class SourceForm(forms.ModelForm):
    """What a source is made of; documents hand down their own, so that kind is not offered."""

    kind = forms.ChoiceField(
        choices=[one for one in Source.Kind.choices if one[0] != Source.Kind.DOCUMENT], widget=UnfoldAdminSelectWidget
    )
    url = forms.URLField(
        required=False,
        max_length=500,
        assume_scheme="https",
        label="Address",
        help_text="Where the law itself can be read.",
        widget=UnfoldAdminURLInputWidget,
    )
    text = forms.CharField(
        max_length=LONGEST_SOURCE, help_text=ABOUT_TEXT, widget=UnfoldAdminTextareaWidget(attrs={"rows": 24})
    )

    class Meta:
        model = Source
        fields = ("title", "kind", "citation", "url", "locale", "text")


class TryOutForm(forms.Form):
    """A question as a client would ask it; with a case number its documents are searched too."""

    question = forms.CharField(max_length=2000, label="Question", widget=UnfoldAdminTextInputWidget)
    locale = forms.ChoiceField(
        required=False, label="Language", choices=Source.Locale.choices, widget=UnfoldAdminSelectWidget
    )
    case_number = forms.CharField(
        required=False,
        max_length=16,
        label="Case number (optional)",
        help_text="Searches the documents of this case too.",
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "2026-000123"}),
    )


@admin.register(Source)
class SourceAdmin(ModelAdmin):
    """Sources the user may see. Texts of cases come and go with their documents and are only read here."""

    form = SourceForm
    list_display = ("title", "kind", "citation", "locale", "passage_count", "in_use", "updated_at", "updated_by")
    list_filter = ("kind", "locale", "is_active")
    list_select_related = ("updated_by",)
    search_fields = ("title__istartswith", "citation__istartswith")
    search_help_text = "The beginning of a title or citation"
    ordering = ("title",)
    show_full_result_count = False
    readonly_fields = ("case", "in_use", "updated_at", "updated_by", "passages_so_far", "whole_text")
    actions_list = ("try_out",)
    actions = ("retire", "restore")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        own = Passage.objects.filter(source=OuterRef("pk")).order_by().values("source")
        counted = Coalesce(Subquery(own.annotate(total=Count("pk")).values("total")), 0)
        # Texts may be long; only the page of one source shows one.
        return selectors.sources_visible_to(request.user).annotate(passage_total=counted).defer("text")

    def get_fieldsets(self, request: HttpRequest, obj: Source | None = None) -> Any:
        text = "text" if self.has_change_permission(request, obj) else "whole_text"
        content = ("Source", {"fields": ["title", ("kind", "locale"), "citation", "url", text]})
        if obj is None:
            return [content]
        return [
            content,
            ("State", {"fields": [("in_use", "case"), ("updated_at", "updated_by")]}),
            ("Passages", {"fields": ["passages_so_far"]}),
        ]

    @display(description="Text")
    def whole_text(self, source: Source) -> SafeString:
        return as_written(source.text)

    def has_change_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.case_id is None)

    def has_delete_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Source, form: SourceForm, change: bool) -> None:
        kept = services.source_put(
            actor=request.user,  # type: ignore[arg-type]
            source=obj if change else None,
            **form.cleaned_data,
        )
        obj.pk = kept.pk

    @admin.action(description="Retire: nothing finds them any more", permissions=["change"])
    def retire(self, request: HttpRequest, chosen: QuerySet[Source]) -> None:
        """Take the chosen sources out of use."""
        self._each(request, chosen, services.source_retire, "retired")

    @admin.action(description="Put back into use", permissions=["change"])
    def restore(self, request: HttpRequest, chosen: QuerySet[Source]) -> None:
        """Put the chosen sources back into use."""
        self._each(request, chosen, services.source_restore, "back in use")

    def _each(
        self, request: HttpRequest, chosen: QuerySet[Source], change: Callable[..., Source], outcome: str
    ) -> None:
        done = 0
        for source in chosen:
            try:
                change(actor=request.user, source=source)
            except DomainError as refused:
                messages.error(request, f"{source.title}: {refused.detail}")
            else:
                done += 1
        if done:
            messages.success(request, f"{done} {'source is' if done == 1 else 'sources are'} {outcome}.")

    @action(description="Try out a question", url_path="try-out", icon="search")
    def try_out(self, request: HttpRequest) -> HttpResponse:
        """The passages that a question finds, best first, as chat would be given them."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = TryOutForm(request.GET if "question" in request.GET else None)
        found = self._found(request, form) if form.is_valid() else None
        best = found[0].score if found else 0.0
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Try out a question",
            "form": form,
            "found": found,
            "lines": [(one, round(100 * one.score / best) if best else 0) for one in found or []],
        }
        return render(request, "ai/knowledge_try_out.html", context)

    def _found(self, request: HttpRequest, form: TryOutForm) -> list[selectors.FoundPassage] | None:
        number = form.cleaned_data["case_number"].strip()
        case = cases.visible_to(request.user).filter(number=number).first() if number else None
        if number and case is None:
            form.add_error("case_number", "There is no case of that number that you may see.")
            return None
        return selectors.passages_found(
            request.user,
            form.cleaned_data["question"],
            case=case,
            locale=form.cleaned_data["locale"] or None,
            limit=TRY_OUT_LIMIT,
        )

    @display(description="Passages", ordering="passage_total")
    def passage_count(self, source: Source) -> int:
        return int(vars(source)["passage_total"])  # annotated by get_queryset

    @display(description="In use", boolean=True, ordering="is_active")
    def in_use(self, source: Source) -> bool:
        return source.is_active

    @display(description="As chat finds them")
    def passages_so_far(self, source: Source) -> SafeString | str:
        """Every passage with its heading and citation, in order."""
        if not source.is_active:
            return "None while the source is retired."
        lines = ((one.heading or "(no heading)", one.citation, one.text) for one in source.passages.all())
        return format_html(
            "<ol>{}</ol>",
            format_html_join(
                "",
                '<li style="margin-bottom: 1rem"><strong>{}</strong> {}'
                '<div style="white-space: pre-line">{}</div></li>',
                lines,
            ),
        )
