"""Forty personal values in a case, its document, a question, a draft's inputs and a text to be analysed: none leaves
the house, and none stands in logs, metrics, the cache or the messages of jobs."""

from __future__ import annotations

import json
import logging

import pytest
import structlog
from django.core.cache import cache
from prometheus_client import generate_latest

from accounts.models import User
from ai import services
from ai.models import Call, ConsultationMessage, DraftType
from ai.services.policies import policy_publish
from cases.models import Case, Party, PartyIdentifier, PartyName
from config.settings.apps import ROOMS
from core.models import Job
from tests.ai.asking import ask
from tests.ai.conftest import TYPE
from tests.servers.openai_server import OpenAIServer, Received, answer

pytestmark = pytest.mark.django_db(transaction=True)
# Where it stands, how it is written there, and what of it must not be seen anywhere.
OF_THE_CASE = [
    ("Pedro M. Magbanua Jr.", "Magbanua"), ("Pedring Magbanwa", "Magbanwa"), ("Ligaya Zamudio-Uy", "Zamudio"),
    ("Zosimo Quiambao", "Quiambao"), ("987-654-321-000", "987-654-321"), ("A12-34-567890", "A12-34-567890"),
    ("77 Ilang-ilang Street, Barangay Malaya, Pasig City", "Ilang-ilang"), ("pedro@party.example", "pedro@party"),
    ("+639285550001", "9285550001"), ("Magbanua Trading Corp.", "Magbanua Trading"), ("111-222-333-000", "111-222-333"),
    ("Lorenzo Abogado", "Abogado"), ("Clara Kliyente", "Kliyente"), ("clara@people.example", "clara@people"),
]  # fmt: skip
OF_THE_MESSAGE = [
    ("Mr. Crisanto Villareal", "Villareal"), ("Atty. Perlita Macaraeg", "Macaraeg"),
    ("crisanto@anywhere.example", "crisanto@"), ("0917 555 1234", "555 1234"), ("(02) 8123 4567", "8123 4567"),
    ("SSS 34-1234567-8", "34-1234567"), ("TIN 445-566-778", "445-566-778"), ("passport P1234567A", "P1234567A"),
    ("PhilHealth 12-345678901-2", "345678901"), ("Pag-IBIG 1212-3434-5656", "1212-3434"),
    ("card 4111 1111 1111 1111", "4111 1111"), ("PRC 0123456", "0123456"), ("UMID CRN-0111-2233445-6", "2233445"),
]  # fmt: skip
OF_THE_DOCUMENT = [
    ("Bonifacio Dimaculangan", "Dimaculangan"), ("TIN 556-667-889", "556-667-889"),
    ("boni@document.example", "boni@document"), ("0918 777 8899", "777 8899"),
    ("driver's license N01-23-456789", "N01-23-456789"), ("SSS No. 04-7654321-9", "7654321"),
]  # fmt: skip
OF_THE_INPUTS = {
    "corporateName": "Kanaryo Harvest Foods Inc.", "treasurer": "Niña Corazon S. Ibañez",
    "principalOffice": {"line1": "118 Kalabasa Avenue", "city": "Quezon City"},
    "incorporators": [{"name": "Juana P. Dimasalang", "tin": "223-344-556-000", "birthDate": "1988-03-14"}],
    "contact": {"email": "juana@kanaryo.example", "mobile": "+639171234567"},
}  # fmt: skip
IN_INPUTS = ["Kanaryo", "Ibañez", "118 Kalabasa", "Dimasalang", "223-344-556", "1988-03-14", "juana@", "9171234567"]
CANARIES = [seen for _, seen in (*OF_THE_CASE, *OF_THE_MESSAGE, *OF_THE_DOCUMENT)] + IN_INPUTS
RULES = [{"id": "rent", "severity": "high", "message": "No rent.", "legalBasis": "L", "requires": ["rent"],
          "question": "Is the rent clear?"}]  # fmt: skip


@pytest.fixture
def full_case(case: Case) -> Case:
    for name in ("Ligaya Zamudio-Uy", "Zosimo Quiambao"):
        PartyName.objects.create(party=Party.objects.create(case=case, kind="person", role="witness"), name=name)
    party = case.parties.first()
    PartyIdentifier.objects.create(party=party, scheme="drivers_licence", value="A12-34-567890")
    text = "The lease of the warehouse names " + ", ".join(written for written, _ in OF_THE_DOCUMENT) + "."
    services.case_text_put(case=case, origin="doc:1", title="Lease of Bonifacio Dimaculangan", text=text)
    return case


def _repeats(request: Received) -> str:
    return "\n".join(str(one["content"]) for one in request.json["messages"][1:])


def _everything_in(case: Case) -> str:
    written = [one for one, _ in (*OF_THE_CASE, *OF_THE_MESSAGE)]
    return "What does the lease of the warehouse say of " + ", ".join(written) + "?"


def test_there_are_forty_of_them() -> None:
    assert len(CANARIES) >= 40
    assert len(set(CANARIES)) == len(CANARIES)


def test_canaries__are_seen_nowhere_outside(
    provider: OpenAIServer, lawyer: User, full_case: Case, draft_type: DraftType, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    kept: list[str] = []
    for name in ("set", "add", "get"):
        original = getattr(cache, name)
        monkeypatch.setattr(
            cache, name, lambda *args, _call=original, **more: (kept.append(str(args)), _call(*args, **more))[1]
        )
    provider.default = answer(_repeats)
    policy_publish(actor=None, slug="lease", title="Leases", rules=RULES)
    question = _everything_in(full_case)
    for logger in ("", *ROOMS):  # the libraries' and our own
        caplog.set_level(logging.DEBUG, logger=logger or None)
    with structlog.testing.capture_logs() as lines:
        first = ask(lawyer, question, case=full_case)
        told: list[str] = []
        ask(lawyer, f"Once more: {question}", consultation=first.consultation, tell=told.append)
        draft = services.draft(actor=lawyer, type=TYPE, inputs=OF_THE_INPUTS, case=full_case)
        services.analyze(actor=lawyer, text=question, policy="lease", case=full_case)
    assert Call.objects.filter(status="ok").count() == 4
    stored = [draft.prompt, *ConsultationMessage.objects.values_list("prompt", flat=True)]
    places = {
        "provider": provider.everything,
        "log lines": str(lines),
        "logs": caplog.text,
        "metrics": generate_latest().decode(),
        "cache": str(kept),
        "jobs": str(list(Job.objects.values_list("payload", "dedupe_key", "result"))),
        "stored prompts": json.dumps(stored, ensure_ascii=False),
    }
    leaks = {place: [one for one in CANARIES if one.lower() in text.lower()] for place, text in places.items()}
    assert leaks == dict.fromkeys(places, [])
    assert question in first.text
    assert all(one in "".join(told) for one in (written for written, _ in OF_THE_MESSAGE))
    assert all(text for text in places.values())
