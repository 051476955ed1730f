"""Publishing policies: by an admin in the admin site, or from a library of YAML files."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import User
from ai import analysis
from ai.analysis.files import PolicyFile, read_folder
from ai.models import Policy, PolicyVersion
from core import audit
from core.clock import manila_today
from core.errors import Fault, Forbidden, InvalidInput

LONGEST_TITLE = 200
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class ImportedPolicy:
    """What an import did, or would do: `new`, `new version`, `unchanged`, or `kept` where staff published their own."""

    slug: str
    outcome: str
    number: int


def policy_publish(*, actor: User | None, slug: str, title: str, rules: list[Any]) -> PolicyVersion:
    """Publish `rules` as the next version of the policy `slug`, which need not exist; the same again changes nothing.

    `actor` None is the system. Raises Forbidden for anybody but an admin, and InvalidInput with each fault: of the
    slug, the title, the rules' language, or a sample that a rule does not treat as it says. Then nothing is written.
    """
    if actor is not None and not (actor.is_active and actor.role == User.Role.ADMIN):
        raise Forbidden("Policies are published by administrators.")
    _require_publishable(slug, title, rules)
    checksum = _checksum(title, rules)
    with transaction.atomic():
        policy, _ = Policy.objects.get_or_create(slug=slug, defaults={"title": title})
        policy = Policy.objects.select_for_update().get(pk=policy.pk)
        latest = policy.versions.filter(number=policy.latest_number).first()
        if latest is not None and latest.checksum == checksum:
            return latest
        made = PolicyVersion.objects.create(
            policy=policy, number=policy.latest_number + 1, rules=rules, checksum=checksum, published_by=actor
        )
        policy.title, policy.latest_number = title, made.number
        policy.save(update_fields=["title", "latest_number"])
        facts = {"slug": slug, "version": made.number, "checksum": checksum, "rules": len(rules)}
        audit.record(actor=actor, verb="policy.published", subject=made, facts=facts, staff_only=True)
    return made


def policies_import(*, actor: User | None, path: Path, dry_run: bool = False) -> list[ImportedPolicy]:
    """Import the `*.yaml` of a folder (or one file), all or nothing; safe to run twice.

    A policy whose newest version was published by a person is kept as it is. Raises InvalidInput naming the policy.
    """
    files = read_folder(path)
    outcomes = [_outcome(one) for one in files]
    for one in files:
        try:
            _require_publishable(one.slug, one.title, one.rules)
        except InvalidInput as error:
            raise InvalidInput(f"{one.slug}: {error.detail}", errors=error.errors) from error
    if not dry_run:
        with transaction.atomic():
            for one, outcome in zip(files, outcomes, strict=True):
                if outcome.outcome in ("new", "new version"):
                    policy_publish(actor=actor, slug=one.slug, title=one.title, rules=one.rules)
    return outcomes


def _require_publishable(slug: str, title: str, rules: list[Any]) -> None:
    faults: list[Fault] = []
    if len(slug) > 80 or not _SLUG.fullmatch(slug):
        faults.append(Fault("/slug", "format", "A slug is small letters, digits and hyphens, e.g. data-privacy."))
    if not title.strip() or len(title) > LONGEST_TITLE:
        faults.append(Fault("/title", "max-length", f"A title has 1 to {LONGEST_TITLE} characters."))
    try:
        faults += analysis.sample_faults(analysis.read_rules(rules), today=manila_today())
    except InvalidInput as error:
        faults += error.errors
    if faults:
        more = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
        raise InvalidInput(f"{faults[0].pointer}: {faults[0].detail}{more}", errors=faults)


def _checksum(title: str, rules: list[Any]) -> str:
    content = json.dumps([title, rules], sort_keys=True, ensure_ascii=False)
    return f"sha256:{hashlib.sha256(content.encode()).hexdigest()}"


def _outcome(file: PolicyFile) -> ImportedPolicy:
    latest = PolicyVersion.objects.filter(policy__slug=file.slug).order_by("-number").first()
    if latest is None:
        return ImportedPolicy(file.slug, "new", 1)
    if latest.checksum == _checksum(file.title, file.rules):
        return ImportedPolicy(file.slug, "unchanged", latest.number)
    if latest.published_by_id is not None:
        return ImportedPolicy(file.slug, "kept", latest.number)
    return ImportedPolicy(file.slug, "new version", latest.number + 1)
