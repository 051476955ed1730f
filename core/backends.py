"""One shape for every outside party.

A vendor writes `_check`, `_complete` and so on and knows nothing of retries; the public methods of its base call them
through `Backend.guarded`, which times every try, repeats those that may be repeated, counts, logs one line without
contents and maps every failure to one of six errors. A party that fails repeatedly rests (`core.resilience`).
"""

from __future__ import annotations

import abc
import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar, TypeVar

import structlog
import tenacity
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from prometheus_client import Counter, Histogram

from core import resilience, stopping
from core.errors import DomainError

log = structlog.get_logger(__name__)
T = TypeVar("T")
TRIES = Counter(
    "hain_backend_tries_total", "Tries of calls to outside parties", ["kind", "backend", "operation", "outcome"]
)
SECONDS = Histogram("hain_backend_seconds", "Seconds a try took", ["kind", "backend", "operation"])
FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 4.0
DEFAULT_RETRY_AFTER_SECONDS = 5


class BackendError(DomainError):
    """An outside party did not do what was asked. Exactly six kinds exist, and callers act on the kind."""

    code = "backend-failed"
    status = 502
    title = "An outside service failed"


class Retryable(BackendError):
    """It did not answer, or answered that it cannot now; nothing was done there, so the same call may be repeated."""

    code = "backend-unavailable"
    status = 503
    title = "An outside service does not answer at the moment"
    retryable = True


class Resting(Retryable):
    """It failed too often a moment ago and is not asked at all until `retry_after` seconds have passed."""

    code = "backend-resting"
    title = "An outside service failed repeatedly and is given a pause"


class RateLimited(BackendError):
    """It asks us to slow down; `retry_after` says for how many seconds, where it told."""

    code = "backend-rate-limited"
    status = 503
    title = "An outside service asks us to slow down"
    retryable = True


class Rejected(BackendError):
    """It understood and refused; the same call will be refused again."""

    code = "backend-rejected"
    status = 502
    title = "An outside service refused the request"


class NotAuthorised(BackendError):
    """It does not accept our credentials, or they do not allow this."""

    code = "backend-not-authorised"
    status = 502
    title = "An outside service does not accept our credentials"


class Unsupported(BackendError):
    """It cannot do this at all."""

    code = "backend-unsupported"
    status = 501
    title = "The configured service cannot do this"


class OutcomeUnknown(BackendError):
    """The connection ended after the request was sent: it may or may not have happened. Reconcile, never repeat."""

    code = "backend-outcome-unknown"
    status = 504
    title = "It is not known whether the outside service did what was asked"


@dataclass(frozen=True)
class CheckResult:
    """What `check()` found: whether the party answers, a sentence without secrets, and how long it took."""

    ok: bool
    detail: str
    milliseconds: float


class Backend(abc.ABC):
    """One outside party, or the built-in that stands in its place. Knows no ORM."""

    kind: str
    name: str
    simulated: ClassVar[bool] = False  # only pretends to do the work; production refuses it
    per_minute: int = 0  # the most calls a minute that we send; 0: no limit of ours
    verified_live: ClassVar[bool] = True  # False: written from public documents, never run against the real vendor

    @abc.abstractmethod
    def _check(self) -> str:
        """Ask the party something harmless; give a sentence about it, raise one of the six errors if it fails."""

    def _translate(self, error: Exception) -> BackendError | None:
        """The vendor's exception as one of the six, or None for what is no failure of the vendor."""
        if isinstance(error, TimeoutError | ConnectionError):
            return Retryable(f"{self.name} did not answer.", retry_after=DEFAULT_RETRY_AFTER_SECONDS)
        return None

    def check(self) -> CheckResult:
        """Whether the party can be reached with the configured address and credentials. Never raises."""
        started = time.monotonic()
        try:
            detail, ok = self._try_once("check", self._check), True
        except DomainError as error:
            detail, ok = error.detail, False
        except Exception as error:
            log.exception("backend.check.crashed", kind=self.kind, backend=self.name)
            detail, ok = f"the check itself failed ({type(error).__name__})", False
        return CheckResult(ok, detail, round((time.monotonic() - started) * 1000, 1))

    def guarded(self, operation: str, call: Callable[[], T], *, retries: int = 0, target: str = "") -> T:
        """The result of `call`, repeated up to `retries` times where that is safe.

        Only Retryable and RateLimited are repeated, after a growing pause with jitter, or after the pause that the
        party asked for if that is short. Behind one backend may stand several parties (models): `target` names the
        one that is called, so that each rests by itself. Raises one of the six errors (Resting where the party is not
        asked), or what `call` raised if it is none of them.
        """
        party = self.party(target)
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(retries + 1),
            retry=tenacity.retry_if_exception(worth_repeating),
            wait=pause_before_retry,
            reraise=True,
        )
        result: T = retrying(self._admitted, party, operation, call)
        return result

    def party(self, target: str = "") -> str:
        """The name under which the breaker and the limit know what stands behind `target`."""
        return ":".join(part for part in (self.kind, self.name, target) if part)

    @contextlib.contextmanager
    def admitted(self, party: str) -> Iterator[None]:
        """Run a try if the party is not resting and our limit allows it. Raises Resting and RateLimited, and
        WorkStopped in a job that was stopped meanwhile.
        """
        stopping.check()
        wait = resilience.limited(party, per_minute=self.per_minute)
        if wait is not None:
            raise RateLimited(f"Our own limit of calls to {self.name} is reached.", retry_after=wait)
        try:
            with resilience.passing(party, counts=_is_the_partys_fault):
                yield
        except resilience.PartyResting as resting:
            raise Resting(
                f"{self.name} failed repeatedly and is given a pause of {resting.seconds} s.",
                retry_after=resting.seconds,
            ) from None

    def _admitted(self, party: str, operation: str, call: Callable[[], T]) -> T:
        with self.admitted(party):
            return self._try_once(operation, call)

    def _try_once(self, operation: str, call: Callable[[], T]) -> T:
        started = time.monotonic()
        outcome = "ok"
        try:
            return call()
        except BackendError as error:
            outcome = error.code
            raise
        except Exception as error:
            translated = self._translate(error)
            if translated is None:
                outcome = "crashed"
                raise
            outcome = translated.code
            raise translated from error
        finally:
            seconds = time.monotonic() - started
            TRIES.labels(self.kind, self.name, operation, outcome).inc()
            SECONDS.labels(self.kind, self.name, operation).observe(seconds)
            log.info(
                "backend.try",
                kind=self.kind,
                backend=self.name,
                operation=operation,
                outcome=outcome,
                milliseconds=round(seconds * 1000, 1),
            )


