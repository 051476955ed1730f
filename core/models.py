"""Rows that every room stands on: audit entries, jobs and idempotency keys.

What belongs to a user or a case is named by a plain id, since a foreign key from the lowest floor would point up.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils import timezone

from core.ids import new_id


class Row(models.Model):
    """A row with a public id and the time it was made."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete a record that is only ever added to."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """A queryset that reads and adds, and refuses the rest."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} is append-only")

    def delete(self) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} is append-only")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} is append-only")


class AuditEntry(models.Model):
    """One record per change: who did what to which thing, when, with which facts. Never changed, never removed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(default=timezone.now)
    case_id = models.UUIDField(null=True, blank=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64)
    verb = models.CharField(max_length=60)
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60, blank=True)
    actor_id = models.UUIDField(null=True, blank=True)
    actor_name = models.CharField(max_length=200, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)
    staff_only = models.BooleanField(default=False, help_text="Not for the eyes of the case's client.")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["case_id", "at"], name="audit_case_at"),
            models.Index(fields=["subject_type", "subject_id", "at"], name="audit_subject_at"),
            models.Index(fields=["at", "id"], name="audit_in_time"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("An audit entry is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("An audit entry is never removed.")


class AuditSeal(models.Model):
    """The seal of one audit entry: its hash, the hash of the seal before, and the hash over both (`core.chain`).

    Sequences begin at 1 and leave no number out. Never changed, never removed.
    """

    sequence = models.PositiveBigIntegerField(primary_key=True)
    entry_id = models.UUIDField(unique=True)
    # How the entry was written out when it was hashed.
    version = models.PositiveSmallIntegerField()
    entry_hash = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    # When the last pass before began that left nothing unsealed; None before the first.
    passed_at = models.DateTimeField(null=True)
    # Which key made the signature over `hash`, and that signature.
    key = models.CharField(max_length=16)
    mac = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("A seal is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("A seal is never removed.")


class AuditChain(models.Model):
    """One row: who seals holds its lock. How far sealing came, and when a pass began that left nothing unsealed."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    reached_at = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"sealed to {self.reached_at}"


class Job(Row):
    """Work that must not be lost, written in the transaction that asks for it. `payload` holds ids, not contents."""

    class Status(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        SUCCEEDED = "succeeded"
        FAILED = "failed"

    class Priority(models.IntegerChoices):
        """Who goes first on a queue; the numbers are those of Celery's Redis transport."""

        INTERACTIVE = 0  # somebody waits for it
        ORDINARY = 3  # what follows from a change
        BATCH = 9  # many at once, nobody waits for a single one

    kind = models.CharField(max_length=80)
    queue = models.CharField(max_length=20)
    payload = models.JSONField(default=dict)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.QUEUED)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.ORDINARY)
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField(default=5)
    run_after = models.DateTimeField(default=timezone.now)
    dispatched_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_owner = models.CharField(max_length=36, blank=True)
    # Somebody asked to stop it while it ran; it ends at its next step.
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    error = models.JSONField(null=True, blank=True)
    dedupe_key = models.CharField(max_length=128, null=True, blank=True, unique=True)
    user_id = models.UUIDField(null=True, blank=True)
    case_id = models.UUIDField(null=True, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["status", "priority", "run_after"], name="job_next"),
            models.Index(fields=["status", "queue", "run_after"], name="job_waiting"),
            models.Index(fields=["status", "finished_at"], name="job_ended"),
            models.Index(fields=["created_at", "id"], name="job_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_cancelled(self) -> bool:
        """Whether it ended because somebody cancelled it; its status is `failed`."""
        return self.status == self.Status.FAILED and self.cancel_asked_at is not None

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to this job by itself."""
        return self.status in (self.Status.SUCCEEDED, self.Status.FAILED)


class IdempotencyKey(Row):
    """One use of an Idempotency-Key: whose, on which path, for which body, and the answer to replay."""

    user_id = models.UUIDField()
    path = models.CharField(max_length=200)
    key = models.CharField(max_length=255)
    # One unique column in place of three: MySQL's index limit, and a comparison that respects case everywhere.
    scope = models.CharField(max_length=64, unique=True)
    fingerprint = models.CharField(max_length=64)
    # The request that runs now; one that was overtaken changes nothing.
    owner = models.CharField(max_length=36, default="")
    lease_until = models.DateTimeField()
    # What the request did, written in the transaction that did it.
    job_id = models.UUIDField(null=True, blank=True)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="idempotency_age")]

    def __str__(self) -> str:
        return f"{self.path} {self.key[:12]}"


class InboundEvent(Row):
    """What an outside party sent us by itself, verified and kept as it came until its job has read it.

    `identity` makes a repeated delivery one: the provider's id of it, or the digest of its bytes.
    """

    kind = models.CharField(max_length=20)
    backend = models.CharField(max_length=20)
    identity = models.CharField(max_length=64, unique=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    job_id = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="inbound_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.backend} {self.id}"
