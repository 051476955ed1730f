"""`GET /api/schema`: the description of every address, made once a process."""

from __future__ import annotations

import functools
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request
from rest_framework.response import Response


class SchemaView(SpectacularAPIView):
    """OpenAPI 3.1. It is the same for everybody, and takes a second to make."""

    def _get_schema_response(self, request: Request) -> Response:
        name = self._get_filename(request, None)
        return Response(data=_described(), headers={"Content-Disposition": f'inline; filename="{name}"'})


@functools.cache
def _described() -> Any:
    return SchemaGenerator().get_schema(request=None, public=True)
