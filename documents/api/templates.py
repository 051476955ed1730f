"""`/api/docs/templates`: the library."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.pagination import CursorPage, paged
from core.api.parameters import LIST_PARAMETERS, SEARCH, page_of
from core.api.schema import answer_example, problems
from core.api.views import ApiView
from documents import selectors
from documents.api import examples
from documents.api.serializers import TemplateSerializer, VersionSerializer
from documents.exceptions import TemplateVersionNotFound


class TemplatePage(CursorPage):
    """Templates, newest first unless ordered by title or slug."""

    orderings = {"title": "title", "slug": "slug", "createdAt": "created_at"}


class TemplatesView(ApiView):
    """The templates that may be used."""

    @extend_schema(
        operation_id="templates_list",
        tags=["Documents"],
        parameters=[*LIST_PARAMETERS, SEARCH],
        responses={200: page_of(TemplateSerializer, "TemplatePage"), **problems(422)},
        examples=[answer_example({"results": [examples.TEMPLATE], "next": None, "previous": None})],
    )
    def get(self, request: Request) -> Response:
        templates = selectors.templates_for_listing(request.user)
        search = request.query_params.get("search", "").strip()
        if search:
            templates = templates.filter(Q(title__icontains=search) | Q(slug__icontains=search))
        return paged(request, templates, _shown, TemplatePage())


class TemplateView(ApiView):
    """One template, by slug or id."""

    @extend_schema(
        operation_id="templates_retrieve",
        tags=["Documents"],
        responses={200: TemplateSerializer, **problems(404)},
        examples=[answer_example(examples.TEMPLATE)],
    )
    def get(self, request: Request, template_id: str) -> Response:
        return Response(TemplateSerializer(selectors.template_get(request.user, template_id)).data)


class VersionView(ApiView):
    """One published version of a template, by number or `latest`."""

    @extend_schema(
        operation_id="template_versions_retrieve",
        tags=["Documents"],
        responses={200: VersionSerializer, **problems(404)},
        examples=[answer_example(examples.VERSION)],
    )
    def get(self, request: Request, template_id: str, version: str) -> Response:
        if version != "latest" and not (version.isascii() and version.isdigit() and len(version) < 10):
            raise TemplateVersionNotFound('A version is a whole number, or "latest".')
        return Response(VersionSerializer(selectors.version_get(request.user, template_id, version)).data)


def _shown(rows: list[Any]) -> Any:
    return TemplateSerializer(rows, many=True).data
