"""A practice without its library: mails about cases need people, and papers only where they are about them."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from accounts.models import User
from accounts.services import user_update
from notifications.models import Message
from tests.esign.conftest import agreement  # noqa: F401 - a fixture
from tests.notifications.conftest import smtp_server  # noqa: F401 - a fixture
from tests.practice import person


@dataclass
class Post:
    """What was mailed since it was last looked at."""

    seen: set = field(default_factory=set)

    def fresh(self) -> list[Message]:
        """The new mails, oldest first."""
        found = [one for one in Message.objects.order_by("created_at", "id") if one.pk not in self.seen]
        self.seen.update(one.pk for one in found)
        return found

    def told(self) -> list[tuple[str, str]]:
        """Key and reader (the part of the address before the @) of each new mail, sorted."""
        return sorted((one.kind, one.recipients.get().address.partition("@")[0]) for one in self.fresh())


@pytest.fixture
def post(db) -> Post:
    return Post()


@dataclass
class House:
    """Staff and clients by name."""

    people: dict[str, User]

    def __getattr__(self, name: str) -> User:
        return self.people[name.replace("_", "-")]

    def speaks_filipino(self, *names: str) -> None:
        for name in names:
            user_update(actor=None, user=self.people[name], changes={"locale": "fil"})

    def closes(self, name: str) -> None:
        user_update(actor=None, user=self.people[name], changes={"is_active": False})


ROLES = {
    "admin": "admin", "second-admin": "admin", "ana": "lawyer", "ben": "lawyer", "cora": "lawyer", "client": "client",
    "other-client": "client",
}  # fmt: skip


@pytest.fixture
def house(db) -> House:
    return House({name: person(name, role) for name, role in ROLES.items()})
