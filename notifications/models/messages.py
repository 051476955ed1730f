"""A mail, whom it goes to, and what is attached to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cases.models import Case
from core.models import Row
from documents.models import Revision
from notifications.constants import FREE_FORM, LONGEST_SUBJECT, ROLES, TO
from notifications.states import QUEUED, STATUSES


class Message(Row):
    """One mail, written in the transaction that asks for it and sent by a job.

    `kind` is the key of its template, or free-form. A mail that carries a secret (a link, a code) has its bodies in
    `sealed` alone, encrypted, and loses them once it is sent.
    """

    kind = models.CharField(max_length=60, default=FREE_FORM)
    locale = models.CharField(max_length=5, default="en")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sender = models.CharField(max_length=320)
    reply_to = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    body_text = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    secret = models.BooleanField(default=False, help_text="It carries a link or a code.")
    sealed = models.BinaryField(default=b"", editable=False)
    status = models.CharField(max_length=12, choices=STATUSES, default=QUEUED)
    backend = models.CharField(max_length=20, blank=True, help_text="Who was asked to send it.")
    attempts = models.PositiveIntegerField(default=0)
    possible_duplicate = models.BooleanField(
        default=False, help_text="A try ended without a word; it may have reached its recipients twice."
    )
    provider_id = models.CharField(max_length=255, blank=True)
    error = models.JSONField(null=True, blank=True, help_text="Why it was not sent.")
    job_id = models.UUIDField(null=True, blank=True)
    # One mail for one occasion, however often its handler runs.
    dedupe_key = models.CharField(max_length=128, null=True, blank=True, unique=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "mail"
        indexes = [
            models.Index(fields=["created_at", "id"], name="mail_newest"),
            models.Index(fields=["case", "created_at"], name="mail_of_case"),
            models.Index(fields=["status", "created_at"], name="mail_status"),
            models.Index(fields=["kind", "created_at"], name="mail_kind"),
            models.Index(fields=["created_by", "created_at"], name="mail_of_author"),
            models.Index(fields=["subject"], name="mail_subject"),
            models.Index(fields=["provider_id"], name="mail_provider_id"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def message_id(self) -> str:
        """The Message-ID header (RFC 5322 section 3.6.4), the same on every try, so that a mail that came twice can be
        known by it.
        """
        return f"<{self.pk}@{self.sender.rpartition('@')[2].strip('>')}>"


class Recipient(Row):
    """One address of a mail, and how it stands there.

    `own_status` is what we know ourselves, `told_status` the furthest that a provider told; the latter counts first.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="recipients")
    role = models.CharField(max_length=3, choices=ROLES, default=TO)
    # As it is written in the header; `address` is what it is looked up by.
    name = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=254)
    own_status = models.CharField(max_length=12, choices=STATUSES, default=QUEUED)
    told_status = models.CharField(max_length=12, choices=STATUSES, blank=True, default="")
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "address"], name="mail_once_an_address")]
        indexes = [models.Index(fields=["address"], name="mail_address")]

    def __str__(self) -> str:
        return self.address

    @property
    def status(self) -> str:
        """How the mail stands with this person."""
        return self.told_status or self.own_status


class Attachment(Row):
    """A file that goes with a mail: a revision of a document, by number and checksum, or bytes that were given."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    revision = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    checksum = models.CharField(max_length=71)
    size = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.filename
