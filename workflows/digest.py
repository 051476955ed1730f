"""The daily digest: one mail to each member of staff, on working days, about what waits for them.

Asked for by the clock and done once a day a person, whoever asks how often: the job carries a dedupe key, and so does
the mail. Where nothing waits none is sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.constants import STAFF
from accounts.models import User
from ai import selectors as ai_selectors
from cases import selectors as case_selectors
from cases.states import CLOSED, DECLINED
from core import jobs
from core.clock import manila_now, manila_today
from core.models import Job
from documents import selectors as document_selectors
from esign import selectors as esign_selectors
from esign.states import RUNNING
from notifications import notice_selectors, wording
from notifications.constants import DELIVER
from notifications.models import Message, NoticePreference
from notifications.notice_kinds import DIGEST
from notifications.services import notices_told
from notifications.services.settling import NOT_DELIVERED
from notifications.states import SUPPRESSED
from workflows.mailing import mail_to

SEND = "digest.send"
EVERY_SECONDS = 600
LATEST_HOURS = 4  # a house that stood still at the hour catches up, but not in the evening
DUE_WITHIN = dt.timedelta(days=7)
SIGNED_WITHIN = dt.timedelta(days=3)
FAILED_SINCE = dt.timedelta(days=7)
MOST_LINES = 8
REVIEWS, QUESTIONS, DUE, SIGNATURES, MAILS, JOBS, NOTICES = (
    "reviews", "questions", "due", "signatures", "mails", "jobs", "notices",
)  # fmt: skip
TITLES: Mapping[str, Mapping[str, str]] = {
    REVIEWS: {"en": "Documents for your review", "fil": "Mga dokumentong susuriin mo"},
    QUESTIONS: {"en": "Questions to answer", "fil": "Mga tanong na sasagutin"},
    DUE: {"en": "Cases due within seven days", "fil": "Mga kasong may takdang araw sa loob ng pitong araw"},
    SIGNATURES: {
        "en": "Signatures to come within three days",
        "fil": "Mga pirmang hinihintay sa loob ng tatlong araw",
    },
    MAILS: {"en": "Mails of yours that did not arrive", "fil": "Mga sulat mong hindi nakarating"},
    JOBS: {"en": "Failed jobs", "fil": "Mga trabahong hindi natapos"},
    NOTICES: {"en": "Unread notices", "fil": "Mga paunawang hindi pa nababasa"},
}
NOTICE_TITLES: Mapping[str, Mapping[str, str]] = {
    "for-review": {"en": "Documents for review", "fil": "Mga dokumentong susuriin"},
    "approved": {"en": "Documents approved", "fil": "Mga dokumentong inaprubahan"},
    "returned": {"en": "Documents sent back", "fil": "Mga dokumentong ibinalik"},
    "assigned": {"en": "Assignments", "fil": "Mga kasong itinalaga sa iyo"},
    "question": {"en": "Questions", "fil": "Mga tanong"},
    "mail-not-delivered": {"en": "Mails not delivered", "fil": "Mga sulat na hindi nakarating"},
    "flagged": {"en": "Outdated documents", "fil": "Mga dokumentong luma na"},
    "papers-disagree": {"en": "Papers that disagree", "fil": "Mga papel na hindi magkatugma"},
    "signature-completed": {"en": "Papers signed", "fil": "Mga dokumentong napirmahan"},
    "signature-declined": {"en": "Signatures declined", "fil": "Mga tinanggihang pirma"},
    "signature-expired": {"en": "Signatures expired", "fil": "Mga pirmang lumampas sa takdang oras"},
    "signature-trouble": {"en": "Signing that needs a look", "fil": "Mga pirmahang kailangang tingnan"},
    "signing-certificate": {"en": "Signing certificate", "fil": "Sertipiko sa pagpirma"},
    "job-failed": {"en": "Failed jobs", "fil": "Mga trabahong hindi natapos"},
}
DUE_WORDS = {"en": "due {day}", "fil": "takda sa {day}"}


@dataclass(frozen=True)
class Found:
    """Of one sort of thing: how many there are, and the first of them, each as its values."""

    count: int
    first: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Waiting:
    """What waits for one person, by sort; and their unread notices by kind."""

    found: Mapping[str, Found]
    notices: Mapping[str, int]


def is_due(now: dt.datetime) -> bool:
    """Whether digests go out at this time of Manila: a working day, from the set hour on and not long after."""
    if not settings.DIGEST_ENABLED or not is_working_day(now.date()):
        return False
    return settings.DIGEST_HOUR <= now.hour < settings.DIGEST_HOUR + LATEST_HOURS


def is_working_day(day: dt.date) -> bool:
    """Monday to Friday. Holidays are proclaimed year by year, and a mail on one of them harms nobody."""
    return day.weekday() < 5


def digests_ask() -> int:
    """Ask for today's digests where it is time; gives how many were asked for now."""
    now = manila_now()
    if not is_due(now):
        return 0
    day = now.date().isoformat()
    unwanted = NoticePreference.objects.filter(kind=DIGEST, in_digest=False).values("user")
    staff = User.objects.filter(role__in=STAFF, is_active=True).exclude(pk__in=unwanted).order_by("pk")
    keys = {f"digest:{day}:{key}": key for key in staff.values_list("pk", flat=True)}
    asked = set(Job.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True))
    with transaction.atomic():
        for name, key in keys.items():
            if name not in asked:
                jobs.enqueue(kind=SEND, payload={"user": str(key), "day": day}, dedupe_key=name)
    return len(keys) - len(asked)


