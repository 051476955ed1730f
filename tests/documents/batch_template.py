"""A template of one page that renders quickly, and sheets for it."""

from __future__ import annotations

import base64

from django.utils import timezone

from documents.models import Template, TemplateVersion
from tests.documents.sheets import csv_of

MANIFEST = b"""title: Slip
category: other
execution: none
"""
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "amount"],
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "amount": {"type": "string", "pattern": "^(0|[1-9][0-9]{0,14})\\.[0-9]{2}$"},
    },
}
HEADINGS = ["name", "amount"]


def sheet(*names: str) -> bytes:
    return csv_of(HEADINGS, *[[name, "1,500.00" if name else ""] for name in names])
