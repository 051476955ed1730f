"""Templates and their versions; documents and their revisions; what was ordered, and what was rendered."""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings
from django.db import models

from ai.models import Draft
from cases.models import Case
from core.models import Row
from documents.exceptions import TemplateVersionPublished, UploadHasNoData
from documents.source import TemplateSource, from_files
from documents.states import DRAFT, STATUSES
from documents.uploads.kinds import PDF


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


class Document(Row):
    """One paper of a case (or of its maker, where there is no case), through all its revisions."""

    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    template = models.ForeignKey(
        Template, null=True, blank=True, on_delete=models.PROTECT, related_name="documents", help_text="Or uploaded."
    )
    title = models.CharField(max_length=255)
    kind = models.CharField(max_length=60)
    latest_number = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["created_at", "id"], name="document_newest")]

    def __str__(self) -> str:
        return self.title


class Rendering(Row):
    """These bytes come from these inputs: found by `key`, so that a repeated render is served from storage.

    One key has a second row only where the first one's object was lost and another renderer made other bytes.
    """

    key = models.CharField(max_length=64)
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    checksum = models.CharField(max_length=71)
    size = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=255)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "checksum"], name="one_rendering_per_file")]

    def __str__(self) -> str:
        return self.checksum


class Order(Row):
    """What somebody asked to be produced, kept so that the job that produces it needs only its id."""

    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    inputs = models.JSONField()
    sections = models.JSONField(null=True, blank=True, help_text="Texts given by the caller; null: drafted by the AI.")
    use_clauses = models.BooleanField(default=False, help_text="Fill absent sections from the clause library.")
    tone = models.CharField(max_length=20, blank=True)
    locale = models.CharField(max_length=10, blank=True)
    options = models.JSONField(default=dict)
    note = models.CharField(max_length=500, blank=True)
    draft = models.ForeignKey(Draft, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Chosen with the order, before anything is rendered: a second try prints the same code, and the same bytes.
    verify_code = models.CharField(max_length=14, null=True, unique=True, help_text="Of a case's document.")
    verify_at = models.CharField(max_length=300, blank=True, help_text="The address printed with the code.")

    def __str__(self) -> str:
        return str(self.pk)


class Upload(Row):
    """A file from outside, kept as it came under its hash. `scan` and `text` are filled in by a job."""

    class Scan(models.TextChoices):
        WAITING = "waiting", "Waiting for the virus scanner"
        CLEAN = "clean", "Clean"
        INFECTED = "infected", "Infected"
        UNSCANNED = "unscanned", "Not scanned"  # no scanner is configured

    class Reading(models.TextChoices):
        WAITING = "waiting", "Waiting to be read"
        READ = "read", "Read"
        UNREADABLE = "unreadable", "Without text that can be read"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="uploads")
    filename = models.CharField(max_length=200, help_text="As it came; shown, never used as a path.")
    content_type = models.CharField(max_length=100, help_text="By its bytes.")
    checksum = models.CharField(max_length=71)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField(null=True, blank=True)
    scan = models.CharField(max_length=10, choices=Scan.choices)
    scan_said = models.CharField(max_length=200, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)
    reading = models.CharField(max_length=10, choices=Reading.choices, default=Reading.WAITING)
    text = models.TextField(blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.filename

    @property
    def is_released(self) -> bool:
        """Whether the file may be opened: a scanner found nothing, or there is none."""
        return self.scan in (self.Scan.CLEAN, self.Scan.UNSCANNED)


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
    note = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

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
