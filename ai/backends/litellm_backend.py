"""Any language model that litellm knows, behind our own retries, limits of time and error mapping.

Settings: all of `config/settings/ai.py`.
"""

from __future__ import annotations

import functools
import os
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import structlog
from django.conf import settings

from ai import answers
from ai.backends.base import Completion, DraftAnswer, DraftingBackend, DraftRequest, Message
from ai.constants import LITELLM
from ai.exceptions import AnswerBroken, AnswerWithheld
from ai.prompts import drafting
from core.backends import (
    DEFAULT_RETRY_AFTER_SECONDS,
    LONGEST_PAUSE_SECONDS,
    BackendError,
    NotAuthorised,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    Retryable,
)
from core.http import GuardedClient

log = structlog.get_logger(__name__)
TOKENS_A_MESSAGE = 16
_NO_WORDS = ("content_filter", "tool_calls", "function_call", "length")  # ends of an answer that say why there are none
_PRICELESS: set[str] = set()  # models of which the log was told already that nobody knows their price
NO_KEY = "none"  # a server of one's own wants none, and the client library insists on one


class LiteLLMBackend(DraftingBackend):
    """Asks the configured model, then each fallback."""

    name = LITELLM
    sends_data_out = True
    degraded = False

    def __init__(self) -> None:
        self._api_base: str = settings.LLM_API_BASE
        self._api_key: str = settings.LLM_API_KEY
        self._timeout: float = settings.LLM_TIMEOUT_SECONDS
        self._retries: int = settings.LLM_MAX_RETRIES
        self._stream_seconds: float = settings.LLM_STREAM_SECONDS
        self._most_out: int = settings.LLM_MAX_OUTPUT_TOKENS
        self.per_minute = settings.LLM_LIMIT_PER_MINUTE
        self._models = (settings.LLM_MODEL, *settings.LLM_FALLBACK_MODELS)

    @property
    def models(self) -> tuple[str, ...]:
        return self._models

    @property
    def longest_seconds(self) -> float:  # type: ignore[override]
        """Every model with all its tries and the pauses between them."""
        tries = len(self._models) * (self._retries + 1)
        return tries * (self._timeout + LONGEST_PAUSE_SECONDS) + self._stream_seconds

    def price(self, model: str, tokens_in: int, tokens_out: int) -> Decimal:
        """By LLM_PRICE_IN and LLM_PRICE_OUT where set, else by litellm's list of prices; 0 for a model not in it."""
        return self._price(model, tokens_in, tokens_out) or Decimal(0)

    def _price(self, model: str, tokens_in: int, tokens_out: int) -> Decimal | None:
        if settings.LLM_PRICE_IN or settings.LLM_PRICE_OUT:
            pesos = settings.LLM_PRICE_IN * tokens_in + settings.LLM_PRICE_OUT * tokens_out
            return Decimal(pesos) / 1_000_000
        try:
            dollars = sum(_litellm().cost_per_token(model, prompt_tokens=tokens_in, completion_tokens=tokens_out))
        except Exception as error:  # its list knows many models and not all
            if model not in _PRICELESS:
                _PRICELESS.add(model)
                log.warning("llm.price.unknown", model=model, error=type(error).__name__)
            return None
        return Decimal(str(dollars)) * settings.LLM_PESOS_PER_DOLLAR

    def most(self, prompt: Sequence[Message]) -> tuple[int, Decimal | None]:
        """No token is shorter than a byte; a message costs a few more for its role."""
        tokens_in = sum(len(one["content"].encode()) + TOKENS_A_MESSAGE for one in prompt)
        prices = [self._price(model, tokens_in, self._most_out) for model in self._models]
        known = [price for price in prices if price is not None]
        return tokens_in + self._most_out, max(known) if len(known) == len(prices) else None

    def prompt_version(self, request: DraftRequest) -> str:
        return request.guidance.version

    def prompt(self, request: DraftRequest) -> list[Message]:
        return drafting.messages(request)

    def draft(self, request: DraftRequest) -> DraftAnswer:
        completion = self.complete(self.prompt(request))
        sections, warnings = answers.read_sections(completion.text, request.sections)
        if completion.cut_off:
            warnings.append("The model stopped at its length limit; the end of the draft may be missing.")
        return DraftAnswer(sections, tuple(warnings), completion.model, completion.tokens_in, completion.tokens_out)

    def complete(self, messages: Sequence[Message]) -> Completion:
        """From the first model that gives an answer."""
        return self._from_first("complete", lambda model, key: self._complete(model, messages, key))

    def stream(self, messages: Sequence[Message], tell: Callable[[str], None]) -> Completion:
        """From the first model that begins one; no other model, and no second try, goes on with what was begun."""
        return self._from_first("stream", lambda model, key: self._stream(model, messages, key, tell))

    def _from_first(self, operation: str, ask: Callable[[str, str], Completion]) -> Completion:
        failure: BackendError = Retryable("No language model is configured.")
        key = uuid.uuid4().hex
        for model in self._models:
            call = functools.partial(ask, model, f"{key}-{model}")
            try:
                return self.guarded(operation, call, retries=self._retries, target=model)
            except OutcomeUnknown:
                raise
            except BackendError as error:
                failure = error
        raise failure

    def _complete(self, model: str, messages: Sequence[Message], key: str) -> Completion:
        answer = self._ask(model, messages, key)
        choice = answer.choices[0]
        text, usage = choice.message.content, getattr(answer, "usage", None)
        if not isinstance(text, str) or not text.strip():
            raise _wordless(model, usage, withheld=_is_withheld(choice.message, choice.finish_reason))
        return _completion(text, model, usage, choice.finish_reason)

    def _stream(self, model: str, messages: Sequence[Message], key: str, tell: Callable[[str], None]) -> Completion:
        told: list[str] = []
        usage, finish, withheld = None, None, False
        until = time.monotonic() + self._stream_seconds
        try:
            answer = self._ask(model, messages, key, stream=True, stream_options={"include_usage": True})
            for chunk in answer:
                usage = getattr(chunk, "usage", None) or usage
                for choice in chunk.choices[:1]:
                    finish = choice.finish_reason or finish
                    withheld = withheld or _is_withheld(choice.delta, finish)
                    if isinstance(piece := choice.delta.content, str) and piece:
                        told.append(piece)
                        tell(piece)
                if time.monotonic() > until:
                    raise TimeoutError("The answer took too long.")
            # litellm makes up an end where the provider hung up; what the provider itself said it keeps here.
            if not (answer.received_finish_reason or answer.intermittent_finish_reason):
                raise ConnectionError("The answer ended before its end.")
        except Exception as error:
            if not "".join(told).strip():
                raise
            log.warning("llm.stream.broken", error=type(error).__name__, characters=sum(map(len, told)))
            detail = "The AI broke off in the middle of its answer. Ask again."
            raise AnswerBroken(detail, model=model, tokens=_counted(usage, model, messages, "".join(told))) from error
        text = "".join(told)
        if not text.strip():
            raise _wordless(model, usage, withheld=withheld)
        return _completion(text, model, usage, finish)

    def _ask(self, model: str, messages: Sequence[Message], key: str, **more: Any) -> Any:
        self.tries += 1
        return _litellm().completion(
            model=model,
            messages=list(messages),
            timeout=self._timeout,
            max_tokens=self._most_out,
            api_base=self._api_base or None,
            api_key=self._api_key or (NO_KEY if self._api_base else None),
            extra_headers={"Idempotency-Key": key},
            num_retries=0,
            max_retries=0,  # repeating is the business of our base
            **more,
        )

    def _translate(self, error: Exception) -> BackendError:
        """litellm's exceptions carry a status; whatever else comes out of it is an answer that could not be read."""
        status = _status(error)
        log.warning("llm.failed", error=type(error).__name__, status=status)
        if status in (401, 403):
            return NotAuthorised("The AI provider does not accept our credentials.")
        if status == 429:
            return RateLimited("The AI provider asks us to slow down.", retry_after=_retry_after(error))
        if isinstance(status, int) and 400 <= status < 500 and status != 408:
            return Rejected("The AI provider refused the request.")
        return Retryable("The AI provider did not answer properly.", retry_after=DEFAULT_RETRY_AFTER_SECONDS)

    def _check(self) -> str:
        models = ", ".join(self._models)
        if not self._api_base:
            return f"{models} (the provider is asked only when something is to be drafted)"
        headers = {"authorization": f"Bearer {self._api_key or NO_KEY}"}
        with GuardedClient(trusted=True, timeout_seconds=min(self._timeout, 5.0), retries=0) as client:
            client.request("GET", f"{self._api_base.rstrip('/')}/models", headers=headers)
        return f"{models} answers"


