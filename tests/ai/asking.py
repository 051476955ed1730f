"""Asking a question in a chat."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from ai import services
from ai.models import ConsultationMessage

QUESTION = "How many incorporators does a stock corporation need?"


def ask(actor: User, message: str = QUESTION, **more: Any) -> ConsultationMessage:
    return services.chat(actor=actor, user_id=more.pop("user_id", actor.pk), message=message, **more)
