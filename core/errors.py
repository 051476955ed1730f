"""Every failure that a caller may see: one class per failure, turned into an answer by two adapters only.

`core.api.problems` writes them as RFC 9457 problem+json, `core.admin.messages` as a sentence for staff. A class
carries its kebab-case code, its HTTP status and a title; an instance adds the detail, the faults of the input and
members of its own (`extra`). `docs/problems/<code>.md` explains each code to the person who meets it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the input: a JSON Pointer (RFC 6901) from the request body, a code and a sentence."""

    pointer: str
    code: str
    detail: str


class DomainError(Exception):
    """A refusal with a name. `detail` says what happened and what to do next, in one or two sentences."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "The request was refused"
    retryable: ClassVar[bool] = False  # a job that meets it tries again later; others end in `failed` at once

    def __init__(
        self,
        detail: str = "",
        *,
        errors: Sequence[Fault] = (),
        extra: Mapping[str, Any] | None = None,
        retry_after: int | None = None,
    ) -> None:
        self.detail = detail or self.title
        self.errors = tuple(errors)
        self.extra = dict(extra or {})
        self.retry_after = retry_after
        super().__init__(self.detail)


class MalformedRequest(DomainError):
    """The body could not be parsed at all."""

    code = "malformed-request"
    status = 400
    title = "The request could not be read"


class NotAuthenticated(DomainError):
    """`challenge` says by which scheme (the answer's WWW-Authenticate, RFC 9110 section 11.6.1)."""

    code = "not-authenticated"
    status = 401
    title = "Log in first"
    challenge: ClassVar[str] = 'Bearer realm="api"'


class WebhookUnverified(NotAuthenticated):
    """Whoever sent it could not show that it is the provider; nothing was kept."""

    code = "webhook-unverified"
    title = "The signature of this call is not right"
    challenge = 'Basic realm="webhooks", charset="UTF-8"'


class Forbidden(DomainError):
    code = "forbidden"
    status = 403
    title = "You may not do this"


class NotFound(DomainError):
    """Also the answer for a row that the caller may not see, so that ids leak nothing."""

    code = "not-found"
    status = 404
    title = "There is no such thing, or it is not yours to see"


class Conflict(DomainError):
    code = "conflict"
    status = 409
    title = "This cannot be done in the present state"


class Gone(DomainError):
    code = "gone"
    status = 410
    title = "This link is no longer valid"


class BodyTooLarge(DomainError):
    code = "body-too-large"
    status = 413
    title = "The request is larger than allowed"


class InvalidInput(DomainError):
    """Parsed, but not valid; `errors` names each fault by its JSON Pointer."""

    code = "invalid-input"
    status = 422
    title = "The input is not valid"

    @classmethod
    def at(cls, pointer: str, code: str, detail: str) -> InvalidInput:
        """The common case: one fault at one place."""
        return cls(detail, errors=[Fault(pointer, code, detail)])


class TooManyRequests(DomainError):
    code = "too-many-requests"
    status = 429
    title = "Too many requests"


class ServiceUnavailable(DomainError):
    """A part we depend on (database, storage, provider) does not answer; trying again later may help."""

    code = "service-unavailable"
    status = 503
    title = "A part of the service is not available"
    retryable = True


def walk_error_classes(root: type[DomainError] = DomainError) -> list[type[DomainError]]:
    """Every error class that is loaded, the root included, in the order of their codes."""
    found = {root}
    for child in root.__subclasses__():
        found.update(walk_error_classes(child))
    return sorted(found, key=lambda one: (one.code, one.__name__))
