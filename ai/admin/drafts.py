"""Drafts in the admin: lawyers read them and mend their text; each edit goes through the service and is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from ai import selectors, services
from ai.models import Draft
from ai.services.editing import LONGEST_SECTION
from core.admin import ListAdmin

SECTION = "section_"


class DraftForm(forms.ModelForm):
    """One text field for each section of the draft, and a note on the edit."""

    note = forms.CharField(required=False, max_length=500, label="Note on this edit", widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = Draft
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for index, section in enumerate(self.instance.sections):
            self.fields[f"{SECTION}{index}"] = forms.CharField(
                label=section["title"],
                initial=section["text"],
                required=False,
                strip=False,
                max_length=LONGEST_SECTION,
                widget=UnfoldAdminTextareaWidget(attrs={"rows": 12}),
            )

    def edited_sections(self) -> list[dict[str, str]]:
        """The sections whose text was changed in the form; a browser's line ends are not a change."""
        given = [
            (section, self.cleaned_data[f"{SECTION}{index}"].replace("\r\n", "\n"))
            for index, section in enumerate(self.instance.sections)
        ]
        return [{"key": section["key"], "text": text} for section, text in given if text != section["text"]]


@admin.register(Draft)
class DraftAdmin(ListAdmin):
    """Drafts that the user may see; their text can be edited, nothing else."""

    form = DraftForm
    list_display = ("title", "case", "author", "model", "quality_of", "is_degraded", "created_at")
    list_filter = ("type", "degraded")
    list_select_related = ("case", "author")
    search_fields = ("title", "type")
    ordering = ("-created_at",)
    show_full_result_count = False
    readonly_fields = (
        "case",
        "author",
        "created_at",
        "updated_at",
        "tone",
        "locale",
        "model",
        "prompt_version",
        "is_degraded",
        "cached",
        "quality",
        "said",
        "edits_so_far",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Draft]:
        return selectors.visible_to(request.user)  # type: ignore[arg-type]

    def get_fieldsets(self, request: HttpRequest, obj: Draft | None = None) -> Any:
        sections = [f"{SECTION}{index}" for index, _ in enumerate(obj.sections if obj else [])]
        return [
            ("About", {"fields": [("case", "author"), ("created_at", "updated_at"), "quality", "said"]}),
            ("Text", {"fields": [*sections, "note"]}),
            (
                "How it was made",
                {
                    "fields": [
                        ("model", "prompt_version"),
                        ("tone", "locale"),
                        ("is_degraded", "cached"),
                        "edits_so_far",
                    ],
                    "classes": ["collapse"],
                },
            ),
        ]

    def get_form(self, request: HttpRequest, obj: Draft | None = None, change: bool = False, **kwargs: Any) -> Any:
        return self.form  # its fields depend on the draft, so the admin's form factory has nothing to add

    def save_model(self, request: HttpRequest, obj: Draft, form: DraftForm, change: bool) -> None:
        services.draft_edit(
            actor=request.user,  # type: ignore[arg-type]
            draft=obj,
            sections=form.edited_sections(),
            note=form.cleaned_data["note"],
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Draft | None = None) -> bool:
        return False

    @admin.display(description="Clause library", boolean=True)
    def is_degraded(self, draft: Draft) -> bool:
        """Whether the clause library wrote it and no model."""
        return draft.degraded

    @admin.display(description="Quality", ordering="quality_score")
    def quality_of(self, draft: Draft) -> str:
        """The score as the draft was made."""
        return "-" if draft.quality_score is None else f"{draft.quality_score}"

    @admin.display(description="Quality, as made")
    def quality(self, draft: Draft) -> str:
        """The score with each check and how much of it passed."""
        if draft.quality_score is None:
            return "Not checked."
        lines = (
            (one["name"].replace("-", " "), f"{one['items'] - len(one['failed'])} of {one['items']}")
            if one["items"]
            else (one["name"].replace("-", " "), "nothing to check")
            for one in draft.checks
        )
        return format_html(
            "<strong>{} of 100</strong><ul>{}</ul>",
            draft.quality_score,
            format_html_join("", "<li>{}: {}</li>", lines),
        )

    @admin.display(description="To be looked at")
    def said(self, draft: Draft) -> str:
        """The warnings, one a line."""
        if not draft.warnings:
            return "Nothing."
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((one,) for one in draft.warnings)))

    @admin.display(description="Edits")
    def edits_so_far(self, draft: Draft) -> str:
        """Who edited when, oldest first."""
        edits = draft.edits.select_related("editor")
        if not edits:
            return "None."
        lines = ((edit.created_at.astimezone().strftime("%Y-%m-%d %H:%M"), edit.editor, edit.note) for edit in edits)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} {} {}</li>", lines))
