"""What stands on the page of who has entered the code: the paper, its people, and the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from esign import consent
from esign.constants import Role
from esign.models import Signer
from esign.organisation import organisation_name
from esign.page_images import paper_of
from esign.pages.forms import SignForm
from esign.pages.visits import Visit
from esign.selectors import people_shown
from esign.states import SIGNED
from esign.wording import day, words_for


def paper_context(
    visit: Visit, *, form: SignForm | None = None, faults: Mapping[str, str] | None = None, reason: str = ""
) -> dict[str, Any]:
    """All that the page shows; `form`, `faults` and `reason` where it is shown again for what is wrong with it."""
    envelope, words, locale = visit.envelope, visit.words, visit.locale
    paper = paper_of(envelope.file_checksum)
    practice = organisation_name()
    sender = envelope.created_by.full_name
    count = len(paper.sheets)
    return {
        "address": visit.address,
        "token": visit.token,
        "mark": visit.mark,
        "title": envelope.document.title,
        "from": words["from" if sender else "from_practice"].format(name=sender, practice=practice),
        "message": envelope.message,
        "message_from": words["message"].format(name=sender or practice),
        "due": words["due"].format(day=day(envelope.expires_at, locale)),
        "people": [_person(one, visit) for one in people_shown(envelope)],
        "language": paper.language,
        "sheets": [(one, words["page_of"].format(number=one.number, count=count)) for one in paper.sheets],
        "count": words["page" if count == 1 else "pages"].format(count=count),
        "file": envelope.file_checksum.removeprefix("sha256:")[:16],
        "signer": visit.signer,
        "draws": visit.signer.role != Role.APPROVER,
        "initials": envelope.initials and visit.signer.role == Role.SIGNER,
        "today": day(timezone.now(), locale),
        "consent": consent.consent_text(locale),
        "consent_version": consent.VERSION,
        "form": form or SignForm(),
        "faults": faults or {},
        "missing": {
            "agreed": words["agreed-required"],
            "name": words["another-name"].format(name=visit.signer.name),
            "drawing": words["drawing-empty"],
            "initials": words["initials-required"],
            "reason": words["reason-required"],
        },
        "reason": reason,
        "first": next((name for name in ORDER if name in (faults or {})), ""),
    }


# The fields in the order of the form: the first that is faulty gets the focus.
ORDER = ("agreed", "name", "drawing", "initials", "reason")


def _person(one: Signer, visit: Visit) -> dict[str, Any]:
    """How somebody is shown to the others: by name, part and standing; never by address."""
    words = words_for(visit.locale, one.role)
    part = "" if one.role == Role.CC else words["role"]
    done = one.status == SIGNED
    how = (
        words["part_done"].format(day=day(one.acted_at or timezone.now(), visit.locale)) if done else words[one.status]
    )
    return {"name": one.name, "part": part, "how": how, "you": one.pk == visit.signer.pk, "done": done}
