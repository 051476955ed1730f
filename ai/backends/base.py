"""What a drafting backend takes and gives. Backends know no ORM."""

from __future__ import annotations

import abc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ai.constants import BACKEND_KIND
from core.backends import Backend

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


@dataclass(frozen=True)
class DraftAnswer:
    """What came back, section by section; a section that nobody wrote is absent."""

    sections: Mapping[str, str] = field(repr=False)
    warnings: tuple[str, ...]
    model: str
    tokens_in: int = 0
    tokens_out: int = 0


class DraftingBackend(Backend):
    """Writes drafts: the clause library, or a language model."""

    kind = BACKEND_KIND
    sends_data_out: ClassVar[bool]
    degraded: ClassVar[bool]
    prompt_version: ClassVar[str]

    @property
    @abc.abstractmethod
    def models(self) -> tuple[str, ...]:
        """The models that are asked, the first first."""

    @abc.abstractmethod
    def prompt(self, request: DraftRequest) -> list[Message]:
        """The messages that `draft` would send; empty where none are sent."""

    @abc.abstractmethod
    def draft(self, request: DraftRequest) -> DraftAnswer:
        """Write the draft. Raises one of the six errors of `core.backends`."""
