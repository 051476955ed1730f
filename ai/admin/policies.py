"""Policies in the admin: their rules as a table, a text tried against them, and a new version published from YAML."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from accounts.models import User
from ai import analysis
from ai.admin.findings import risk_pill, rules_list, stretches
from ai.analysis.files import LONGEST_FILE, read_policy, write_policy
from ai.models import Policy, PolicyVersion
from ai.selectors.analysis import policies_visible_to
from ai.services.analysis import LONGEST_TEXT
from ai.services.policies import policy_publish
from core.admin import ReadOnlyAdmin
from core.clock import manila_today
from core.errors import DomainError

NEW_POLICY = """\
slug: my-policy
title: My policy
rules:
  - id: first-rule
    severity: medium
    message: What is wrong with the text.
    suggestion: What to write instead.
    legalBasis: Law and section
    requires:
      - words that|which must stand
    keeps:
      - Words that must stand are here.
    offends:
      - Something else.
"""


class TextForm(forms.Form):
    """A text, and the policy to hold it against."""

    policy = forms.ChoiceField(widget=UnfoldAdminSelectWidget)
    text = forms.CharField(
        max_length=LONGEST_TEXT,
        strip=False,
        help_text="Nothing of it is kept.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 14}),
    )

    def __init__(self, *args: Any, policies: QuerySet[Policy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["policy"]
        field.choices = [(one.slug, one.title) for one in policies]

    def clean_text(self) -> str:
        """The text with a browser's line ends made plain."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class YamlForm(forms.Form):
    """A whole policy as YAML."""

    policy = forms.CharField(
        max_length=LONGEST_FILE,
        strip=False,
        label="Policy (YAML)",
        help_text="What is published is never changed; a change becomes the next version.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 30, "spellcheck": "false", "style": "font-family: monospace"}),
    )


