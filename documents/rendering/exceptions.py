"""What can go wrong between a template and its PDF."""

from __future__ import annotations

from core.errors import DomainError


class RenderFailed(DomainError):
    """The template and the data do not make a document: a text is missing, or a limit was reached."""

    code = "render-failed"
    status = 422
    title = "The document could not be rendered"


class TemplateUnsafe(DomainError):
    """The template tried to read a file, to fetch a URL or to call Python; the detail says what."""

    code = "template-unsafe"
    status = 422
    title = "The template tried something it may not do"