@jobs.handler(SEND, queue="default")
def send(job: jobs.RunningJob) -> dict[str, Any]:
    """Write somebody's digest of the day; run again, it is the same mail. One that is late by a day is not written."""
    user = User.objects.filter(pk=job.payload["user"]).first()
    if user is None or job.payload["day"] != manila_today().isoformat():
        return {"sent": False}
    return {"sent": digest_send(user)}


def digest_send(user: User) -> bool:
    """Mail `user` what waits; gives whether there was anything, and they want to know."""
    if not user.is_active or not user.is_staff or not notice_selectors.wants_digest(user):
        return False
    now, day = timezone.now(), manila_today()
    shown = sections(waiting_for(user, day), user.locale)
    if not shown:
        return False
    values = {
        "day": day,
        "sections": shown,
        "link": f"{settings.PUBLIC_URL}{reverse('admin:index')}",
    }
    with transaction.atomic():
        mail_to(user, DIGEST, about=day.isoformat(), values=values)
        notices_told(user=user, until=now)
    return True


def sections(waiting: Waiting, locale: str) -> list[dict[str, Any]]:
    """What waits, as the mail shows it: for each sort a title, how many, the first in words, and how many more.
    Sorts of which there is nothing are left out.
    """
    language = locale if locale in wording.LOCALES else wording.ENGLISH
    made = [_section(key, waiting.found[key], language) for key in TITLES if key in waiting.found]
    if waiting.notices:
        lines = [f"{NOTICE_TITLES[kind][language]}: {count}" for kind, count in waiting.notices.items()]
        total = sum(waiting.notices.values())
        made.append({"title": TITLES[NOTICES][language], "count": total, "lines": lines, "more": 0})
    return [section for section in made if section["count"]]


def waiting_for(user: User, day: dt.date) -> Waiting:
    """What waits for `user` on that day, as far as they may see it."""
    since = timezone.now() - FAILED_SINCE
    reviews = document_selectors.to_review(user).select_related("document__case").order_by("created_at")
    cases = case_selectors.visible_to(user).exclude(status__in=(CLOSED, DECLINED))
    due = cases.filter(due_date__lte=day + DUE_WITHIN).order_by("due_date", "number")
    soon = timezone.now() + SIGNED_WITHIN
    out = esign_selectors.visible_to(user).filter(status__in=RUNNING, expires_at__lte=soon).order_by("expires_at", "id")
    mails = Message.objects.filter(created_by=user, created_at__gte=since, status__in=(*NOT_DELIVERED, SUPPRESSED))
    found: dict[str, tuple[QuerySet[Any], Sequence[str]]] = {
        REVIEWS: (reviews, ("document__title", "document__case__number")),
        QUESTIONS: (ai_selectors.waiting_for(user), ("case__title", "case__number")),
        DUE: (due, ("title", "number", "due_date")),
        SIGNATURES: (out, ("document__title", "case__number")),
        MAILS: (mails.order_by("-created_at"), ("subject", "case__number")),
        JOBS: (failed_jobs(user, since).order_by("-finished_at"), ("kind",)),
    }
    return Waiting(
        {key: Found(rows.count(), list(rows.values(*names)[:MOST_LINES])) for key, (rows, names) in found.items()},
        notice_selectors.unread_by_kind(user),
    )


def failed_jobs(user: User, since: dt.datetime) -> QuerySet[Job]:
    """The jobs that failed since then: an admin's all; a lawyer's own, without mails, which are told as mails."""
    failed = Job.objects.filter(status=Job.Status.FAILED, finished_at__gte=since)
    return failed if user.role == User.Role.ADMIN else failed.filter(user_id=user.pk).exclude(kind=DELIVER)


def _section(key: str, found: Found, language: str) -> dict[str, Any]:
    lines = [_line(one, language) for one in found.first]
    return {"title": TITLES[key][language], "count": found.count, "lines": lines, "more": found.count - len(lines)}


def _line(values: Mapping[str, Any], language: str) -> str:
    """The values of one thing in a row, a day in words."""
    told = [
        DUE_WORDS[language].format(day=wording.day(one, language)) if isinstance(one, dt.date) else str(one)
        for one in values.values()
        if one
    ]
    return ", ".join(told)
