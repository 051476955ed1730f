"""`/api/ai/chat`, its stream, and consultations, as the frontend sees them."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from ai import services
from ai.models import Consultation, Source
from cases.models import Case
from tests.ai.conftest import make_user
from tests.servers.openai_server import OpenAIServer, answer, broken_stream, failure, stream

pytestmark = pytest.mark.django_db(transaction=True)
CHAT = "/api/ai/chat"
STREAM = "/api/ai/chat/stream"
QUESTION = "How many incorporators may form a stock corporation?"


@pytest.fixture
def source(admin_user: User) -> Source:
    return services.source_put(
        actor=admin_user, title="Incorporation", kind="statute", citation="RA 11232 s.10", url="", locale="en",
        text="Up to fifteen incorporators may form a stock corporation.",
    )  # fmt: skip


def api(user: User | None) -> APIClient:
    client = APIClient()
    if user is not None:
        client.force_authenticate(user)
    return client


def ask(user: User, path: str = CHAT, headers: dict[str, str] | None = None, **body: Any) -> Any:
    asked = {"userId": str(user.pk), "message": QUESTION, **body}
    return api(user).post(path, asked, format="json", headers=headers)


def events(response: Any) -> list[tuple[str, Any]]:
    whole = b"".join(response.streaming_content) if response.streaming else response.content
    found = []
    for block in whole.decode().strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_chat__without_a_model__answers_with_quotes(source: Source, lawyer: User) -> None:
    response = ask(lawyer)
    consultation = Consultation.objects.get()
    quote = "Up to fifteen incorporators may form a stock corporation."
    assert response.status_code == 200
    assert response.json() == {
        "answer": "The AI does not answer at the moment. This is what our sources say on your question:\n\n"
        f"“{quote}”\n(RA 11232 s.10)",
        "references": [{"title": "Incorporation", "citation": "RA 11232 s.10", "quote": quote}],
        "tokensUsed": 0,
        "cached": False,
        "degraded": True,
        "consultationId": str(consultation.pk),
        "removed": 0,
    }


def test_chat__of_a_client__is_information_and_can_be_handed_over(
    provider: OpenAIServer, client_user: User, lawyer: User, case: Case
) -> None:
    body = ask(client_user, context={"caseId": str(case.pk)}).json()
    assert (body["answer"], body["kind"], body["tokensUsed"]) == ("A plain answer.", "information", 18)
    assert body["notice"].startswith("This is general information, not legal advice.")
    path = f"/api/ai/consultations/{body['consultationId']}/hand-over"
    assert body["handOver"]["available"] is True
    assert body["handOver"]["url"].endswith(path)
    handed = api(client_user).post(path, {"note": "Please."}, format="json")
    assert (handed.status_code, handed.json()["handedOverAt"] is not None) == (200, True)
    assert api(lawyer).post(path, {}, format="json").status_code == 404
    alone = ask(client_user).json()
    assert alone["handOver"] == {"available": False}
    refused = api(client_user).post(f"/api/ai/consultations/{alone['consultationId']}/hand-over", {}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "no-lawyer-to-ask")


def test_chat__of_a_client_whose_case_has_no_lawyer_yet__offers_none(
    provider: OpenAIServer, client_user: User, case: Case
) -> None:
    case.assignments.all().delete()
    body = ask(client_user, context={"caseId": str(case.pk)}).json()
    assert body["handOver"] == {"available": False}
    assert body["notice"] == "This is general information, not legal advice."


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("So says RA 99999.", "One quote or citation was taken out, since our sources do not bear it out."),
        (
            "So say RA 99999 and RA 99998.",
            "2 quotes or citations were taken out, since our sources do not bear them out.",
        ),
    ],
)
def test_chat__what_was_taken_out__is_told(provider: OpenAIServer, lawyer: User, text: str, notice: str) -> None:
    provider.default = answer(text)
    assert ask(lawyer).json()["notice"] == notice


def test_chat__goes_on_with_a_consultation(provider: OpenAIServer, lawyer: User, case: Case) -> None:
    first = ask(lawyer, context={"caseId": str(case.pk)}).json()
    second = ask(lawyer, message="And then?", context={"consultationId": first["consultationId"]}).json()
    assert second["consultationId"] == first["consultationId"]
    shown = api(lawyer).get(f"/api/ai/consultations/{first['consultationId']}").json()
    assert [(one["number"], one["role"], one["text"]) for one in shown["messages"]] == [
        (1, "user", QUESTION), (2, "assistant", "A plain answer."),
        (3, "user", "And then?"), (4, "assistant", "A plain answer."),
    ]  # fmt: skip
    assert (shown["caseId"], shown["userId"], shown["title"]) == (str(case.pk), str(lawyer.pk), QUESTION)


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"message": ""}, 422, "/message"), ({"message": " \n "}, 422, "/message"),
        ({"message": None}, 422, "/message"),
        ({"message": "x" * 20_001}, 422, "/message"), ({"message": {"a": 1}}, 422, "/message"),
        ({"userId": "nobody"}, 422, "/userId"), ({"userId": None}, 422, "/userId"),
        ({"context": []}, 422, "/context"), ({"context": {"caseId": 7}}, 422, "/context/caseId"),
        ({"context": {"caseId": "x"}}, 422, "/context/caseId"), ({"context": {"a": "x" * 50_001}}, 422, "/context"),
        ({"context": {"consultationId": "x"}}, 422, "/context/consultationId"),
        ({"locale": "not a tag"}, 422, "/locale"), ({"locale": "x" * 21}, 422, "/locale"),
        ({"context": {"caseId": str(uuid.uuid4())}}, 404, None),
        ({"context": {"consultationId": str(uuid.uuid4())}}, 404, None),
        ({"userId": str(uuid.uuid4())}, 403, None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", [CHAT, STREAM])
@pytest.mark.django_db(transaction=False)  # nothing is sent, so nothing needs to be committed
def test_chat__bad_input__is_told_and_nothing_is_sent(
    provider: OpenAIServer, lawyer: User, path: str, change: dict[str, Any], status: int, pointer: str | None
) -> None:
    response = ask(lawyer, path, **change)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    if pointer:
        assert [one["pointer"] for one in response.json()["errors"]] == [pointer]
    assert (provider.chats, Consultation.objects.exists()) == ([], False)


def test_chat__on_a_case_of_others__is_404(
    provider: OpenAIServer, other_lawyer: User, client_user: User, case: Case
) -> None:
    stranger = make_user("client", "Santiago Iba")
    for user in (other_lawyer, stranger):
        assert ask(user, context={"caseId": str(case.pk)}).status_code == 404
    assert api(None).post(CHAT, {}, format="json").status_code == 401
    assert provider.chats == []


def test_chat__same_idempotency_key__replays_the_answer(provider: OpenAIServer, lawyer: User) -> None:
    key = {"Idempotency-Key": "chat-1"}
    first, second = ask(lawyer, headers=key), ask(lawyer, headers=key)
    assert (second.content, second["Idempotency-Replayed"]) == (first.content, "true")
    assert (len(provider.chats), Consultation.objects.count()) == (1, 1)
    assert ask(lawyer, headers=key, message="Else").status_code == 422


def test_chat__provider_away__is_503_with_retry_after(provider: OpenAIServer, lawyer: User) -> None:
    provider.default = failure(500)
    response = ask(lawyer)
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert not Consultation.objects.exists()


def test_consultations__list__is_filtered_by_case(
    provider: OpenAIServer, lawyer: User, other_lawyer: User, client_user: User, case: Case
) -> None:
    on_case = ask(client_user, context={"caseId": str(case.pk)}).json()["consultationId"]
    alone = ask(lawyer).json()["consultationId"]
    listed = api(lawyer).get("/api/ai/consultations").json()
    assert [one["id"] for one in listed["results"]] == [alone, on_case]
    filtered = api(lawyer).get(f"/api/ai/consultations?case={case.pk}").json()
    assert [one["id"] for one in filtered["results"]] == [on_case]
    assert api(lawyer).get("/api/ai/consultations?case=x").status_code == 422
    assert api(other_lawyer).get("/api/ai/consultations").json()["results"] == []
    assert api(other_lawyer).get(f"/api/ai/consultations/{on_case}").status_code == 404


# --- the stream -------------------------------------------------------------------------------------------------


def test_stream__tells_deltas_and_then_the_whole_body(provider: OpenAIServer, source: Source, lawyer: User) -> None:
    provider.script(stream("Up to fifteen [S", "1]. That ", "is all."))
    response = ask(lawyer, STREAM, headers={"Accept": "text/event-stream"})
    assert (response.status_code, response["Content-Type"]) == (200, "text/event-stream; charset=utf-8")
    told = events(response)
    assert told[:-1] == [("delta", {"text": "Up to fifteen (RA 11232 s.10)."}), ("delta", {"text": " That is all."})]
    name, body = told[-1]
    assert (name, body["answer"]) == ("done", "Up to fifteen (RA 11232 s.10). That is all.")
    assert (body["tokensUsed"], body["degraded"], body["cached"]) == (18, False, False)
    assert body["consultationId"] == str(Consultation.objects.get().pk)


def test_stream__that_breaks_off__ends_with_the_problem(provider: OpenAIServer, lawyer: User) -> None:
    provider.default = broken_stream("One. ", "Two")
    told = events(ask(lawyer, STREAM))
    assert told[0] == ("delta", {"text": "One."})
    assert (told[-1][0], told[-1][1]["code"], told[-1][1]["status"]) == ("error", "backend-outcome-unknown", 504)
    assert len(told) == 2
    assert not Consultation.objects.exists()


def test_stream__that_fails_before_its_first_word__is_an_ordinary_problem(provider: OpenAIServer, lawyer: User) -> None:
    provider.default = failure(500)
    response = ask(lawyer, STREAM)
    assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")


def test_stream__same_idempotency_key__replays_the_events(provider: OpenAIServer, lawyer: User) -> None:
    provider.default = answer("One. Two.")
    key = {"Idempotency-Key": "stream-1"}
    first = events(ask(lawyer, STREAM, headers=key))
    again = ask(lawyer, STREAM, headers=key)
    assert (events(again), again["Idempotency-Replayed"]) == (first, "true")
    assert (len(provider.chats), Consultation.objects.count()) == (1, 1)


def test_stream__broken_off__leaves_the_key_free(provider: OpenAIServer, lawyer: User) -> None:
    provider.script(broken_stream("One. ", "Two"), failure(403))
    key = {"Idempotency-Key": "stream-2"}
    assert events(ask(lawyer, STREAM, headers=key))[-1][0] == "error"
    assert events(ask(lawyer, STREAM, headers=key))[-1][1]["degraded"] is True


def test_stream__caller_who_hangs_up__finds_the_answer_in_the_consultation(
    provider: OpenAIServer, lawyer: User
) -> None:
    provider.script(stream("One. ", "Two. ", "Three.", pause_seconds=0.2))
    response = ask(lawyer, STREAM, headers={"Idempotency-Key": "stream-3"})
    next(iter(response.streaming_content))
    response.close()
    provider.wait_for_chats(1)
    again = ask(lawyer, STREAM, headers={"Idempotency-Key": "stream-3"})
    while again.status_code == 409:
        again = ask(lawyer, STREAM, headers={"Idempotency-Key": "stream-3"})
    assert events(again)[-1][1]["answer"] == "One. Two. Three."
    assert Consultation.objects.get().messages.get(number=2).text == "One. Two. Three."
