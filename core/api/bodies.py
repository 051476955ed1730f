"""What two requests must have alike to be the same request."""

from __future__ import annotations

import hashlib
import json

from django.core.files.uploadedfile import UploadedFile
from rest_framework.request import Request


def body_of(request: Request) -> bytes:
    """The body as it counts for Idempotency-Key: its bytes; of a form its fields and the files' contents, since what
    stands between the parts is another each time it is sent. Raises as parsing does.
    """
    if request.content_type.partition(";")[0].strip().lower() != "multipart/form-data":
        return bytes(request._request.body)
    request.data  # noqa: B018 - reading it parses the form
    files = [[name, [_told(one) for one in values]] for name, values in sorted(request.FILES.lists())]
    fields = [[name, values] for name, values in sorted(request.POST.lists()) if name not in request.FILES]
    return json.dumps({"fields": fields, "files": files}).encode()


def _told(file: UploadedFile) -> list[str | None]:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return [file.name, file.content_type, digest.hexdigest()]
