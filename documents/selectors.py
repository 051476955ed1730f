"""Reading documents: who may see what, and what was rendered before."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from ai.models import Analysis
from ai.selectors import analysis as analyses
from ai.selectors.analysis import BlockingFinding
from cases import selectors as case_selectors
from core import audit, storage
from core.errors import Fault, NotFound
from core.ids import parse_id
from documents.batches.progress import Progress
from documents.exceptions import RevisionNotNamed, TemplateNotFound, TemplateVersionNotFound, UploadHasNoData
from documents.models import Batch, BatchRow, Document, Rendering, Revision, SavedForm, Template, TemplateVersion
from documents.states import IN_REVIEW, ISSUED, SHOWN_TO_CLIENTS, VOID


def visible_to(user: User) -> QuerySet[Document]:
    """The documents `user` may see: an admin all; a lawyer those of assigned cases; a client those of the own cases
    that have an approved revision or one they sent in; everybody the caseless ones they made. Anybody else: none.
    """
    if not user.is_authenticated or not user.is_active:
        return Document.objects.none()
    if user.role == "admin":
        return Document.objects.all()
    own = Q(case__isnull=True, created_by=user)
    of_cases = Q(case__in=case_selectors.visible_to(user).values("pk"))
    if user.role == "lawyer":
        return Document.objects.filter(own | of_cases)
    if user.role == "client" and user.is_cleared:
        mine = Q(upload__uploaded_by=user)
        shown = Revision.objects.filter(Q(status__in=SHOWN_TO_CLIENTS) | mine).values("document")
        return Document.objects.filter(own | (of_cases & Q(pk__in=shown)))
    return Document.objects.none()


def revisions_visible_to(user: User) -> QuerySet[Revision]:
    """The revisions of visible documents that `user` may see; clients see those of a case only from approved on."""
    return _shown(user, Revision.objects.filter(document__in=visible_to(user).values("pk")))


def to_review(user: User) -> QuerySet[Revision]:
    """The latest revisions in review that wait for `user`: not their own, of cases they may approve."""
    return (
        revisions_visible_to(user)
        .filter(status=IN_REVIEW, number=F("document__latest_number"), document__case__isnull=False)
        .exclude(created_by=user)
    )


def _shown(user: User, revisions: QuerySet[Revision]) -> QuerySet[Revision]:
    """Those of visible documents' `revisions` that are for the user's eyes."""
    if user.role == "client":
        own = Q(upload__uploaded_by=user)
        return revisions.filter(Q(document__case__isnull=True) | Q(status__in=SHOWN_TO_CLIENTS) | own)
    return revisions


def for_listing(user: User) -> QuerySet[Document]:
    """Visible documents with all that their JSON needs, in a fixed number of queries."""
    shown = (
        revisions_visible_to(user)
        .select_related("rendering", "upload", "created_by", "template_version")
        .defer(*(f"template_version__{name}" for name in ("files", "schema", "sample")), "inputs", "upload__text")
        .annotate(copy_of=F("executed_from__number"))
    )
    return (
        visible_to(user)
        .select_related("template", "case")
        .prefetch_related(Prefetch("revisions", queryset=shown.order_by("number"), to_attr="shown_revisions"))
    )


def with_status(user: User, documents: QuerySet[Document], status: str) -> QuerySet[Document]:
    """Those of `documents` whose latest revision, of those that `user` may see, has `status`."""
    shown = _shown(user, Revision.objects.filter(document=OuterRef("pk")))
    newest = shown.order_by("-number").values("status")[:1]
    return documents.annotate(shown_status=Subquery(newest)).filter(shown_status=status)


def with_outdated(documents: QuerySet[Document], outdated: bool) -> QuerySet[Document]:
    """Those of `documents` that have (or have not) a revision, the latest or one that stands, which is flagged; what is
    void is not.
    """
    flagged = (
        Revision.objects.exclude(outdated=[])
        .exclude(status=VOID)
        .filter(Q(number=F("document__latest_number")) | Q(status__in=ISSUED), document=OuterRef("pk"))
    )
    return documents.filter(Exists(flagged) if outdated else ~Exists(flagged))


def document_get(user: User, document_id: Any) -> Document:
    """The document, or NotFound when it is not there or not for `user` to see."""
    known_id = parse_id(document_id)
    found = for_listing(user).filter(pk=known_id).first() if known_id else None
    if found is None:
        raise NotFound
    return found


def revision_get(user: User, document: Document, number: int | None) -> Revision:
    """The revision of that number, or the latest that `user` may see."""
    revisions = revisions_visible_to(user).filter(document=document).select_related("rendering", "upload", "document")
    if number is not None:
        revisions = revisions.filter(number=number)
    found = revisions.order_by("-number").first()
    if found is None:
        raise NotFound
    return found


def approvers_of(revision: Revision) -> list[User]:
    """Who may approve the revision (`services.revision_approve`): the lawyers of its case, and not its author where
    REVIEW_TWO_PERSON is on. The admins where no lawyer may. For services and flows, which see all.
    """
    case_id, author = revision.document.case_id, revision.created_by_id
    lawyers = [one.lawyer for one in case_selectors.assignments_of(case_id)] if case_id is not None else []
    able = [one for one in lawyers if one.pk != author or not settings.REVIEW_TWO_PERSON]
    admins = User.objects.filter(role=User.Role.ADMIN, is_active=True).order_by("created_at", "id")
    return able or [one for one in admins if one.pk != author or not settings.REVIEW_TWO_PERSON]


def revision_named(user: User, document: Document, number: int, checksum: str | None) -> Revision:
    """The revision that somebody names by number and by checksum, before it goes out or is acted upon.

    Raises NotFound, and RevisionNotNamed where that revision is another file than the one they looked at. A download
    is named by its number alone: `checksum` is None there unless the caller gave one.
    """
    found = revision_get(user, document, number)
    if checksum is not None and found.checksum != checksum:
        raise RevisionNotNamed(
            f"Revision {number} is not the file with that checksum. Look again and name the one you mean.",
            errors=[Fault("/checksum", "another-file", "That is not this revision's checksum.")],
        )
    return found


def voided_on(revisions: Iterable[Revision]) -> dict[uuid.UUID, dt.date]:
    """The day on which each of these revisions, which the caller has found, was made void, by the record of it."""
    found = audit.entries_of_many(Revision, [one.pk for one in revisions], verb="document.voided")
    return {uuid.UUID(entry.subject_id): timezone.localdate(entry.at) for entry in found}


def templates_visible_to(user: User) -> QuerySet[Template]:
    """Templates with a published version, for users who may use the practice's library."""
    if not user.is_authenticated or not user.is_active or not user.is_cleared:
        return Template.objects.none()
    published = TemplateVersion.objects.published()
    return Template.objects.filter(pk__in=published.values("template"))


