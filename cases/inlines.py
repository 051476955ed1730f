"""What hangs on a case, as rows of its form in the admin. Each inline names the services that write it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.options import InlineModelAdmin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import StackedInline, TabularInline
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextInputWidget

from accounts.models import User
from cases import cleaning, services
from cases.constants import MANUAL_HOLD, HeldAction
from cases.models import Assignment, Case, CaseHold, Entity, Party
from core.errors import InvalidInput

ENTITY_FIELDS = (
    "name", "legal_form", "trade_names", "registration_number", "tin", "principal_office",
    "primary_purpose", "fiscal_year_end", "incorporated_on", "details",
)  # fmt: skip


def _text(label: str, *, required: bool = False, longest: int = 255) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=longest, widget=UnfoldAdminTextInputWidget())


class CheckedForm(forms.ModelForm):
    """Tells what `cases.cleaning` refuses beside its field."""

    checks: dict[str, Any] = {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for field, check in self.checks.items():
            try:
                if cleaned.get(field):
                    check(cleaned[field])
            except InvalidInput as refused:
                self.add_error(field, refused.errors[0].detail)
        return cleaned


class PartyForm(CheckedForm):
    """A party with its present name, TIN and address; earlier ones are kept."""

    checks = {
        "role": cleaning.role,
        "mobile": cleaning.mobile,
        "tin": cleaning.tin,
        "birth_date": cleaning.birth_date,
    }
    name = _text("Name", required=True)
    tin = _text("TIN", longest=20)
    address = _text("Address", longest=500)

    class Meta:
        model = Party
        fields = (
            "kind", "role", "email", "mobile", "nationality", "birth_date", "civil_status"
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        party = self.instance
        if not party._state.adding:
            self.initial |= {"name": party.name, "tin": party.tin, "address": party.address}
            self.fields["kind"].disabled = True


class PartyInline(StackedInline):
    """People and organizations."""

    model = Party
    form = PartyForm
    extra = 0
    fields = (
        ("kind", "role"), ("name", "tin"), ("email", "mobile"), "address",
        ("nationality", "birth_date", "civil_status"),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Party]:
        present = super().get_queryset(request).filter(removed_at__isnull=True)
        return present.prefetch_related("names", "identifiers", "addresses")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        # Django refuses to tick Delete on a row that others protect; here the tick removes without deleting.
        formset.form = type("PresentPartyForm", (formset.form,), {"hand_clean_DELETE": lambda form: None})
        return formset

    @staticmethod
    def add(actor: User, case: Case, data: dict[str, Any]) -> models.Model:
        wanted = (*PartyForm.Meta.fields, "name", "tin", "address")
        return services.party_add(actor=actor, case=case, **{field: data[field] for field in wanted})

    @staticmethod
    def change(actor: User, row: Party, data: dict[str, Any], changed: list[str]) -> None:
        services.party_update(actor=actor, party=row, changes={field: data[field] for field in changed})

    @staticmethod
    def remove(actor: User, row: Party) -> None:
        services.party_remove(actor=actor, party=row)


class EntityForm(CheckedForm):
    """The company."""

    checks = {
        "tin": cleaning.tin,
        "principal_office": cleaning.office,
        "fiscal_year_end": cleaning.fiscal_year_end,
        "trade_names": lambda value: cleaning.lines(value, "/tradeNames", longest=255),
    }

    class Meta:
        model = Entity
        fields = ENTITY_FIELDS

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        for field, kind in (("trade_names", list), ("principal_office", dict), ("details", dict)):
            if cleaned.get(field) and not isinstance(cleaned[field], kind):
                self.add_error(field, "This must be a list." if kind is list else "This must be an object.")
        return super().clean()


class EntityInline(StackedInline):
    """The corporation or business of the case."""

    model = Entity
    form = EntityForm
    extra = 0
    max_num = 1
    can_delete = False
    fields = ENTITY_FIELDS

    @staticmethod
    def add(actor: User, case: Case, data: dict[str, Any]) -> models.Model:
        empty: dict[str, Any] = {"trade_names": [], "principal_office": {}, "details": {}}
        given = {field: data[field] or empty.get(field, data[field]) for field in ENTITY_FIELDS}
        return services.entity_put(actor=actor, case=case, **given)

    @staticmethod
    def change(actor: User, row: Entity, data: dict[str, Any], changed: list[str]) -> None:
        EntityInline.add(actor, row.case, data)

    @staticmethod
    def remove(actor: User, row: Entity) -> None:
        """Never asked for: an entity is not taken away."""


class AssignmentInline(TabularInline):
    """The lawyers of the case; admins change them, lawyers read them."""

    model = Assignment
    extra = 0
    fields = ("lawyer", "role")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        return super().get_queryset(request).select_related("lawyer")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "lawyer":
            kwargs["queryset"] = User.objects.filter(role=User.Role.LAWYER, is_active=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @staticmethod
    def add(actor: User, case: Case, data: dict[str, Any]) -> models.Model:
        return services.assignment_add(actor=actor, case=case, lawyer=data["lawyer"], role=data["role"])

    @staticmethod
    def change(actor: User, row: Assignment, data: dict[str, Any], changed: list[str]) -> None:
        before = Assignment.objects.select_related("lawyer", "case").get(pk=row.pk)
        if before.lawyer_id != data["lawyer"].pk:
            services.assignment_remove(actor=actor, case=before.case, lawyer=before.lawyer)
        services.assignment_add(actor=actor, case=before.case, lawyer=data["lawyer"], role=data["role"])

    @staticmethod
    def remove(actor: User, row: Assignment) -> None:
        services.assignment_remove(actor=actor, case=row.case, lawyer=row.lawyer)


class HoldForm(forms.ModelForm):
    """A hold placed by hand."""

    blocks = forms.MultipleChoiceField(choices=HeldAction.choices, widget=UnfoldAdminCheckboxSelectMultipleWidget())

    class Meta:
        model = CaseHold
        fields = ("blocks", "reason")


class HoldInline(TabularInline):
    """What is open. Staff place and clear their own holds here; the others end with what caused them."""

    model = CaseHold
    form = HoldForm
    fk_name = "case"
    extra = 0
    fields = ("kind", "blocks", "reason", "placed_by", "created_at")
    readonly_fields = ("kind", "placed_by", "created_at")
    verbose_name = "hold"
    verbose_name_plural = "open holds (tick Delete to clear one that was placed by hand)"

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseHold]:
        return super().get_queryset(request).filter(cleared_at__isnull=True).select_related("placed_by")

    @staticmethod
    def add(actor: User, case: Case, data: dict[str, Any]) -> models.Model:
        hold = CaseHold(case=case)
        return services.hold_place(
            actor=actor,
            case=case,
            kind=MANUAL_HOLD,
            ref=str(hold.pk),
            blocks=data["blocks"],
            reason=data["reason"],
        )

    @staticmethod
    def change(actor: User, row: CaseHold, data: dict[str, Any], changed: list[str]) -> None:
        raise InvalidInput("A hold is not changed: clear it and place another.")

    @staticmethod
    def remove(actor: User, row: CaseHold) -> None:
        if row.kind != MANUAL_HOLD:
            raise InvalidInput(f"Settle what caused it, then the hold ends by itself: {row.reason}")
        services.hold_clear(actor=actor, hold=row)


INLINES: list[type[InlineModelAdmin[Any, Any]]] = [EntityInline, PartyInline, AssignmentInline, HoldInline]