def _litellm() -> Any:
    # Imported on first use: it costs 5 s and 190 MB, and without the variable it asks the network for a price list.
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    import litellm

    litellm.suppress_debug_info = True
    litellm.turn_off_message_logging = True
    litellm.telemetry = False
    return litellm


def _counted(usage: Any, model: str, messages: Sequence[Message], told: str) -> tuple[int, int]:
    """Tokens in and out of an answer that broke off: as told by the provider, else counted here, as litellm does."""
    if usage is not None:
        return _tokens(usage)
    count = _litellm().token_counter
    return count(model=model, messages=list(messages)), count(model=model, text=told)


def _is_withheld(said: Any, finish: str | None) -> bool:
    """Whether a model that gave no words meant it so: `said` is a message, or a piece of one."""
    fields = getattr(said, "provider_specific_fields", None) or {}  # where litellm puts what it has no name for
    told = [getattr(said, name, None) or fields.get(name) for name in ("refusal", "tool_calls", "function_call")]
    return any(told) or finish in _NO_WORDS


def _wordless(model: str, usage: Any, *, withheld: bool) -> BackendError:
    """An answer without words is an accident, and asked for again, unless the model meant it so."""
    if not withheld:
        return Retryable("The model's answer was empty.", retry_after=DEFAULT_RETRY_AFTER_SECONDS)
    return AnswerWithheld("The model refused to answer.", model=model, tokens=_tokens(usage))


def _tokens(usage: Any) -> tuple[int, int]:
    return int(getattr(usage, "prompt_tokens", 0) or 0), int(getattr(usage, "completion_tokens", 0) or 0)


def _completion(text: str, model: str, usage: Any, finish: str | None) -> Completion:
    tokens_in, tokens_out = _tokens(usage)
    return Completion(text, model, tokens_in, tokens_out, cut_off=finish == "length")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from: litellm drops headers on its way, and trips over some statuses."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__


def _status(error: BaseException) -> int | None:
    """The HTTP status that the provider answered with, if it answered."""
    found = (getattr(one, "status_code", None) for one in _causes(error))
    return next((status for status in found if isinstance(status, int)), None)


def _retry_after(error: BaseException) -> int | None:
    """Seconds that the provider asks us to wait, if it told (RFC 9110 section 10.2.3, seconds only)."""
    for one in _causes(error):
        headers = getattr(getattr(one, "response", None), "headers", None) or {}
        given = str(headers.get("retry-after", ""))
        if given.isascii() and given.isdigit():
            return min(int(given), 3600)
    return None
