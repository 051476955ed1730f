"""The private link of a signer, and what was proven with it."""

from __future__ import annotations

from django.db import models

from core.models import Row
from esign.models.signers import Signer


class SignerLink(Row):
    """A link that was mailed to one signer. The row keeps the token's SHA-256 and, until the mail is on its way, the
    token under seal. With the one-time code, which goes to the same address, a browser gets a pass.
    """

    signer = models.ForeignKey(Signer, on_delete=models.PROTECT, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    sealed_token = models.BinaryField(default=b"")
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=20, blank=True)
    code_hash = models.CharField(max_length=64, blank=True)
    sealed_code = models.BinaryField(default=b"")
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    pass_hash = models.CharField(max_length=64, blank=True)
    pass_expires_at = models.DateTimeField(null=True, blank=True)
    # Unique while the link is good, null afterwards: one good link for each signer.
    open_key = models.CharField(max_length=40, null=True, unique=True, editable=False)

    def __str__(self) -> str:
        return str(self.pk)
