"""Examples for OpenAPI."""

from __future__ import annotations

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
RESET = {"email": "liwayway@hain.example"}
RESET_CONFIRM = {"token": "pVbQ3c1kXr0yq2nH7sT9wZ4uE6mA8dLfJgKiO5xYhNs", "newPassword": "another long pass phrase"}
CONFIRM = {"token": "pVbQ3c1kXr0yq2nH7sT9wZ4uE6mA8dLfJgKiO5xYhNs"}
