"""Lists: `?cursor=&limit=` -> `{results, next, previous}`, by position and never by counting."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import InvalidInput

LIMIT = re.compile(r"[0-9]{1,6}")


class CursorPage(CursorPagination):
    """`next` and `previous` are absolute links; `cursor` takes the cursor in them, or such a link as a whole."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "limit"
    ordering = ("-created_at", "-id")
    orderings: dict[str, str] = {}

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: Any = None) -> list[Any] | None:
        page = super().paginate_queryset(queryset, request, view)
        self.base_url = f"{settings.PUBLIC_URL}{request.get_full_path()}"
        return page

    def get_page_size(self, request: Request) -> int:
        text = request.query_params.get("limit")
        if text in (None, ""):
            return self.page_size
        if not LIMIT.fullmatch(text) or not 1 <= int(text) <= self.max_page_size:
            raise InvalidInput.at("/limit", "out-of-range", f"limit is a whole number from 1 to {self.max_page_size}.")
        return int(text)

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        asked = request.query_params.get("ordering")
        if not asked:
            return tuple(self.ordering)
        sign, name = ("-", asked[1:]) if asked.startswith("-") else ("", asked)
        column = self.orderings.get(name)
        if column is None:
            known = ", ".join(sorted(self.orderings)) or "none"
            raise InvalidInput.at("/ordering", "unknown-ordering", f"Lists here can be ordered by: {known}.")
        return f"{sign}{column}", f"{sign}id"

    def decode_cursor(self, request: Request) -> Any:
        text = request.query_params.get("cursor", "")
        if "://" in text:
            text = (parse_qs(urlsplit(text).query).get("cursor") or [""])[0]
            query = request._request.GET.copy()
            query["cursor"] = text
            request._request.GET = query
        try:
            return super().decode_cursor(request)
        except NotFound as error:
            raise InvalidInput.at("/cursor", "invalid-cursor", "This is no cursor of this list. Begin anew.") from error

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.get_next_link(), "previous": self.get_previous_link()})


def paged(request: Request, queryset: QuerySet[Any], serialise: Any, page: CursorPage) -> Response:
    """The answer for one page of `queryset`; `serialise` turns a list of rows into a list of JSON objects."""
    rows = page.paginate_queryset(queryset, request) or []
    return page.get_paginated_response(serialise(rows))
