"""Examples of chat for the OpenAPI page."""

from __future__ import annotations

import json
from typing import Any

_USER = "0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a01"
_CASE = "0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a11"
_CONSULTATION = "0199f3c2-61aa-7d10-8a31-8e6b7c5d4e40"
_QUESTION = "How many incorporators does a stock corporation need?"
_ANSWER = "Between one and fifteen persons may form a corporation (RA 11232 s.10)."
_REFERENCE = {
    "title": "Incorporation of stock corporations",
    "citation": "RA 11232 s.10",
    "quote": "any person, partnership, association or corporation, singly or jointly with others but not more than "
    "fifteen",
}
ASKED = {"userId": _USER, "message": _QUESTION, "context": {"caseId": _CASE}, "locale": "en"}
ANSWERED: dict[str, Any] = {
    "answer": _ANSWER,
    "references": [_REFERENCE],
    "tokensUsed": 640,
    "cached": False,
    "degraded": False,
    "consultationId": _CONSULTATION,
    "removed": 0,
    "kind": "information",
    "handOver": {"available": True, "url": f"https://hain.example/api/ai/consultations/{_CONSULTATION}/hand-over"},
    "notice": "This is general information, not legal advice. You can hand the question to the lawyer of your case.",
}
EVENTS = f'event: delta\ndata: {{"text": "{_ANSWER}"}}\n\nevent: done\ndata: {json.dumps(ANSWERED)}\n\n'
_ROW = {
    "id": _CONSULTATION,
    "title": _QUESTION,
    "caseId": _CASE,
    "userId": _USER,
    "askedBy": _USER,
    "locale": "en",
    "handedOverAt": None,
    "repliedAt": None,
    "createdAt": "2026-11-23T09:30:00+08:00",
    "updatedAt": "2026-11-23T09:30:00+08:00",
}
CONSULTATIONS = {"results": [_ROW], "next": None, "previous": None}
_MESSAGE = {"references": [], "removed": 0, "degraded": False, "cached": False, "createdAt": _ROW["createdAt"]}
CONSULTATION = {
    **_ROW,
    "messages": [
        {"number": 1, "role": "user", "text": _QUESTION, "author": "Clara Kliyente", **_MESSAGE},
        {"number": 2, "role": "assistant", "text": _ANSWER, "author": None, **_MESSAGE, "references": [_REFERENCE]},
    ],
}
HAND_OVER = {"note": "We would like to file this week."}
HANDED_OVER = {**_ROW, "handedOverAt": "2026-11-23T09:45:00+08:00"}
