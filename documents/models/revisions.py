"""The revisions of a document."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from ai.models import Draft
from core.models import Row
from documents.exceptions import UploadHasNoData
from documents.models.orders import Document, Order, Rendering
from documents.models.templates import TemplateVersion
from documents.models.uploads import Upload
from documents.states import DRAFT, STATUSES, VOID
from documents.uploads.kinds import PDF


class Revision(Row):
    """One state of a document: the file, and what it was made from (inputs and texts), or that it was uploaded. Only
    its status moves.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=12, choices=STATUSES, default=DRAFT)
    template_version = models.ForeignKey(TemplateVersion, null=True, on_delete=models.PROTECT, related_name="+")
    rendering = models.ForeignKey(Rendering, null=True, on_delete=models.PROTECT, related_name="revisions")
    upload = models.OneToOneField(Upload, null=True, on_delete=models.PROTECT, related_name="revision")
    cached = models.BooleanField(default=False, help_text="The file was in storage already; nothing was rendered.")
    order = models.OneToOneField(Order, null=True, on_delete=models.PROTECT, related_name="revision")
    draft = models.ForeignKey(Draft, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    inputs = models.JSONField()
    sections = models.JSONField(default=dict, help_text="Section key to its text.")
    options = models.JSONField(default=dict)
    warnings = models.JSONField(default=list)
    outdated = models.JSONField(default=list, help_text="Why this no longer agrees with the case.")
    provenance = models.JSONField(default=dict, help_text="Where each text and each answer came from.")
    note = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    executed_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="signed_copies"
    )
    execution = models.JSONField(default=dict, help_text="How and on which day it was signed.")
    filing = models.JSONField(default=dict, help_text="With which agency, under which reference, on which day.")
    void_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="one_revision_per_number"),
            models.CheckConstraint(
                condition=models.Q(
                    rendering__isnull=False, template_version__isnull=False, order__isnull=False, upload__isnull=True
                )
                | models.Q(
                    rendering__isnull=True, template_version__isnull=True, order__isnull=True, upload__isnull=False
                ),
                name="revision_made_or_uploaded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} r{self.number}"

    @property
    def flags(self) -> list[dict[str, Any]]:
        """`outdated` as it is told: of what is void nothing, since it is nobody's to put right. It is kept all the
        same: the next revision begins from this one's data.
        """
        return [] if self.status == VOID else list(self.outdated)

    @property
    def file(self) -> Rendering | Upload:
        """The file's facts: checksum, size in bytes, pages."""
        found = self.rendering or self.upload
        assert found is not None  # noqa: S101 - held by the database: revision_made_or_uploaded
        return found

    @property
    def made_from(self) -> tuple[TemplateVersion, Order]:
        """The template version and the order that it was made from. Raises UploadHasNoData for an uploaded one."""
        if self.template_version is None or self.order is None:
            raise UploadHasNoData
        return self.template_version, self.order

    @property
    def checksum(self) -> str:
        """`sha256:<hex>` of the file."""
        return self.file.checksum

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.file.size

    @property
    def pages(self) -> int | None:
        """Pages of the file, where its kind has any."""
        return self.file.pages

    @property
    def content_type(self) -> str:
        """The media type of the file."""
        return self.upload.content_type if self.upload is not None else PDF
