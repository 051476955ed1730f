"""`GET /api/cases`: filters, search, order, pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import DateField, QuerySet, Value
from django.db.models.functions import Coalesce
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from cases import selectors
from cases.constants import CaseKind
from cases.models import Case
from cases.states import STATUSES
from core.api.pagination import CursorPage
from core.api.parameters import LIST_PARAMETERS, SEARCH
from core.errors import InvalidInput
from core.ids import parse_id

NO_DUE_DATE = dt.date(9999, 12, 31)
PARAMETERS = [
    *LIST_PARAMETERS,
    SEARCH,
    OpenApiParameter("kind", str, enum=CaseKind.values),
    OpenApiParameter("status", str, enum=[word for word, _ in STATUSES]),
    OpenApiParameter("lawyer", str, description="Id of a lawyer who is assigned."),
    OpenApiParameter("client", str, description="Id of the client."),
]


class CasePage(CursorPage):
    """Cases, newest first unless asked otherwise; those without a due date stand after those with one."""

    orderings = {"createdAt": "created_at", "updatedAt": "updated_at", "number": "number", "dueDate": "due_order"}


class TimelinePage(CursorPage):
    """Entries of the record, newest first."""

    ordering = ("-at", "-id")
    orderings = {"at": "at"}


def listed(request: Request) -> QuerySet[Case]:
    """The visible cases that the query asks for. Raises InvalidInput for a filter that makes no sense."""
    asked = request.query_params
    cases = selectors.filtered(
        selectors.for_listing(request.user),
        kind=_word(asked, "kind", CaseKind.values),
        status=_word(asked, "status", [word for word, _ in STATUSES]),
        lawyer_id=_id(asked, "lawyer"),
        client_id=_id(asked, "client"),
    )
    if "dueDate" in asked.get("ordering", ""):
        # Null has no place in a cursor.
        cases = cases.annotate(due_order=Coalesce("due_date", Value(NO_DUE_DATE), output_field=DateField()))
    return selectors.searched(cases, asked.get("search", ""))


def _word(asked: Any, name: str, known: list[str]) -> str | None:
    text = asked.get(name) or None
    if text is not None and text not in known:
        raise InvalidInput.at(f"/{name}", "unknown-value", f"{name} is one of: {', '.join(known)}.")
    return text


def _id(asked: Any, name: str) -> Any:
    text = asked.get(name) or None
    if text is None:
        return None
    found = parse_id(text)
    if found is None:
        raise InvalidInput.at(f"/{name}", "invalid", f"{name} is an id.")
    return found
