"""Templates and their versions."""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings
from django.db import models

from core.models import Row
from documents.exceptions import TemplateVersionPublished
from documents.source import TemplateSource, from_files


class Template(Row):
    """A kind of paper the practice produces, e.g. `articles-of-incorporation-stock`."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    category = models.CharField(max_length=60)
    execution = models.CharField(max_length=40)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class TemplateVersionQuerySet(models.QuerySet["TemplateVersion"]):
    """Published versions are neither updated nor deleted, in bulk or alone."""

    def published(self) -> TemplateVersionQuerySet:
        """The versions that may be used."""
        return self.filter(published_at__isnull=False)

    def update(self, **kwargs: Any) -> int:
        self._refuse_published()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_published()
        return super().delete()

    def _refuse_published(self) -> None:
        if self.filter(published_at__isnull=False).exists():
            raise TemplateVersionPublished


class TemplateVersion(Row):
    """The files of a template as they were at one time; immutable once published."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    checksum = models.CharField(max_length=71)
    files = models.JSONField(help_text="File name to its bytes, base64.")
    schema = models.JSONField()
    sample = models.JSONField()
    sections = models.JSONField(default=list, help_text="Declared AI-drafted sections: key, title, brief.")
    note = models.CharField(max_length=500, blank=True, help_text="What changed.")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)

    objects = TemplateVersionQuerySet.as_manager()

    class Meta:
        ordering = ["template", "-number"]
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.template.slug} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            stored = TemplateVersion.objects.filter(pk=self.pk).values_list("published_at", flat=True).first()
            if stored is not None:
                raise TemplateVersionPublished
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.published_at is not None:
            raise TemplateVersionPublished
        return super().delete(*args, **kwargs)

    def source(self) -> TemplateSource:
        """The template as the renderer reads it; kept in memory by checksum, since it never changes."""
        if self.checksum not in _sources:
            _sources[self.checksum] = from_files({name: base64.b64decode(text) for name, text in self.files.items()})
        return _sources[self.checksum]


_sources: dict[str, TemplateSource] = {}
