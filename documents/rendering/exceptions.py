"""What can go wrong between a template and its PDF."""

from __future__ import annotations

from core.errors import DomainError


class RenderFailed(DomainError):
    """The template and the data do not make a document: a text is missing, or a limit was reached."""

    code = "render-failed"
    status = 422
    title = "The document could not be rendered"


class RenderLimitExceeded(RenderFailed):
    """The rendering took more time or memory than one may, and was ended; it alone. The detail says which limit.

    Not tried again: the same template and data would reach the same limit.
    """

    code = "render-limit-exceeded"
    status = 422
    title = "The document takes more to render than is allowed"


class RendererDied(Exception):
    """A renderer's process ended by itself: a fault of a C library, or somebody killed it. Callers never see this."""


class ConnectionEnded(Exception):
    """The other side of a renderer's socket is gone, or says what no renderer says. Callers never see this."""


class TemplateUnsafe(DomainError):
    """The template tried to read a file, to fetch a URL or to call Python; the detail says what."""

    code = "template-unsafe"
    status = 422
    title = "The template tried something it may not do"
