"""Bodies and answers of `/api/docs`."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.serializers import Body, FreeForm
from documents.execution_fields import register_of
from documents.executions import WAYS
from documents.models import Document, Revision
from documents.states import STATUSES


@extend_schema_field({"oneOf": [{"type": "integer", "minimum": 1}, {"const": "latest"}]})
class VersionField(serializers.Field):
    """A version number, or "latest"."""

    default_error_messages = {"invalid": 'A version is a whole number from 1, or "latest".'}

    def to_internal_value(self, data: Any) -> int | str:
        if data == "latest":
            return "latest"
        if isinstance(data, int) and not isinstance(data, bool) and 1 <= data < 2**31:
            return data
        raise serializers.ValidationError(self.error_messages["invalid"], code="invalid-version")

    def to_representation(self, value: int | str) -> int | str:
        return value


class RenderOptionsBody(Body):
    """How the file is laid out and called."""

    pdfVariant = serializers.ChoiceField(["pdf/a-3b", "pdf/ua-1"], required=False)
    watermark = serializers.CharField(max_length=40, required=False)
    paper = serializers.ChoiceField(["A4", "Letter", "Legal", "Folio"], required=False)
    filename = serializers.CharField(max_length=120, required=False)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = {name: ["There is no such option."] for name in data if name not in self.fields}
            if unknown:
                raise serializers.ValidationError(unknown, code="unknown-option")
        return super().to_internal_value(data)


class RenderBody(Body):
    """POST /api/docs/render-pdf."""

    templateId = serializers.CharField(max_length=80)
    version = VersionField(required=False)
    data = FreeForm(help_text="The template's inputs; `sections` in it gives texts of AI-drafted sections.")
    options = RenderOptionsBody(required=False)


class DocumentGenerateBody(Body):
    """POST /api/docs/generate."""

    caseId = serializers.UUIDField()
    templateId = serializers.CharField(max_length=80)
    version = VersionField(required=False)
    inputs = FreeForm()
    tone = serializers.CharField(max_length=20, required=False)
    locale = serializers.CharField(max_length=10, required=False)
    options = RenderOptionsBody(required=False)


class SectionsField(serializers.JSONField):
    """Texts by section key, or as a list of `{key, text}`."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if isinstance(data, list) and all(isinstance(one, dict) and isinstance(one.get("key"), str) for one in data):
            return {one["key"]: one.get("text") for one in data}
        if isinstance(data, dict):
            return data
        raise serializers.ValidationError("Sections are an object of texts, or a list of {key, text}.", code="type")


class RevisionBody(Body):
    """POST /api/docs/{id}/revisions: new inputs, or new texts."""

    inputs = FreeForm(required=False)
    sections = SectionsField(required=False)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "inputs" not in attrs and "sections" not in attrs:
            raise serializers.ValidationError(
                {"inputs": ["Give inputs, sections, or both: otherwise nothing would change."]}, code="required"
            )
        return attrs


class NoteBody(Body):
    """A step of the review, with a word to the others."""

    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class FileMadeSerializer(serializers.Serializer):
    """A rendered file."""

    fileUrl = serializers.URLField()
    checksum = serializers.CharField()
    size = serializers.IntegerField()
    pages = serializers.IntegerField()
    documentId = serializers.UUIDField(required=False)
    cached = serializers.BooleanField(required=False)


class DocumentMadeSerializer(serializers.Serializer):
    """A document made for a case."""

    documentId = serializers.UUIDField()
    draftId = serializers.UUIDField(required=False)
    revision = serializers.IntegerField()
    fileUrl = serializers.URLField()
    checksum = serializers.CharField()
    size = serializers.IntegerField()
    pages = serializers.IntegerField()
    status = serializers.ChoiceField(STATUSES)
    warnings = serializers.ListField(child=serializers.CharField(), required=False)


FOR_STAFF = ("draftId", "note", "warnings", "outdated", "voidReason")


class AuthorSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    fullName = serializers.CharField(source="full_name")


TEXTS = {"type": "array", "items": {"type": "string"}}


@extend_schema_field({"type": "object", "additionalProperties": {"anyOf": [{"type": "string"}, TEXTS]}})
class EvidenceShownField(serializers.DictField):
    """Texts and lists of texts, by the keys that the way of signing asks for."""


class SignedSerializer(serializers.Serializer):
    """How and when the paper was signed, of which revision this is the signed copy, and what is recorded of it."""

    way = serializers.ChoiceField(list(WAYS), source="execution.way")
    signedOn = serializers.DateField(source="execution.on")
    copyOf = serializers.IntegerField(source="copy_of")
    register = serializers.SerializerMethodField(
        help_text="Where the notary's register has it: `docNo`, `pageNo`, `bookNo`, `series`, or `entry`; else empty."
    )
    evidence = EvidenceShownField(
        source="execution.evidence", required=False, help_text="As it was recorded, where it was. For staff alone."
    )

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_register(self, revision: Revision) -> dict[str, str]:
        return register_of(revision.execution["way"], revision.execution.get("evidence", {}))


