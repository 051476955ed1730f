"""Forms that the user began and saved: offered on the pages from which they are opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import User
from backoffice.schema_form import without_field
from backoffice.schema_form.shape import label_of
from cases.models import Case
from documents import selectors
from documents.models import Document, SavedForm, Template, TemplateVersion

NAMED = 6  # answers without a place that are named; more are counted


@dataclass(frozen=True)
class Begun:
    """One saved form: what it is for, where it goes on, since when. `sent`: its document is being made, or failed."""

    title: str
    address: str
    began: dt.datetime
    saved: dt.datetime
    template_id: UUID
    sent: bool


@dataclass(frozen=True)
class Resumed:
    """What the form's page says of the saved form that it opened with; `saved`: when last, if that was later."""

    began: dt.datetime
    saved: dt.datetime | None
    version: int  # 0: the template has not changed since
    lost: str  # the answers for which the new version has no field, in words
    since: str  # what was made in the meantime, in words


def of_case(user: User, case: Case) -> list[Begun]:
    """The user's saved forms for this case, newest first."""
    return [_begun(saved) for saved in selectors.saved_forms(user).filter(case=case)]


def of_document(user: User, document: Document) -> list[Begun]:
    """The user's saved form for the next revision of this document."""
    return [_begun(saved) for saved in selectors.saved_forms(user).filter(document=document)]


def mark(templates: Sequence[Template], begun: Sequence[Begun]) -> None:
    """Give each template the form that was begun with it, as `begun`."""
    new = {one.template_id: one for one in begun if "/generate/" in one.address}
    for template in templates:
        template.begun = new.get(template.pk)  # type: ignore[attr-defined] # for the page alone


def resumed(saved: SavedForm, version: TemplateVersion, *, since: str) -> Resumed:
    """What to say of `saved`, whose answers stand in the form of `version` now."""
    moved = saved.template_version_id != version.pk
    began, kept = (localtime(one).replace(second=0, microsecond=0) for one in (saved.created_at, saved.updated_at))
    return Resumed(
        began,
        kept if kept != began else None,
        version=version.number if moved else 0,
        lost=_lost(saved.typed, version) if moved else "",
        since=since,
    )


def _begun(saved: SavedForm) -> Begun:
    template = saved.template_version.template
    if saved.document is not None:
        title, address = saved.document.title, reverse("admin:documents_document_revise", args=[saved.document_id])
    else:
        title = template.title
        address = reverse("admin:cases_case_generate", args=[saved.case_id, template.slug])
    return Begun(title, address, saved.created_at, saved.updated_at, template.pk, saved.order_id is not None)


def _lost(typed: Mapping[str, Any], version: TemplateVersion) -> str:
    named = list(dict.fromkeys(label_of(key) for key in without_field(version.schema, typed)))
    more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
    return ", ".join(named[:NAMED]) + more
