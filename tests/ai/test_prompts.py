"""Prompts: golden messages, publishing by admins alone, the version on what was made, and the admin's pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from redis.exceptions import RedisError

from accounts.models import User
from ai import selectors, services
from ai.backends.base import DraftRequest, Section
from ai.exceptions import PolicyNotFound
from ai.models import Call, Draft, PromptVersion
from ai.prompts import drafting
from ai.prompts.shipped import Prompt, shipped
from ai.services.policies import policy_publish
from core import audit
from core.errors import Forbidden, InvalidInput
from tests.servers.openai_server import OpenAIServer

GOLDEN = sorted((Path(__file__).parent / "golden").glob("drafting-*.json"))
TEXT = "Draft plainly under Philippine law; where a fact is missing write ________ and go on. " * 2
RULE = {"id": "rent", "severity": "low", "message": "Rent.", "legalBasis": "L", "requires": ["rent"], "question": "?"}
URL = "admin:ai_promptversion_"


def golden_messages(given: dict[str, Any]) -> list[dict[str, str]]:
    ours = shipped("drafting")
    sections = [Section(one["key"], one["title"], one["brief"], tuple(one["points"])) for one in given["sections"]]
    request = DraftRequest(
        given["title"], sections, given["inputs"], given["tone"], given["locale"],
        Prompt(ours.version, ours.text), given["passages"],
    )  # fmt: skip
    return drafting.messages(request)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda one: one.stem)
def test_messages__stand_as_recorded_under_their_version(path: Path) -> None:
    golden = json.loads(path.read_text())
    assert shipped("drafting").version == golden["version"]
    assert golden_messages(golden["given"]) == golden["messages"]


def test_prompt_text__nothing_published__is_the_library(db: Any) -> None:
    assert selectors.prompt_text("drafting") == Prompt("drafting-2", shipped("drafting").text)


def test_publish__is_in_use_and_recorded_with_its_reason(admin_user: User) -> None:
    made = services.prompt_publish(actor=admin_user, purpose="drafting", text=TEXT, note="plainer")
    assert selectors.prompt_text("drafting") == Prompt("drafting-r1", TEXT.strip())
    (entry,) = audit.entries_of(made)
    assert (entry.verb, entry.before, entry.after, entry.actor_id) == (
        "prompt.published", "drafting-2", "drafting-r1", admin_user.pk,
    )  # fmt: skip
    assert entry.facts["note"] == "plainer"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": "Philippine ________"}, "length"),
        ({"text": "Philippine ________" + "x" * 20_000}, "length"),
        ({"text": TEXT.replace("________", "blank")}, "marker-missing"),
        ({"note": " "}, "reason-required"),
        ({"purpose": "poems"}, "unknown"),
    ],
)
def test_publish__what_does_not_do__changes_nothing(admin_user: User, change: dict[str, str], code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.prompt_publish(**{"actor": admin_user, "purpose": "drafting", "text": TEXT, "note": "n", **change})
    assert code in [one.code for one in refused.value.errors]
    assert PromptVersion.objects.count() == 0


def test_publish_and_withdraw__by_a_lawyer__are_refused(lawyer: User) -> None:
    with pytest.raises(Forbidden):
        services.prompt_publish(actor=lawyer, purpose="drafting", text=TEXT, note="n")
    with pytest.raises(Forbidden):
        services.prompt_withdraw(actor=lawyer, purpose="drafting", note="n")
    assert PromptVersion.objects.count() == 0


def test_withdraw__goes_back_to_a_version_and_to_the_library(admin_user: User) -> None:
    first = services.prompt_publish(actor=admin_user, purpose="drafting", text=TEXT, note="a")
    services.prompt_publish(actor=admin_user, purpose="drafting", text=TEXT + "More.", note="b")
    assert services.prompt_withdraw(actor=admin_user, purpose="drafting", to=1, note="c") == "drafting-r1"
    assert selectors.prompt_text("drafting").text == first.text
    assert services.prompt_withdraw(actor=admin_user, purpose="drafting", note="d") == "drafting-2"
    assert selectors.prompt_text("drafting").version == "drafting-2"
    assert PromptVersion.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_prompt_in_use__is_kept__until_another_is_published_or_withdrawn(
    admin_user: User, django_assert_num_queries: Any
) -> None:
    assert selectors.prompt_in_use("drafting").version == "drafting-2"
    with django_assert_num_queries(0):
        assert selectors.prompt_in_use("drafting").version == "drafting-2"
    services.prompt_publish(actor=admin_user, purpose="drafting", text=TEXT, note="a")
    assert selectors.prompt_in_use("drafting") == Prompt("drafting-r1", TEXT.strip())
    services.prompt_withdraw(actor=admin_user, purpose="drafting", note="b")
    assert selectors.prompt_in_use("drafting").version == "drafting-2"


def test_prompt_in_use__without_the_cache__is_read(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise RedisError("away")

    monkeypatch.setattr("ai.selectors.prompts.cache.get", away)
    assert selectors.prompt_in_use("drafting").version == "drafting-2"


def test_row__is_never_changed_or_removed(admin_user: User) -> None:
    made = services.prompt_publish(actor=admin_user, purpose="drafting", text=TEXT, note="a")
    for change in (made.save, made.delete):
        with pytest.raises(TypeError):
            change()


@pytest.mark.django_db(transaction=True)
def test_draft__names_the_published_version_and_keeps_the_rules(
    provider: OpenAIServer, lawyer: User, admin_user: User
) -> None:
    asked: dict[str, Any] = {"actor": lawyer, "type": "freeform", "inputs": {"instructions": "A lease."}}
    services.draft(**asked)
    services.prompt_publish(actor=admin_user, purpose="drafting", text=TEXT, note="a")
    draft = services.draft(**asked)
    assert (len(provider.chats), draft.prompt_version, draft.cached) == (2, "drafting-r1", False)
    assert Call.objects.filter(prompt_version="drafting-r1").count() == 1
    assert provider.chats[1].json["messages"][0]["content"] == f"{TEXT.strip()}\n\n{drafting.RULES}"


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.RoleBackend")
    return client


def test_admin__version_page_shows_the_escaped_difference(admin_user: User) -> None:
    made = services.prompt_publish(actor=admin_user, purpose="drafting", text=TEXT + "<script>x</script>", note="a")
    services.prompt_publish(actor=admin_user, purpose="drafting", text=TEXT, note="b")
    page = logged_in(admin_user).get(reverse(URL + "change", args=[made.pk])).content.decode()
    assert "+Draft plainly" in page
    assert "<script>x" not in page
    assert logged_in(admin_user).get(reverse(URL + "changelist")).status_code == 200


def test_admin__version_in_use__shows_its_lines_and_what_it_changed_of_the_one_before(admin_user: User) -> None:
    services.prompt_publish(actor=admin_user, purpose="drafting", text=TEXT + "\nTwo lines.", note="a")
    second = services.prompt_publish(actor=admin_user, purpose="drafting", text=TEXT + "\nThree lines.", note="b")
    page = logged_in(admin_user).get(reverse(URL + "change", args=[second.pk])).content.decode()
    assert [
        line for line in ("--- drafting-r1", "+++ drafting-r2", "-Two lines.", "+Three lines.") if line not in page
    ] == []
    assert f'<div style="white-space: pre-wrap; overflow-wrap: anywhere">{TEXT}\nThree lines.</div>' in page


def test_admin__add__publishes(admin_user: User) -> None:
    given = {"purpose": "drafting", "text": TEXT, "note": "a"}
    assert logged_in(admin_user).get(reverse(URL + "add")).status_code == 200
    assert logged_in(admin_user).post(reverse(URL + "add"), given).status_code == 302
    assert selectors.prompt_text("drafting").version == "drafting-r1"
    back = logged_in(admin_user).post(reverse(URL + "back_to_shipped"), {"purpose": "drafting"})
    assert (back.status_code, selectors.prompt_text("drafting").version) == (302, "drafting-2")


@pytest.mark.parametrize(
    ("query", "purpose"), [("", "analysis"), ("?purpose=chat", "chat"), ("?purpose=x", "analysis")]
)
def test_admin__add__offers_the_purpose_of_its_text_alone(
    client: Client, admin_user: User, query: str, purpose: str
) -> None:
    client.force_login(admin_user)
    form = client.get(f"/admin/ai/promptversion/add/{query}").context["adminform"].form
    assert form["text"].value() == shipped(purpose).text
    assert [value for value, _ in form.fields["purpose"].choices] == [purpose]
    assert "?purpose=drafting" in form.fields["purpose"].help_text


def test_admin__lawyer__sees_nothing(lawyer: User) -> None:
    for name in ("changelist", "add", "try_out", "back_to_shipped"):
        assert logged_in(lawyer).get(reverse(URL + name)).status_code in (302, 403)


@pytest.mark.django_db(transaction=True)
def test_try_out__shows_scrubbed_messages_and_keeps_no_draft(provider: OpenAIServer, admin_user: User) -> None:
    given = {"purpose": "drafting", "text": "A letter to juan@kanaryo.example.", "locale": "en"}
    shown = logged_in(admin_user).post(reverse(URL + "try_out"), given).content.decode()
    assert "[[EMAIL_1]]" in shown
    assert provider.chats == []
    asked = logged_in(admin_user).post(reverse(URL + "try_out"), {**given, "ask": "1"})
    assert asked.status_code == 200
    assert (len(provider.chats), Draft.objects.count(), Call.objects.count()) == (1, 0, 1)
    assert "juan@kanaryo.example" not in provider.everything


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("purpose", ["drafting", "chat", "analysis"])
def test_try_out__of_an_unpublished_text__sends_it_and_publishes_nothing(
    provider: OpenAIServer, admin_user: User, purpose: str
) -> None:
    policy_publish(actor=None, slug="lease", title="Leases", rules=[RULE])
    given = {"purpose": purpose, "guidance": "Answer in verses.", "text": "Of juan@kanaryo.example.", "locale": "en"}
    page = logged_in(admin_user).post(reverse(URL + "try_out"), {**given, "policy": "lease", "ask": "1"})
    assert f"{purpose}-unpublished" in page.content.decode()
    sent = provider.chats[0].json["messages"]
    assert sent[0]["content"].startswith("Answer in verses.\n\n")
    assert "juan@kanaryo.example" not in provider.everything
    call = Call.objects.get()
    assert (call.prompt_version, call.purpose.startswith(purpose[:4])) == (f"{purpose}-unpublished", True)
    assert selectors.prompt_text(purpose).version != f"{purpose}-unpublished"


@pytest.mark.django_db(transaction=True)
def test_try_out__of_chat__sends_no_person_of_a_source(provider: OpenAIServer, admin_user: User) -> None:
    services.source_put(
        actor=admin_user, title="Penguins", text="Write to Atty. Maria Kanaryo, maria@kanaryo.example, about penguins."
    )
    asked: dict[str, Any] = {"actor": admin_user, "purpose": "chat", "text": "Penguins?", "locale": "en", "ask": True}
    messages = str(services.prompt_try_out(**asked).messages)
    assert "about penguins" in messages
    assert "[[EMAIL_1]]" in messages
    assert [one for one in ("Kanaryo", "maria@kanaryo.example") if one in messages + provider.everything] == []


def test_try_out__of_the_text_in_use__as_a_browser_sends_it__is_that_version(admin_user: User) -> None:
    asked: dict[str, Any] = {"actor": admin_user, "purpose": "chat", "text": "x", "locale": "en", "ask": False}
    used = selectors.prompt_text("chat")
    assert "\n" in used.text
    for guidance in ("", used.text, used.text.replace("\n", "\r\n") + "\r\n"):
        assert services.prompt_try_out(**asked, guidance=guidance).version == used.version


def test_try_out__of_an_unknown_purpose_or_policy__says_so(admin_user: User, lawyer: User) -> None:
    asked: dict[str, Any] = {"text": "x", "locale": "en", "ask": False}
    with pytest.raises(InvalidInput):
        services.prompt_try_out(actor=admin_user, purpose="poetry", **asked)
    with pytest.raises(PolicyNotFound):
        services.prompt_try_out(actor=admin_user, purpose="analysis", policy="nope", **asked)
    with pytest.raises(Forbidden):
        services.prompt_try_out(actor=lawyer, purpose="chat", **asked)
