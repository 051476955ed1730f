"""Reading drafts and what can be drafted."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

import jsonschema
from django.db.models import Q, QuerySet

from accounts.models import User
from ai.backends.base import Section
from ai.constants import FREEFORM, FREEFORM_SECTIONS, FREEFORM_TITLE
from ai.exceptions import DraftTypeNotFound
from ai.models import Draft, DraftType
from cases import selectors as cases
from core.errors import NotFound

MOST_WARNINGS = 50


def visible_to(user: User) -> QuerySet[Draft]:
    """Drafts on a case are for its lawyers and for admins; a draft without a case is its author's own."""
    drafts = Draft.objects.select_related("case", "author")
    if not user.is_authenticated or not user.is_active:
        return drafts.none()
    if user.role == User.Role.ADMIN:
        return drafts
    own = Q(case__isnull=True, author=user)
    if user.role == User.Role.LAWYER:
        return drafts.filter(own | Q(case__in=cases.visible_to(user)))
    return drafts.filter(own) if user.role == User.Role.CLIENT else drafts.none()


def draft_get(user: User, draft_id: uuid.UUID) -> Draft:
    """One draft. Raises NotFound also for one that the user may not see."""
    draft = visible_to(user).filter(pk=draft_id).first()
    if draft is None:
        raise NotFound
    return draft


def draft_type_get(slug: str, version: int | None = None) -> DraftType:
    """What can be drafted under `slug`: the version named, else the newest. Raises DraftTypeNotFound."""
    if slug == FREEFORM and version is None:
        return DraftType(slug=FREEFORM, version=0, title=FREEFORM_TITLE, sections=FREEFORM_SECTIONS)
    found = DraftType.objects.filter(slug=slug)
    if version is not None:
        found = found.filter(version=version)
    newest = found.order_by("-version").first()
    if newest is None:
        raise DraftTypeNotFound(f"There is nothing to draft called {slug!r}. Use a template's slug, or {FREEFORM!r}.")
    return newest


def sections_of(draft_type: DraftType) -> list[Section]:
    """The declared sections; a type that declares none is drafted as one text."""
    declared = [
        Section(
            key=one["key"],
            title=one.get("title") or one["key"],
            brief=one.get("brief") or "",
            required_points=tuple(one.get("requiredPoints") or ()),
            clauses=one.get("clauses") or {},
        )
        for one in draft_type.sections
    ]
    return declared or [Section(key="body", title=draft_type.title, brief="The whole paper.")]


def missing_inputs(schema: dict[str, Any], inputs: Any) -> list[str]:
    """A sentence for each member that the schema requires and the inputs do not have, nested ones included."""
    if not schema:
        return []
    errors: Iterable[jsonschema.ValidationError] = jsonschema.Draft202012Validator(schema).iter_errors(inputs)
    pointers: set[str] = set()
    for error in errors:
        if error.validator == "required" and isinstance(error.instance, dict):
            base = "".join(f"/{part}" for part in error.absolute_path)
            required: Any = error.validator_value
            pointers |= {f"{base}/{name}" for name in required if name not in error.instance}
    told = [f"The inputs do not give {pointer}." for pointer in sorted(pointers)]
    return (
        told
        if len(told) <= MOST_WARNINGS
        else [*told[:MOST_WARNINGS], f"{len(told) - MOST_WARNINGS} more are missing."]
    )
