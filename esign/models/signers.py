"""One person of an envelope."""

from __future__ import annotations

from django.db import models

from accounts.models import User
from core.models import Row
from esign.constants import Drawn, Role
from esign.models.envelopes import Envelope
from esign.states import SIGNER_STATUSES, WAITING


class Signer(Row):
    """Who signs, approves, witnesses or gets a copy; and, once it was done, how it was done."""

    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="signers")
    position = models.PositiveSmallIntegerField(help_text="In the order in which they were named.")
    turn = models.PositiveSmallIntegerField(default=1, help_text="Those of one turn are asked together.")
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.SIGNER)
    locale = models.CharField(max_length=5, choices=User.Locale.choices, default=User.Locale.ENGLISH)
    status = models.CharField(max_length=10, choices=SIGNER_STATUSES, default=WAITING)
    external_id = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    viewed_at = models.DateTimeField(null=True, blank=True)
    acted_at = models.DateTimeField(null=True, blank=True)
    reminded = models.PositiveSmallIntegerField(default=0)
    # The act: what was shown, what was agreed to, and from where.
    signature = models.CharField(max_length=6, choices=Drawn.choices, blank=True)
    typed_name = models.CharField(max_length=200, blank=True)
    typed_initials = models.CharField(max_length=8, blank=True)
    drawing_checksum = models.CharField(max_length=71, blank=True, help_text="The drawn signature, a PNG.")
    drawing_size = models.PositiveIntegerField(default=0)
    shown_checksum = models.CharField(max_length=71, blank=True, help_text="Of the file that the page showed.")
    consent_version = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=45, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_entered_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=500, blank=True)
    # The act stands in the file since then.
    attested_at = models.DateTimeField(null=True, blank=True)
    attested_checksum = models.CharField(max_length=71, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["envelope", "position"], name="one_signer_per_position")]
        indexes = [models.Index(fields=["external_id"], name="signer_external")]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_role_display()})"

    @property
    def acts(self) -> bool:
        """Whether something is waited for from this person; a copy is given to the others."""
        return self.role != Role.CC