def _is_the_partys_fault(error: BaseException) -> bool:
    """Whether the breaker counts it: the party did not answer, or not properly. A refusal is an answer."""
    return isinstance(error, Retryable | OutcomeUnknown)


def worth_repeating(error: BaseException) -> bool:
    """Whether the same call may be made again, and soon."""
    if isinstance(error, RateLimited):
        return (error.retry_after or 0) <= LONGEST_PAUSE_SECONDS
    return isinstance(error, Retryable) and not isinstance(error, Resting)


_exponential = tenacity.wait_random_exponential(multiplier=FIRST_PAUSE_SECONDS, max=LONGEST_PAUSE_SECONDS)


def pause_before_retry(state: tenacity.RetryCallState) -> float:
    """Seconds before the next try: growing, with jitter, and not less than the party asked for."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, RateLimited) else None
    return max(float(asked or 0), _exponential(state))


class CheckOnly(Backend):
    """A part that we only want to see on the connections page: database, cache, queue, storage."""

    def __init__(self, *, kind: str, name: str, probe: Callable[[], str]) -> None:
        self.kind = kind
        self.name = name
        self._probe = probe

    def _check(self) -> str:
        return self._probe()

    def _translate(self, error: Exception) -> BackendError:
        return Retryable(f"{self.name} does not answer ({type(error).__name__}).")


@dataclass(frozen=True)
class Registration:
    """A backend that could be used: how to make it, and whether the settings choose it."""

    kind: str
    name: str
    factory: Callable[[], Backend]
    is_configured: Callable[[], bool]


class Registry:
    """All backends by kind and name; each room registers its own from `AppConfig.ready`."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Registration] = {}

    def register(
        self, kind: str, name: str, factory: Callable[[], Backend], *, is_configured: Callable[[], bool]
    ) -> None:
        """Enter a backend; a second entry of that kind and name replaces the first."""
        self._known[kind, name] = Registration(kind, name, factory, is_configured)

    def get(self, kind: str, name: str) -> Backend:
        """A fresh backend. Raises ImproperlyConfigured for one that nobody registered."""
        try:
            return self._known[kind, name].factory()
        except KeyError:
            names = ", ".join(sorted(other for of_kind, other in self._known if of_kind == kind)) or "none"
            raise ImproperlyConfigured(f"There is no {kind} backend {name!r}; there are: {names}.") from None

    def all_backends(self) -> list[tuple[Backend, bool]]:
        """Every backend with whether the settings choose it, ordered by kind and name."""
        return [(one.factory(), one.is_configured()) for _, one in sorted(self._known.items())]

    def refuse_simulated(self) -> None:
        """Raise ImproperlyConfigured if production is set to use a backend that only pretends."""
        if settings.ENVIRONMENT != "production":
            return
        pretending = [f"{one.kind} {one.name!r}" for one, chosen in self.all_backends() if chosen and one.simulated]
        if pretending:
            raise ImproperlyConfigured(
                f"Hain does not start in production with simulated backends: {', '.join(pretending)}."
            )


registry = Registry()
register = registry.register
get = registry.get
all_backends = registry.all_backends
refuse_simulated = registry.refuse_simulated
