"""Consultations in the admin: staff read what was asked and answered, ask themselves, and reply to clients."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from ai import selectors, services
from ai.models import Consultation
from ai.services.chat import LONGEST_MESSAGE
from ai.services.consultations import LONGEST_REPLY
from cases import selectors as cases
from core.admin import ReadOnlyAdmin
from core.errors import DomainError, NotFound

LONGEST_IN_LIST = 56  # characters


class AskForm(forms.Form):
    """A question; with a case number its documents may be quoted too."""

    message = forms.CharField(
        max_length=LONGEST_MESSAGE,
        label="Question",
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    )
    case_number = forms.CharField(
        required=False,
        max_length=16,
        label="Case number (optional)",
        help_text="The documents of this case are searched too, and its people are kept from the AI provider.",
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "2026-000123"}),
    )


class FurtherForm(forms.Form):
    """The next question of a conversation."""

    message = forms.CharField(
        max_length=LONGEST_MESSAGE,
        label="Ask further",
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )


class ReplyForm(forms.Form):
    """A lawyer's own answer."""

    text = forms.CharField(max_length=LONGEST_REPLY, label="Reply", widget=UnfoldAdminTextareaWidget(attrs={"rows": 5}))


@admin.register(Consultation)
class ConsultationAdmin(ReadOnlyAdmin):
    """Consultations that the user may see, the newest first; those that wait for a lawyer are marked."""

    list_display = ("question", "asker", "case_number", "how_it_stands", "updated_at")
    list_filter = (("handed_over_at", admin.EmptyFieldListFilter),)
    list_select_related = ("asker", "case")
    search_fields = ("title__istartswith", "case__number__startswith")
    search_help_text = "The beginning of the question, or of the case number"
    ordering = ("-updated_at",)
    show_full_result_count = False
    actions_list = ("ask",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Consultation]:
        return selectors.consultations_visible_to(request.user)

    @action(description="Ask a question", url_path="ask", icon="chat")
    def ask(self, request: HttpRequest) -> HttpResponse:
        """The form for a new question; the answer opens as a consultation."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = AskForm(request.POST or None, initial={"case_number": request.GET.get("case", "")[:16]})
        if request.method == "POST" and form.is_valid():
            answered = self._asked(request, form)
            if answered is not None:
                return answered
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "Ask a question", "form": form}
        return render(request, "ai/consultation_ask.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The conversation, and what the reader can do with it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            consultation = selectors.consultation_get(request.user, object_id)
        except NotFound as error:
            raise Http404 from error
        further = FurtherForm(request.POST if "message" in request.POST else None)
        reply = ReplyForm(request.POST if "text" in request.POST else None)
        done = request.method == "POST" and self._carry_out(request, consultation, further, reply)
        if done:
            return self._page(consultation)
        own = consultation.asker_id == request.user.pk
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": consultation.title,
            "consultation": consultation,
            "thread": consultation.messages.all(),
            "forms": [
                {"form": further, "label": "Ask", "about": ""}
                if own
                else {"form": reply, "label": "Reply", "about": f"{consultation.asker} reads it in the consultation."}
            ],
        }
        return render(request, "ai/consultation.html", context)

    def _carry_out(
        self, request: HttpRequest, consultation: Consultation, further: FurtherForm, reply: ReplyForm
    ) -> bool:
        """Ask further, or reply; whether it was done."""
        actor: Any = request.user
        try:
            if further.is_bound and further.is_valid():
                own = selectors.continued(actor, consultation.pk)
                message = further.cleaned_data["message"]
                services.chat(actor=actor, user_id=own.served_id, message=message, consultation=own)
                return True
            if reply.is_bound and reply.is_valid():
                text = reply.cleaned_data["text"]
                services.consultation_reply(actor=actor, consultation=consultation, text=text)
                messages.success(request, "Your reply stands in the consultation.")
                return True
        except DomainError as refused:
            messages.error(request, f"{refused.title}. {refused.detail}")
        return False

    def _asked(self, request: HttpRequest, form: AskForm) -> HttpResponse | None:
        actor: Any = request.user
        number = form.cleaned_data["case_number"].strip()
        case = cases.visible_to(actor).filter(number=number).first() if number else None
        if number and case is None:
            form.add_error("case_number", "There is no case of that number that you may see.")
            return None
        try:
            answer = services.chat(actor=actor, user_id=actor.pk, message=form.cleaned_data["message"], case=case)
        except DomainError as refused:
            form.add_error(None, f"{refused.title}. {refused.detail}")
            return None
        return self._page(answer.consultation)

    def _page(self, consultation: Consultation) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:ai_consultation_change", args=[consultation.pk]))

    @display(description="Question", ordering="title")
    def question(self, consultation: Consultation) -> str:
        """The beginning of the first question, short enough for a phone."""
        return Truncator(consultation.title).chars(LONGEST_IN_LIST)

    @display(description="Case", ordering="case__number")
    def case_number(self, consultation: Consultation) -> str:
        """The number of the case, where there is one."""
        return consultation.case.number if consultation.case is not None else "-"

    @display(
        description="State",
        ordering="handed_over_at",
        label={"Waits for a lawyer": "warning", "Lawyer replied": "success", "Answered": "info"},
    )
    def how_it_stands(self, consultation: Consultation) -> str:
        """Whether a lawyer is to answer, or has."""
        if consultation.waits_for_lawyer:
            return "Waits for a lawyer"
        return "Lawyer replied" if consultation.replied_at else "Answered"
