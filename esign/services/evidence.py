"""The certificate of completion: what was signed by whom and how that is known, as data and as a PDF."""

from __future__ import annotations

import uuid

from esign.models import Envelope


def certificate_make(*, envelope_id: uuid.UUID) -> str:
    """The certificate's checksum; made once."""
    return Envelope.objects.get(pk=envelope_id).certificate_checksum
