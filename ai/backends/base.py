"""What a drafting backend takes and gives. Backends know no ORM."""

from __future__ import annotations

import abc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from ai.constants import BACKEND_KIND
from ai.prompts.shipped import Prompt
from core.backends import Backend

NO_PROMPT = Prompt("none-0", "")
Message = dict[str, str]  # role and content, as OpenAI's chat API has it


@dataclass(frozen=True)
class Section:
    """A section to be written: what it must say, and the clauses that stand in where no model writes it."""

    key: str
    title: str
    brief: str = ""
    required_points: tuple[str, ...] = ()
    clauses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DraftRequest:
    """What to draft. `inputs` are scrubbed already where the backend sends them out of the house."""

    title: str
    sections: Sequence[Section]
    inputs: Mapping[str, Any] = field(repr=False)
    tone: str
    locale: str
    guidance: Prompt = NO_PROMPT  # the drafting prompt in use
    passages: Sequence[Mapping[str, str]] = ()  # of the knowledge base: citation, heading, text


@dataclass(frozen=True)
class DraftAnswer:
    """What came back, section by section; a section that nobody wrote is absent."""

    sections: Mapping[str, str] = field(repr=False)
    warnings: tuple[str, ...]
    model: str
    tokens_in: int = 0
    tokens_out: int = 0


@dataclass(frozen=True)
class Completion:
    """One answer of a model."""

    text: str = field(repr=False)
    model: str
    tokens_in: int
    tokens_out: int
    cut_off: bool


class LanguageModelBackend(Backend):
    """Something that answers prompts: a language model, or what stands in for one."""

    kind = BACKEND_KIND
    sends_data_out: ClassVar[bool]
    tries: int = 0  # how often this object has asked a model
    longest_seconds: float = 0.0  # no call takes longer, all its tries and models together

    @property
    @abc.abstractmethod
    def models(self) -> tuple[str, ...]:
        """The models that are asked, the first first."""

    @abc.abstractmethod
    def complete(self, messages: Sequence[Message]) -> Completion:
        """The answer to `messages`. Raises one of the six errors of `core.backends`."""

    @abc.abstractmethod
    def stream(self, messages: Sequence[Message], tell: Callable[[str], None]) -> Completion:
        """The same, told to `tell` piece by piece while it comes. Raises OutcomeUnknown where it breaks off midway."""

    def price(self, model: str, tokens_in: int, tokens_out: int) -> Decimal:
        """What so many tokens of `model` cost, in pesos."""
        return Decimal(0)

    def most(self, prompt: Sequence[Message]) -> tuple[int, Decimal | None]:
        """The most tokens and pesos that one answer to `prompt` can cost; None for pesos where nobody knows."""
        return 0, Decimal(0)


class DraftingBackend(LanguageModelBackend):
    """Writes drafts: the clause library, or a language model."""

    degraded: ClassVar[bool]

    @abc.abstractmethod
    def prompt_version(self, request: DraftRequest) -> str:
        """The version that stands on what is made of `request`."""

    @abc.abstractmethod
    def prompt(self, request: DraftRequest) -> list[Message]:
        """The messages that `draft` would send; empty where none are sent."""

    @abc.abstractmethod
    def draft(self, request: DraftRequest) -> DraftAnswer:
        """Write the draft. Raises one of the six errors of `core.backends`."""
