"""Documents in the admin: revisions, provenance, review, the drafted texts, the next revision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from unfold.decorators import display

from ai import selectors as ai_selectors
from ai import services as ai_services
from backoffice import begun, document_page, executing, generating, redlines, signature_form, writing
from backoffice.cases_admin import case_url
from backoffice.prefill import revision_known
from backoffice.staff_pages import StaffReadOnlyAdmin
from core.api.views import JobFailed
from core.errors import DomainError, NotFound
from core.models import Job
from documents import selectors, services
from documents.models import Document, Revision
from documents.services.ordering import Wish
from documents.states import STATUSES

REVIEW: Mapping[str, tuple[Callable[..., Revision], str]] = {
    "submit": (services.revision_submit, "It is in review now. Another lawyer of the case or an admin approves it."),
    "approve": (services.revision_approve, "Approved. It can be signed now."),
    "reject": (services.revision_reject, "Sent back. Its author sees it as a draft again."),
}
TEXT = "text:"
STATUS_COLOURS = {
    "draft": "info",
    "in_review": "warning",
    "approved": "success",
    "signed": "success",
    "filed": "success",
    "void": "danger",
}


def document_url(document: Document | Revision) -> str:
    """The document's page, also by one of its revisions."""
    found = document.document_id if isinstance(document, Revision) else document.pk
    return reverse("admin:documents_document_change", args=[found])