def templates_for_listing(user: User) -> QuerySet[Template]:
    """Visible templates with the numbers and checksums of their published versions."""
    light = TemplateVersion.objects.published().only("template", "number", "checksum", "published_at")
    return templates_visible_to(user).prefetch_related(
        Prefetch("versions", queryset=light.order_by("number"), to_attr="published_versions")
    )


def template_get(user: User, template_id: str) -> Template:
    """The template by slug or id. Raises TemplateNotFound."""
    by_id = parse_id(template_id)
    found = templates_for_listing(user).filter(Q(pk=by_id) if by_id else Q(slug=template_id)).first()
    if found is None:
        raise TemplateNotFound(
            f"No published template is called {str(template_id)[:80]!r}. See GET /api/docs/templates."
        )
    return found


def version_get(user: User, template_id: str, version: int | str | None) -> TemplateVersion:
    """A published version by number, or the latest. Raises TemplateNotFound and TemplateVersionNotFound."""
    template = template_get(user, template_id)
    versions = _without_files().filter(template=template)
    if version not in (None, "latest"):
        versions = versions.filter(number=int(version))
    found = versions.order_by("-number").first()
    if found is None:
        raise TemplateVersionNotFound(f"{template.slug} has no published version {version}.")
    return found


def rendering_with_file(key: str) -> Rendering | None:
    """The newest rendering kept under `key` whose file is still in storage."""
    kept = Rendering.objects.filter(key=key).order_by("-created_at", "-id")
    return next((one for one in kept if storage.exists(one.checksum)), None)


def own_render(user: User, rendering: Rendering) -> Revision | None:
    """The caseless revision that `user` made earlier from the same rendering."""
    return (
        Revision.objects.filter(rendering=rendering, created_by=user, document__case__isnull=True)
        .select_related("rendering", "document")
        .order_by("created_at")
        .first()
    )


def latest_of_template(user: User, case_id: uuid.UUID, template: Template) -> Revision | None:
    """The newest revision made by that template in the case, to begin the next document from."""
    made = revisions_visible_to(user).filter(document__case_id=case_id, document__template=template)
    return made.filter(order__isnull=False).order_by("-created_at", "-id").first()


def latest_revisions(user: User, case_id: uuid.UUID) -> list[Revision]:
    """The latest revision of each document of the case that `user` may see, with its template version, newest first;
    without documents whose latest is void: nobody begins another paper from that.
    """
    shown = revisions_visible_to(user).filter(document__case_id=case_id).select_related("template_version", "upload")
    shown = shown.exclude(status=VOID)
    newest = shown.filter(number=F("document__latest_number")).order_by("-created_at", "-id")
    return list(newest.defer("template_version__files", "upload__text"))