class FilingSerializer(serializers.Serializer):
    """With whom the paper was filed, under which reference, on which day."""

    agency = serializers.CharField()
    reference = serializers.CharField()
    filedOn = serializers.DateField(source="on")


class RevisionSerializer(serializers.Serializer):
    """One revision of a document."""

    number = serializers.IntegerField()
    status = serializers.ChoiceField(STATUSES)
    checksum = serializers.CharField()
    size = serializers.IntegerField()
    pages = serializers.IntegerField(allow_null=True, help_text="Null: a kind of file without pages.")
    contentType = serializers.CharField(source="content_type")
    scan = serializers.SerializerMethodField(help_text="Of an uploaded file: waiting, clean, infected or unscanned.")
    templateVersion = serializers.IntegerField(source="template_version.number", required=False)
    draftId = serializers.UUIDField(source="draft_id", allow_null=True, required=False)
    note = serializers.CharField(required=False)
    warnings = serializers.ListField(child=serializers.CharField(), required=False)
    outdated = serializers.ListField(child=serializers.CharField(), required=False)
    signed = serializers.SerializerMethodField(help_text="Of a signed copy.")
    filing = serializers.SerializerMethodField(help_text="Of what was filed.")
    voidReason = serializers.CharField(source="void_reason", required=False, help_text="Empty: it is not void.")
    createdAt = serializers.DateTimeField(source="created_at")
    createdBy = AuthorSerializer(source="created_by")

    def get_scan(self, revision: Revision) -> str | None:
        """What the virus scanner says; null for what was made here."""
        return revision.upload.scan if revision.upload is not None else None

    @extend_schema_field(SignedSerializer(allow_null=True))
    def get_signed(self, revision: Revision) -> dict[str, Any] | None:
        return dict(SignedSerializer(revision).data) if revision.execution else None

    @extend_schema_field(FilingSerializer(allow_null=True))
    def get_filing(self, revision: Revision) -> dict[str, Any] | None:
        return FilingSerializer(revision.filing).data if revision.filing else None

    def to_representation(self, instance: Revision) -> dict[str, Any]:
        """`outdated` says why the revision no longer agrees with its case; the practice's own remarks on a paper of a
        case are not for the client.
        """
        shown: dict[str, Any] = super().to_representation(instance)
        shown["outdated"] = [flag["reason"] for flag in instance.flags]
        if self.context["request"].user.role == "client" and instance.document.case_id is not None:
            if shown["signed"]:
                shown["signed"].pop("evidence", None)
            return {name: value for name, value in shown.items() if name not in FOR_STAFF}
        return shown


class DocumentSerializer(serializers.Serializer):
    """A document with the revisions that the caller may see."""

    id = serializers.UUIDField()
    caseId = serializers.UUIDField(source="case_id", allow_null=True)
    title = serializers.CharField()
    kind = serializers.CharField()
    status = serializers.SerializerMethodField()
    template = serializers.SerializerMethodField(help_text="Its slug; null for an uploaded document.")
    version = serializers.SerializerMethodField(help_text="The template's version of the latest revision made here.")
    revisions = RevisionSerializer(source="shown_revisions", many=True)
    createdAt = serializers.DateTimeField(source="created_at")

    def get_status(self, document: Document) -> str:
        """The status of the latest revision that the caller may see."""
        return document.shown_revisions[-1].status if document.shown_revisions else "draft"  # type: ignore[attr-defined]

    def get_template(self, document: Document) -> str | None:
        """The slug of the template."""
        return document.template.slug if document.template is not None else None

    def get_version(self, document: Document) -> int | None:
        """The template version that the latest revision was made from."""
        shown = reversed(document.shown_revisions)  # type: ignore[attr-defined]
        return next((one.template_version.number for one in shown if one.template_version is not None), None)


class VersionListedSerializer(serializers.Serializer):
    version = serializers.IntegerField(source="number")
    checksum = serializers.CharField()
    publishedAt = serializers.DateTimeField(source="published_at")


class TemplateSerializer(serializers.Serializer):
    """A template and its published versions, oldest first."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    title = serializers.CharField()
    category = serializers.CharField()
    execution = serializers.CharField()
    versions = VersionListedSerializer(source="published_versions", many=True)


class VersionSerializer(serializers.Serializer):
    """One published version: what data it takes and an example that renders."""

    slug = serializers.CharField(source="template.slug")
    title = serializers.CharField(source="template.title")
    version = serializers.IntegerField(source="number")
    checksum = serializers.CharField()
    schema = serializers.DictField(help_text="JSON Schema draft 2020-12 of the inputs.")
    sample = serializers.DictField(help_text="Data that renders.")
    sections = serializers.SerializerMethodField()
    publishedAt = serializers.DateTimeField(source="published_at")

    def get_sections(self, version: Any) -> list[dict[str, str]]:
        """The sections that the AI drafts."""
        return [{"key": s["key"], "title": s["title"], "brief": s["brief"]} for s in version.sections]
