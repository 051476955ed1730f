"""What a member of staff is told in the admin, and what each of them wants to be told."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from core.models import Row
from notifications.notice_kinds import CHOICES, LONGEST_KIND


class Notice(Row):
    """One thing that one person is told. What it is about is named by plain ids: it may stand on any floor below.

    `facts` are small values for the sentence (`telling.sentence`): titles, numbers, counts; never a text of the case.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=LONGEST_KIND, choices=CHOICES)
    case_id = models.UUIDField(null=True, blank=True)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)
    # Whether it is shown in the admin; one that is not is told by the digest alone.
    in_admin = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True, blank=True)
    # One notice a person for one occasion, however often its handler runs.
    occasion = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "occasion"], name="notice_once_an_occasion")]
        indexes = [
            models.Index(fields=["user", "in_admin", "read_at"], name="notice_unread"),
            models.Index(fields=["user", "in_admin", "created_at", "id"], name="notice_newest"),
            models.Index(fields=["created_at"], name="notice_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"


class NoticePreference(Row):
    """How one person wants to be told of one kind. Who has no row is told as the kind's `default` says."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=LONGEST_KIND)
    in_admin = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=False)
    in_digest = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notice_preference_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"
