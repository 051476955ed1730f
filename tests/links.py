"""Opening a file's link as somebody does who has nothing but the link."""

from __future__ import annotations

import httpx
from django.test import Client


def opened(address: str) -> tuple[int, bytes, str]:
    """(status, content, Content-Disposition): our own links by Django's client, S3's over HTTP."""
    if "/files/" in address:
        ours = Client().get("/files/" + address.split("/files/")[1])
        return ours.status_code, ours.getvalue(), ours.get("Content-Disposition", "")
    answer = httpx.get(address)
    return answer.status_code, answer.content, answer.headers.get("Content-Disposition", "")
