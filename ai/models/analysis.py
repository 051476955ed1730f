"""Policies that texts are checked against, their versions, and what an analysis found."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone

from ai.analysis import LEVELS, Finding, Rule, read_rules
from ai.exceptions import PolicyVersionPublished
from cases.models import Case
from core.models import Row


class Policy(Row):
    """What a kind of paper is checked against, e.g. `lease`."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    latest_number = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.title


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    """Versions are published as they are made; none is updated or deleted, in bulk or alone."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise PolicyVersionPublished

    def delete(self) -> NoReturn:
        raise PolicyVersionPublished

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise PolicyVersionPublished


class PolicyVersion(Row):
    """The rules of a policy as they were at one time (`ai.analysis.language` says what a rule is); immutable."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    rules = models.JSONField()
    checksum = models.CharField(max_length=71)
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty: it came with the library.",
    )

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering = ["policy", "-number"]
        constraints = [models.UniqueConstraint(fields=["policy", "number"], name="policy_version_number")]

    def __str__(self) -> str:
        return f"{self.policy.slug} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise PolicyVersionPublished
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise PolicyVersionPublished

    def read(self) -> tuple[Rule, ...]:
        """The rules, ready to be used; kept in memory by checksum, since they never change."""
        if self.checksum not in _read:
            _read[self.checksum] = read_rules(self.rules)
        return _read[self.checksum]


_read: dict[str, tuple[Rule, ...]] = {}


class Analysis(Row):
    """One text held against one policy version. The text is kept only where it is a case's, and so are quotes of it."""

    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="analyses"
    )
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="analyses")
    subject = models.CharField(
        max_length=100, blank=True, help_text="What an upper room calls that which was analysed."
    )
    text = models.TextField(blank=True)
    text_checksum = models.CharField(max_length=71)
    findings = models.JSONField(default=list)
    risk_level = models.CharField(max_length=8, choices=[(one, one.title()) for one in LEVELS])
    degraded = models.BooleanField(default=False, help_text="No language model was asked.")
    dropped = models.PositiveIntegerField(default=0, help_text="Findings of a model that did not hold.")
    omitted = models.PositiveIntegerField(default=0, help_text="Findings beyond the most that a rule may have.")

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = "analyses"
        indexes = [
            models.Index(fields=["created_at", "id"], name="analysis_newest"),
            models.Index(fields=["subject", "created_at"], name="analysis_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.policy_version} {self.created_at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An analysis is kept as it was made.")
        super().save(*args, **kwargs)

    def found(self) -> list[Finding]:
        """The findings, the gravest first."""
        return [Finding.from_json(one) for one in self.findings]


class AnalysisOrder(Row):
    """A long text that waits to be analysed by a job, which needs only the order's id. Its text is forgotten with the
    analysis; an order that never became one is forgotten when its job is.
    """

    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=100, blank=True)
    text = models.TextField(blank=True)
    analysis = models.OneToOneField(Analysis, null=True, on_delete=models.PROTECT, related_name="order")

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["created_at"], name="analysis_order_age")]

    def __str__(self) -> str:
        return f"{self.policy_version} {self.created_at:%Y-%m-%d %H:%M}"
