"""One paper that is sent out to be signed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cases.models import Case
from core.models import Row
from documents.models import Document, Revision
from esign.constants import Workflow
from esign.states import DRAFT, OPEN, STATUSES


class Envelope(Row):
    """One approved revision that goes to its signers, by one provider, and comes back as the next revision.

    The built-in provider works on `file_checksum`: the approved file with the fields in it, then with one attested act
    after the other. Each of these files begins with the bytes of the one before.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="envelopes")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="envelopes")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="envelopes")
    checksum = models.CharField(max_length=71, help_text="Of the approved file that is signed.")
    provider = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200, blank=True, help_text="The provider's own name of it.")
    # Sending to an outside provider: since when it is being sent, since when nobody knows whether it arrived, and when
    # the provider last told, or was last asked, how it stands.
    submit_begun_at = models.DateTimeField(null=True, blank=True)
    outcome_unknown_since = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=STATUSES, default=DRAFT)
    workflow = models.CharField(max_length=12, choices=Workflow.choices, default=Workflow.SEQUENTIAL)
    message = models.TextField(blank=True)
    initials = models.BooleanField(default=False, help_text="Each signer's initials stand on every page.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True, help_text="When those who have not signed are reminded.")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=500, blank=True)
    file_checksum = models.CharField(max_length=71, blank=True)
    file_size = models.PositiveIntegerField(default=0)
    fields = models.JSONField(default=dict, help_text="Where each signer's fields are in the file.")
    # The seal: which certificate attested, and whether a time-stamp is still to come.
    sealed_at = models.DateTimeField(null=True, blank=True)
    seal_facts = models.JSONField(default=dict)
    timestamp_owed = models.BooleanField(default=False)
    signed_revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="signed_in"
    )
    evidence = models.JSONField(default=dict, help_text="The certificate of completion, as data.")
    certificate_checksum = models.CharField(max_length=71, blank=True)
    certificate_size = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True, help_text="What staff must look at.")
    # The document while the envelope is open, null afterwards: of two revisions of one paper never both are signed.
    open_key = models.CharField(max_length=40, null=True, unique=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["created_at", "id"], name="envelope_newest"),
            models.Index(fields=["status", "expires_at"], name="envelope_expiring"),
            models.Index(fields=["status", "remind_at"], name="envelope_reminding"),
            models.Index(fields=["provider", "external_id"], name="envelope_external"),
            models.Index(fields=["status", "heard_at"], name="envelope_unheard"),
        ]

    def __str__(self) -> str:
        return f"{self.document} ({self.get_status_display()})"

    @property
    def is_open(self) -> bool:
        """Whether something can still happen with it."""
        return self.status in OPEN