@admin.register(Policy)
class PolicyAdmin(ReadOnlyAdmin):
    """Published policies with the rules of their newest version."""

    list_display = ("title", "slug", "version", "rule_count", "published_at", "published_by")
    search_fields = ("title__istartswith", "slug__istartswith")
    search_help_text = "The beginning of a title or slug"
    ordering = ("slug",)
    show_full_result_count = False
    readonly_fields = ("title", "slug", "version", "published_at", "published_by", "rules", "versions_so_far")
    actions_list = ("try_out", "publish")
    actions_detail = ("try_this_out", "edit")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Policy]:
        return policies_visible_to(request.user)

    def get_fieldsets(self, request: HttpRequest, obj: Policy | None = None) -> Any:
        about = ("Policy", {"fields": [("title", "slug"), ("version", "published_at", "published_by")]})
        return [about, ("Rules", {"fields": ["rules"]}), ("Versions", {"fields": ["versions_so_far"]})]

    def has_publish_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may publish: admins."""
        user: Any = request.user
        return bool(user.is_authenticated and user.is_active and user.role == User.Role.ADMIN)

    @action(description="Try out a text", url_path="try-out", icon="search", permissions=["view"])
    def try_out(self, request: HttpRequest) -> HttpResponse:
        """The findings of a policy in a pasted text, marked in it. Nothing is kept."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        policies = policies_visible_to(request.user).order_by("slug")
        posted = request.POST if request.method == "POST" else None
        form = TextForm(posted, policies=policies, initial={"policy": request.GET.get("policy", "")})
        context = self._context(request, "Try out a text", form=form)
        if posted is not None and form.is_valid():
            context |= _tried(policies.get(slug=form.cleaned_data["policy"]), form.cleaned_data["text"])
        return render(request, "ai/policy_try_out.html", context)

    @action(description="Publish from YAML", url_path="publish", icon="upload", permissions=["publish"])
    def publish(self, request: HttpRequest) -> HttpResponse:
        """A policy's YAML to be edited; saving publishes it as the next version, or says all that is wrong."""
        if not self.has_publish_permission(request):
            raise PermissionDenied
        form = YamlForm(request.POST if request.method == "POST" else None, initial={"policy": self._yaml(request)})
        refused: DomainError | None = None
        if form.is_bound and form.is_valid():
            try:
                return self._published(request, form.cleaned_data["policy"])
            except DomainError as error:
                refused = error
        context = self._context(request, "Publish a policy", form=form, refused=refused)
        return render(request, "ai/policy_publish.html", context, status=422 if refused else 200)

    @action(description="Try out", url_path="try-this-out", icon="search", permissions=["view"])
    def try_this_out(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """To the try-out with this policy chosen."""
        return self._to("try_out", request, object_id)

    @action(description="Publish a new version", url_path="edit", icon="edit", permissions=["publish"])
    def edit(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """To the YAML of this policy."""
        return self._to("publish", request, object_id)

    def _to(self, name: str, request: HttpRequest, object_id: str) -> HttpResponse:
        policy = self.get_object(request, object_id)
        if policy is None:
            raise PermissionDenied
        return HttpResponseRedirect(f"{reverse(f'admin:ai_policy_{name}')}?{urlencode({'policy': policy.slug})}")

    def _yaml(self, request: HttpRequest) -> str:
        policy = self.get_queryset(request).filter(slug=request.GET.get("policy", "")).first()
        return write_policy(policy.slug, policy.title, _current(policy).rules) if policy else NEW_POLICY

    def _published(self, request: HttpRequest, written: str) -> HttpResponse:
        read = read_policy(written)
        user: Any = request.user
        version = policy_publish(actor=user, slug=read.slug, title=read.title, rules=read.rules)
        messages.success(request, f"{read.title} stands at version {version.number}.")
        return HttpResponseRedirect(reverse("admin:ai_policy_change", args=[version.policy_id]))

    def _context(self, request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **more}

    @display(description="Version", ordering="latest_number")
    def version(self, policy: Policy) -> int:
        return policy.latest_number

    @display(description="Rules")
    def rule_count(self, policy: Policy) -> int:
        return len(_current(policy).rules)

    @display(description="Published")
    def published_at(self, policy: Policy) -> str:
        return _when(_current(policy))

    @display(description="By")
    def published_by(self, policy: Policy) -> str:
        return _by(_current(policy))

    @display(description="Rules")
    def rules(self, policy: Policy) -> SafeString:
        """The rules of the newest version."""
        return rules_list(_current(policy).read())

    @display(description="Versions")
    def versions_so_far(self, policy: Policy) -> SafeString:
        """Every version with a link to its rules, newest first."""
        lines = (
            (
                reverse("admin:ai_policyversion_change", args=[one.pk]),
                one.number,
                _when(one),
                _by(one),
            )
            for one in policy.versions.select_related("published_by").order_by("-number")
        )
        return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}">Version {}</a>, {}, {}</li>', lines))


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnlyAdmin):
    """One version with its rules; nothing about it ever changes."""

    list_display = ("__str__", "published_at", "published_by")
    list_select_related = ("policy", "published_by")
    ordering = ("policy__slug", "-number")
    show_full_result_count = False
    fields = readonly_fields = ("policy", "number", "published_at", "published_by", "checksum", "rules_read")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PolicyVersion]:
        visible = policies_visible_to(request.user).order_by().values("pk")
        return PolicyVersion.objects.filter(policy__in=visible).select_related("policy", "published_by")

    @display(description="Rules")
    def rules_read(self, version: PolicyVersion) -> SafeString:
        """The rules of this version."""
        return rules_list(version.read())


def _current(policy: Policy) -> PolicyVersion:
    current: PolicyVersion = vars(policy)["current"][0]  # prefetched by policies_visible_to
    return current


def _when(version: PolicyVersion) -> str:
    return date_format(timezone.localtime(version.published_at), "j M Y, g:i A")


def _by(version: PolicyVersion) -> str:
    return str(version.published_by) if version.published_by is not None else "the library"


def _tried(policy: Policy, text: str) -> dict[str, Any]:
    found = analysis.evaluated(text, _current(policy).read(), today=manila_today())
    return {
        "policy": policy,
        "findings": found.findings,
        "omitted": found.omitted,
        "risk": risk_pill(analysis.risk_level(found.findings)),
        "stretches": stretches(text, found.findings),
    }