def latest_made(document: Document) -> Revision | None:
    """The newest revision of the document that was made from data, with its order; for services, which see all."""
    made = Revision.objects.filter(document=document, order__isnull=False)
    return made.select_related("order", "template_version").defer("template_version__files").order_by("-number").first()


def with_data(document: Document, latest: Revision) -> Revision:
    """The revision that the next one begins from: `latest`, or what it is a signed copy of, since a copy has no data.
    A document that came from outside has none at all; then `latest` comes back.
    """
    return latest if latest.order_id is not None else latest_made(document) or latest


def saved_forms(user: User) -> QuerySet[SavedForm]:
    """The user's own forms that were begun and not sent, newest first; nobody sees another's."""
    if not user.is_authenticated or not user.is_active:
        return SavedForm.objects.none()
    light = ("template_version__files", "template_version__schema", "template_version__sample", "typed", "origins")
    kept = SavedForm.objects.filter(owner=user).select_related("template_version__template", "document")
    return kept.defer(*light).order_by("-updated_at", "-id")


def saved_form(user: User, purpose: str) -> SavedForm | None:
    """The user's own form for that purpose, with what was typed (`documents.services.form_purpose`)."""
    return SavedForm.objects.filter(owner=user, purpose=purpose).select_related("template_version").first()


def newest_versions() -> list[TemplateVersion]:
    """The newest published version of every template with its files, by slug; for commands, which see everything."""
    versions = TemplateVersion.objects.published().select_related("template").order_by("template__slug", "number")
    return list({version.template_id: version for version in versions}.values())


def latest_version(document: Document) -> TemplateVersion:
    """The newest published version of the document's template. Raises UploadHasNoData for an uploaded document."""
    if document.template_id is None:
        raise UploadHasNoData
    found = _without_files().filter(template_id=document.template_id).order_by("-number").first()
    if found is None:
        raise TemplateVersionNotFound
    return found


def _without_files() -> QuerySet[TemplateVersion]:
    """Published versions with their template; the files are read only where the source is not in memory already."""
    return TemplateVersion.objects.published().select_related("template").defer("files")


def analysis_subject(revision: Revision) -> str:
    """The name under which analyses of this revision are kept."""
    return f"document-revision:{revision.pk}"


def analyses_of(user: User, revision: Revision) -> list[Analysis]:
    """The newest analysis of the revision for each policy, as far as the user may see them."""
    return analyses.analyses_of(user, analysis_subject(revision))


def blocking_findings_of(revision: Revision) -> list[BlockingFinding]:
    """What analyses found in the revision that must be dealt with before it is signed."""
    return analyses.blocking_findings(analysis_subject(revision))


def batches_visible_to(user: User) -> QuerySet[Batch]:
    """An admin sees all batches; a lawyer the own ones and those of assigned cases; anybody else none."""
    if not user.is_authenticated or not user.is_active or not user.is_staff:
        return Batch.objects.none()
    rows = Batch.objects.select_related("template_version__template", "created_by", "case")
    rows = rows.defer("template_version__files", "template_version__schema", "template_version__sample")
    if user.role == "admin":
        return rows
    return rows.filter(Q(created_by=user) | Q(case__in=case_selectors.visible_to(user).values("pk")))


def batch_get(user: User, batch_id: Any) -> Batch:
    """The batch, or NotFound when it is not there or not for `user` to see."""
    known_id = parse_id(batch_id)
    found = batches_visible_to(user).filter(pk=known_id).first() if known_id else None
    if found is None:
        raise NotFound
    return found


def batch_progress(batches: Sequence[Batch]) -> dict[uuid.UUID, Progress]:
    """How far each of the batches is, in one query."""
    counted = BatchRow.objects.filter(batch__in=batches).order_by().values_list("batch", "status").annotate(Count("pk"))
    counts: dict[uuid.UUID, dict[str, int]] = {one.pk: {} for one in batches}
    for batch, status, count in counted:
        counts[batch][status] = count
    return {batch: Progress.of(found) for batch, found in counts.items()}


def batch_rows(batch: Batch, *statuses: str) -> QuerySet[BatchRow]:
    """The rows of a batch that the caller has found, in the order of the sheet; with `statuses` those alone."""
    rows = BatchRow.objects.filter(batch=batch).select_related("revision__document", "revision__rendering")
    rows = rows.defer("inputs", "columns", "revision__inputs", "revision__sections")
    return (rows.filter(status__in=statuses) if statuses else rows).order_by("number")


def batch_revisions(batch: Batch) -> Iterator[Revision]:
    """The revisions that were made of a batch, in the order of the sheet, read in pages."""
    made = Revision.objects.filter(batch_rows__batch=batch).order_by("batch_rows__number")
    made = made.select_related("document", "rendering", "upload", "template_version__template")
    return made.defer("template_version__files", "upload__text").iterator(chunk_size=100)
