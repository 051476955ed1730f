"""Examples for OpenAPI."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

USER = {
    "id": "0199f3c0-aaaa-7bbb-8ccc-1d2e3f4a5b6c",
    "email": "liwayway@hain.example",
    "fullName": "Liwayway dela Cruz",
    "role": "client",
    "mfaEnabled": False,
    "emailConfirmed": False,
    "locale": "en",
    "createdAt": "2026-11-23T09:30:00+08:00",
}
REGISTER = {
    "email": "liwayway@hain.example",
    "password": "a long pass phrase",
    "fullName": "Liwayway dela Cruz",
    "acceptedTerms": True,
}
LOGIN = {"email": "liwayway@hain.example", "password": "a long pass phrase"}
TOKENS = {"access": "eyJhbGciOi…", "refresh": "eyJhbGciOi…", "expiresIn": 900}
REFRESH = {"refresh": "eyJhbGciOi…"}


def asked(value: dict[str, Any]) -> OpenApiExample:
    """An example of a request body."""
    return OpenApiExample("Request", value=value, request_only=True)


def answer(value: dict[str, Any], status: int = 200) -> OpenApiExample:
    """An example of an answer."""
    return OpenApiExample("Answer", value=value, response_only=True, status_codes=[str(status)])
