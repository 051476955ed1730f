"""People, a case with parties, something to draft, and a provider on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from ai import scrubbing, services
from ai.models import DraftType, Source
from cases.models import Assignment, Case, Entity, Party, PartyAddress, PartyIdentifier, PartyName
from tests.servers.openai_server import OpenAIServer

TYPE = "articles-for-tests"
LAW = """## Number of incorporators [RA 11232 s.10]

Up to fifteen incorporators may form a stock corporation. One is enough for a one person corporation.

## Minimum capital [RA 11232 s.12]

A stock corporation needs no minimum capital unless a special law asks for it."""
SECTIONS = [
    {
        "key": "purpose",
        "title": "Primary purpose",
        "brief": "What the corporation does.",
        "requiredPoints": [],
        "clauses": {
            "en/formal": "The primary purpose of {{ corporateName }} is {{ primaryPurpose }}.",
            "fil/formal": "Ang pangunahing layunin ng {{ corporateName }} ay {{ primaryPurpose }}.",
        },
    },
    {
        "key": "office",
        "title": "Principal office",
        "brief": "Where it has its office.",
        "requiredPoints": [],
        "clauses": {"en/formal": "The principal office is at {{ principalOffice.line1 }}, {{ principalOffice.city }}."},
    },
]
SCHEMA = {
    "type": "object",
    "required": ["corporateName", "primaryPurpose", "principalOffice", "treasurer"],
    "properties": {"principalOffice": {"type": "object", "required": ["line1", "city"]}},
}
INPUTS = {
    "corporateName": "Kanaryo Harvest Foods Inc.",
    "primaryPurpose": "to grow and sell vegetables",
    "principalOffice": {"line1": "118 Kalabasa Avenue", "barangay": "Central", "city": "Quezon City"},
    "treasurer": "Niña Corazon S. Ibañez",
    "incorporators": [{"name": "Juan P. dela Cruz", "tin": "123-456-789-000", "birthDate": "1988-03-14"}],
    "contact": {"email": "juan@kanaryo.example", "mobile": "+639171234567"},
}


def make_user(role: str, name: str) -> User:
    user = User(
        email_confirmed_at=timezone.now(),
        email=f"{name.split(maxsplit=1)[0].lower()}@people.example",
        full_name=name,
        role=role,
    )
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def admin_user(db: Any) -> User:
    return make_user("admin", "Amelia Admin")


@pytest.fixture
def lawyer(db: Any) -> User:
    return make_user("lawyer", "Lorenzo Abogado")


@pytest.fixture
def other_lawyer(db: Any) -> User:
    return make_user("lawyer", "Olivia Iba")


@pytest.fixture
def client_user(db: Any) -> User:
    return make_user("client", "Clara Kliyente")


@pytest.fixture
def case(lawyer: User, client_user: User) -> Case:
    made = Case.objects.create(
        number="2026-000001", title="A corporation", kind="incorporation", client=client_user, opened_by=lawyer
    )
    Assignment.objects.create(case=made, lawyer=lawyer, role="lead")
    person = Party.objects.create(
        case=made, kind="person", role="incorporator", email="pedro@party.example", mobile="+639285550001"
    )
    PartyName.objects.create(party=person, name="Pedro M. Magbanua Jr.")
    PartyName.objects.create(party=person, name="Pedring Magbanwa", until=timezone.now())
    PartyIdentifier.objects.create(party=person, scheme="tin", value="987-654-321-000")
    PartyAddress.objects.create(party=person, text="77 Ilang-ilang Street, Barangay Malaya, Pasig City")
    Entity.objects.create(case=made, name="Magbanua Trading Corp.", tin="111-222-333-000")
    return made


@pytest.fixture
def draft_type(db: Any) -> DraftType:
    return services.draft_type_publish(slug=TYPE, version=1, title="Articles", sections=SECTIONS, input_schema=SCHEMA)


@pytest.fixture
def source(admin_user: User) -> Source:
    return services.source_put(
        actor=admin_user, title="Incorporation", kind="statute", citation="RA 11232", url="https://law.example/11232",
        locale="en", text=LAW,
    )  # fmt: skip


@pytest.fixture(scope="session")
def _server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as server:
        yield server


@pytest.fixture
def provider(_server: OpenAIServer, settings: Any, monkeypatch: pytest.MonkeyPatch) -> OpenAIServer:
    """The provider, configured; pauses between tries are short."""
    _server.reset()
    settings.LLM_MODEL = "openai/test-model"
    settings.LLM_API_BASE = _server.api_base
    settings.LLM_API_KEY = "test-key"
    settings.LLM_TIMEOUT_SECONDS = 5.0
    settings.LLM_MAX_RETRIES = 2
    settings.LLM_FALLBACK_MODELS = []
    monkeypatch.setattr("core.backends.FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr("core.backends._exponential", lambda state: 0.01)
    return _server


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """No test profits from what another has had scrubbed."""
    scrubbing.forget()
