"""How a document is answered with."""

from __future__ import annotations

import uuid
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from documents import selectors
from documents.api.serializers import DocumentSerializer


def documents_shown(request: Request, documents: Any, *, many: bool = False) -> Any:
    """The JSON of a document, or of many, as far as the caller may see them."""
    return DocumentSerializer(documents, many=many, context={"request": request}).data


def document_answer(request: Request, document_id: uuid.UUID, status: int = 200) -> Response:
    """The document as it is now. Raises NotFound where the caller may not see it."""
    return Response(documents_shown(request, selectors.document_get(request.user, document_id)), status=status)
