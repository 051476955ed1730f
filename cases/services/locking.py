"""The lock that every change of a case takes first, so that two changes come one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils import timezone

from cases.constants import OFFICE_PARTS
from cases.models import Case
from core.errors import NotFound
from core.pii.digests import digest_of_value


def locked(case: Case) -> Case:
    """The case as it stands now, locked until the transaction ends."""
    found = Case.objects.select_for_update().filter(pk=case.pk).first()
    if found is None:
        raise NotFound
    return found


def touch(case: Case) -> None:
    """Note that something about the case has changed."""
    case.updated_at = timezone.now()
    Case.objects.filter(pk=case.pk).update(updated_at=case.updated_at)


def change(old: Any, new: Any) -> dict[str, Any]:
    """How one field changed."""
    return {"old": plain(old), "new": plain(new)}


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The fields whose values differ, each with how it changed."""
    return {name: change(before.get(name), value) for name, value in after.items() if before.get(name) != value}


def former(changes: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What an event says of the old values: a digest of each, "" where there was none.

    Of an object that holds further details only the members that changed are told, as `details.<member>`; an address
    is told as a whole.
    """
    found: dict[str, str] = {}
    for name, one in changes.items():
        old, new = one["old"], one["new"]
        if isinstance(old, Mapping) and not set(old) <= set(OFFICE_PARTS):
            now = new if isinstance(new, Mapping) else {}
            found |= {f"{name}.{key}": digest_of_value(value) for key, value in old.items() if now.get(key) != value}
        else:
            found[name] = digest_of_value(old)
    return found


def plain(value: Any) -> Any:
    """A field's value as data: what JSON has no word for becomes a text."""
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    if isinstance(value, models.Model):
        return str(value.pk)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