class DocumentPagesAdmin(StaffReadOnlyAdmin):
    """Documents that the user may see, newest first."""

    list_display = ("title", "of_case", "state", "revision", "created_by", "created_at")
    list_select_related = ("case", "template", "created_by")
    list_filter = ("kind",)
    list_per_page = 50
    search_fields = ("title__istartswith", "case__number")
    search_help_text = "The beginning of a title, or a case number"
    show_full_result_count = False
    ordering = ("-created_at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return selectors.for_listing(request.user)

    @display(description="Case", ordering="case__number")
    def of_case(self, document: Document) -> str:
        return document.case.number if document.case else "–"

    @display(description="Revision", ordering="latest_number")
    def revision(self, document: Document) -> int:
        return document.latest_number

    @display(description="Status", label=STATUS_COLOURS)
    def state(self, document: Document) -> tuple[str, str]:
        revisions = document.shown_revisions
        status = revisions[-1].status if revisions else "draft"
        return status, dict(STATUSES).get(status, status)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        ours = [
            path("<uuid:document_id>/file/<int:number>/", wrap(self.file_view), name="documents_document_file"),
            path("<uuid:document_id>/review/<slug:step>/", wrap(self.review_view), name="documents_document_review"),
            path("<uuid:document_id>/execute/<slug:step>/", wrap(self.execute_view), name="documents_document_execute"),
            path("<uuid:document_id>/analyse/", wrap(self.analyse_view), name="documents_document_analyse"),
            path("<uuid:document_id>/texts/", wrap(self.texts_view), name="documents_document_texts"),
            path("<uuid:document_id>/changes/", wrap(self.changes_view), name="documents_document_changes"),
            path("<uuid:document_id>/mail/", wrap(self.mail_view), name="documents_document_mail"),
            path("<uuid:document_id>/sign/", wrap(self.sign_view), name="documents_document_sign"),
            path("<uuid:document_id>/revise/", wrap(self.revise_view), name="documents_document_revise"),
        ]
        return [*ours, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The document's page."""
        return self._document_page(request, self._document(request, object_id))

    def _document_page(
        self, request: HttpRequest, document: Document, refused: executing.Refused | None = None
    ) -> HttpResponse:
        context = {
            **self._page(request, document),
            **document_page.document_context(request.user, document, refused),
            "begun": begun.of_document(request.user, document),
            "title": document.case.number if document.case else "Document",
        }
        return render(request, "backoffice/document.html", context, status=422 if refused is not None else 200)

    def file_view(self, request: HttpRequest, document_id: UUID, number: int) -> HttpResponse:
        """To the file of a revision, by a link that dies in minutes."""
        document = self._document(request, document_id)
        try:
            revision = selectors.revision_get(request.user, document, number)
            answer = redirect(services.revision_link(actor=request.user, revision=revision))
        except NotFound as error:
            raise Http404 from error
        except DomainError as error:
            messages.error(request, error.detail)
            return redirect(document_url(document))
        answer["Cache-Control"] = "private, no-store"
        return answer

    def review_view(self, request: HttpRequest, document_id: UUID, step: str) -> HttpResponse:
        """Submit, approve or send back the latest revision."""
        document = self._document(request, document_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if step not in REVIEW:
            raise Http404
        service, said = REVIEW[step]
        note = request.POST.get("note", "").strip()[:500]
        try:
            service(actor=request.user, revision=selectors.revision_get(request.user, document, None), note=note)
        except DomainError as error:
            messages.error(request, error.detail)
        else:
            messages.success(request, said)
        return redirect(document_url(document))

    def execute_view(self, request: HttpRequest, document_id: UUID, step: str) -> HttpResponse:
        """Keep a signed copy, record a filing, make a paper void."""
        document = self._document(request, document_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if step not in executing.STEPS:
            raise Http404
        refused = executing.act(request, document, step)
        if refused is not None:
            return self._document_page(request, document, refused)
        return redirect(document_url(document))

    def analyse_view(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """Hold the latest revision against a policy, and go to what was found."""
        document = self._document(request, document_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        latest = selectors.revision_get(request.user, document, None)
        try:
            found = services.revision_analyze(
                actor=request.user, revision=latest, policy=request.POST.get("policy", "")
            )
        except DomainError as error:
            messages.error(request, error.detail)
            return redirect(document_url(document))
        if isinstance(found, Job):
            messages.info(request, "The text is long and is being read. What is found appears here; you need not wait.")
            return redirect(document_url(document))
        return redirect(reverse("admin:ai_analysis_change", args=[found.row.pk]))

    def texts_view(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """Edited texts: the AI draft keeps the edit, and the next revision is made from them."""
        document = self._document(request, document_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        latest = selectors.revision_get(request.user, document, None)
        edited = _edited_texts(request, latest)
        if not edited:
            messages.info(request, "No text was changed, so no revision was made.")
            return redirect(document_url(document))
        note = request.POST.get("note", "").strip()[:500]
        try:
            job = _revise_texts(request, document, latest, edited, note)
        except DomainError as error:
            messages.error(request, error.detail)
            return redirect(document_url(document))
        answer = generating.follow(request, job, back=document_url(document), done=document_url)
        if answer is None:
            messages.error(request, JobFailed.of(Job.objects.get(pk=job.pk)).detail)
        return answer or redirect(document_url(document))

    def changes_view(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """What changed between two revisions."""
        document = self._document(request, document_id)
        return redlines.redline_page(request, document, self._page(request, document))

    def mail_view(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """Write a mail about the document's case, with the document attached where it is approved."""
        document = self._document(request, document_id)
        if document.case is None:
            raise Http404
        page = self._page(request, document)
        return writing.write_page(writing.Turn(request, document.case, page, document_url(document), document))

    def sign_view(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """Send the approved revision out for signature."""
        document = self._document(request, document_id)
        if document.case is None:
            raise Http404
        page = self._page(request, document)
        return signature_form.send_page(
            signature_form.Turn(request, document, document.case, page, document_url(document))
        )

    def revise_view(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """The next revision from changed data."""
        document = self._document(request, document_id)
        latest = selectors.with_data(document, selectors.revision_get(request.user, document, None))
        purpose = generating.Purpose(
            user=request.user,
            version=selectors.latest_version(document),
            known=revision_known(latest),
            order=partial(_order_revision, request, document, latest),
            back=document_url(document),
            done=document_url,
            title=f"Change the data of {document.title}",
            button="Make the next revision",
            case=document.case,
            document=document,
            made=(latest.created_at, f"Revision {latest.number} was made since. Compare before you go on."),
        )
        return generating.form_page(request, purpose, self._page(request, document))

    def _document(self, request: HttpRequest, document_id: Any) -> Document:
        try:
            document = selectors.document_get(request.user, document_id)
        except NotFound as error:
            raise Http404 from error
        if not document.shown_revisions:
            raise Http404
        return document

    def _page(self, request: HttpRequest, document: Document) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "case_url": case_url(document.case) if document.case else "",
        }


def _order_revision(request: HttpRequest, document: Document, latest: Revision, wish: Wish) -> Job:
    asked = services.next_wish(
        document=document, latest=latest, inputs=wish.inputs, note=wish.note, origins=wish.origins
    )
    return services.revision_request(actor=request.user, document=document, wish=asked)


def _edited_texts(request: HttpRequest, latest: Revision) -> dict[str, str]:
    """The posted texts that differ from the latest revision's, by section key."""
    posted = {
        name.removeprefix(TEXT): text.replace("\r\n", "\n").strip()
        for name, text in request.POST.items()
        if name.startswith(TEXT)
    }
    known = {text.key: text.text.strip() for text in document_page.texts_of(latest)}
    return {key: text for key, text in posted.items() if key in known and text != known[key]}


def _revise_texts(
    request: HttpRequest, document: Document, latest: Revision, edited: Mapping[str, str], note: str
) -> Job:
    """Ask for the revision first, so that texts that cannot be used change nothing, then keep the edit on the draft."""
    wish = services.next_wish(document=document, latest=latest, sections=edited, note=note)
    job = services.revision_request(actor=request.user, document=document, wish=wish)
    draft = document_page.draft_of(document)
    if draft is not None and ai_selectors.visible_to(request.user).filter(pk=draft.pk).exists():
        drafted = {section["key"] for section in draft.sections}
        texts = [{"key": key, "text": text} for key, text in edited.items() if key in drafted]
        ai_services.draft_edit(actor=request.user, draft=draft, sections=texts, note=note)
    return job
