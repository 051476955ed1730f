"""People and cases to try Hain with, and the main job run for them through the same services as for real clients."""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from accounts.models import User
from accounts.services import user_create
from cases import selectors as case_selectors
from cases.models import Case
from cases.services import assignment_add, case_open, case_transition
from cases.states import ACTIVE
from core.clock import manila_today
from documents import selectors, services
from documents.models import Revision, TemplateVersion
from documents.services.ordering import Wish

TEMPLATE: Final = "articles-of-incorporation-stock"
PEOPLE: Final = (
    ("admin", "Corazon Salonga", User.Role.ADMIN),
    ("lawyer", "Atty. Rafael Mabini", User.Role.LAWYER),
    ("reviewer", "Atty. Josefa Llanes", User.Role.LAWYER),
    ("client", "Liwayway dela Cruz", User.Role.CLIENT),
)
# The sample's members that the case keeps in fields of its own; the rest become the entity's details.
OF_THE_ENTITY: Final = ("corporateName", "tradeNames", "primaryPurpose", "principalOffice", "fiscalYearEnd")
OF_THE_PARTIES: Final = ("incorporators", "directors", "treasurer")


class DemoRefused(Exception):
    """The demonstration must not be made here; the sentence says why."""


@dataclass(frozen=True)
class Demo:
    """The demo people by their place in the practice, and the case that the main job is shown on."""

    users: Mapping[str, User]
    passwords: Mapping[str, str]
    case: Case


def is_empty() -> bool:
    """Whether nobody has used this database yet."""
    return not User.objects.exists() and not Case.objects.exists()


def demo_create() -> Demo:
    """Make the people and their cases. Raises DemoRefused in production and in a database that is in use."""
    if settings.ENVIRONMENT == "production":
        raise DemoRefused("Demo people are never made in production.")
    if not is_empty():
        raise DemoRefused("This database is in use; demo people are made only in an empty one.")
    version = _version()
    passwords = {place: _password() for place, _, _ in PEOPLE}
    users = {
        place: user_create(
            actor=None, email=f"{place}@hain.example", password=passwords[place], full_name=name, role=role
        )
        for place, name, role in PEOPLE
    }
    return Demo(users, passwords, _cases(users, version.sample))


def _password() -> str:
    """96 random bits in letters of which an address has too few to be found similar, with dashes to read it by."""
    return "-".join(secrets.token_hex(4) for _ in range(3))


def _version() -> TemplateVersion:
    """The newest published version of the demo's template. Raises DemoRefused when the library was not imported."""
    found = TemplateVersion.objects.published().filter(template__slug=TEMPLATE).select_related("template")
    version = found.order_by("-number").first()
    if version is None:
        raise DemoRefused("The template library is missing. Run: manage.py import_templates documents/library")
    return version


def demo_find(path: Path) -> tuple[User, Case]:
    """The lawyer and the case of the demo that was made here before. Raises DemoRefused when there is none."""
    try:
        lawyer_id = json.loads(path.read_text())["users"]["lawyer"]["id"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DemoRefused("This database is in use, and not by the demo: nothing is generated in it.") from error
    lawyer = User.objects.filter(pk=lawyer_id).first()
    case = None
    if lawyer is not None:
        case = case_selectors.visible_to(lawyer).filter(kind="incorporation").order_by("created_at").first()
    if lawyer is None or case is None:
        raise DemoRefused(f"The people of {path} are not in this database: nothing is generated in it.")
    return lawyer, case


def main_job(actor: User, case: Case) -> Revision:
    """Generate the incorporation PDF of the case with the template's sample, in this process."""
    version = selectors.version_get(actor, TEMPLATE, None)
    # A start neither pays a provider nor waits for one that is away.
    wish = Wish(version=version, inputs=version.sample, use_clauses=bool(settings.LLM_MODEL))
    return services.document_generate(actor=actor, case=case, wish=wish)


def logins_write(demo: Demo, path: Path) -> None:
    """Write the logins where only the owner of this installation reads them."""
    told = {
        "baseUrl": settings.PUBLIC_URL,
        "users": {
            place: {"email": user.email, "password": demo.passwords[place], "id": str(user.pk)}
            for place, user in demo.users.items()
        },
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(told, file, indent=2)


def _cases(users: Mapping[str, User], sample: Mapping[str, Any]) -> Case:
    admin, lawyer, reviewer, client = (users[place] for place in ("admin", "lawyer", "reviewer", "client"))
    today = manila_today()
    case = case_open(
        actor=lawyer,
        title=f"Incorporation of {sample['corporateName']}",
        kind="incorporation",
        client=client,
        priority="high",
        due_date=today + dt.timedelta(days=14),
        parties=_parties(sample),
        entity=_entity(sample),
    )
    assignment_add(actor=admin, case=case, lawyer=reviewer, role="reviewer")
    case_transition(actor=lawyer, case=case, to=ACTIVE)
    case_open(
        actor=lawyer,
        title=f"Annual filings of {sample['corporateName']}",
        kind="compliance",
        client=client,
        due_date=today + dt.timedelta(days=120),
    )
    case_open(actor=reviewer, title="Lease of a cold storage in Valenzuela", kind="contract")
    return case


def _parties(sample: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each incorporator of the sample as a party; the treasurer, who is one of them, once more in that role."""
    incorporators = [_party(one, "incorporator") for one in sample["incorporators"]]
    treasurers = [{**one, "role": "treasurer"} for one in incorporators if one["name"] == sample.get("treasurer")]
    return incorporators + treasurers


def _party(one: Mapping[str, Any], role: str) -> dict[str, Any]:
    return {
        "kind": "person",
        "role": role,
        "name": one["name"],
        "nationality": one.get("nationality", ""),
        "address": one.get("residence", ""),
        "tin": one.get("tin", ""),
        "birth_date": dt.date.fromisoformat(one["birthDate"]) if one.get("birthDate") else None,
    }


def _entity(sample: Mapping[str, Any]) -> dict[str, Any]:
    details = {key: value for key, value in sample.items() if key not in (*OF_THE_ENTITY, *OF_THE_PARTIES)}
    return {
        "name": sample["corporateName"],
        "legal_form": "stock_corporation",
        "trade_names": sample.get("tradeNames", []),
        "primary_purpose": sample.get("primaryPurpose", ""),
        "principal_office": sample.get("principalOffice", {}),
        "fiscal_year_end": sample.get("fiscalYearEnd", ""),
        "details": details,
    }
