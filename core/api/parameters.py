"""Query parameters and pages as OpenAPI describes them."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers

LIST_PARAMETERS = [
    OpenApiParameter("cursor", str, description="Where the page begins: the cursor, or the link, of another page."),
    OpenApiParameter("limit", int, description="Rows a page, 1 to 200; 50 by default."),
    OpenApiParameter("ordering", str, description="A field's name; with a minus in front, backwards."),
]
SEARCH = OpenApiParameter("search", str, description="Words to look for.")


def page_of(serializer: type[serializers.Serializer], name: str) -> serializers.Serializer:
    """The shape of one page of such rows."""
    return inline_serializer(
        name,
        {
            "results": serializer(many=True),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
        },
    )
