"""The http guard: what it refuses, what it repeats, what it never says."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
import structlog

from core.backends import NotAuthorised, OutcomeUnknown, RateLimited, Rejected, Retryable, Unsupported
from core.http import GuardedClient, is_public, resolve_host
from tests.servers.openai_server import OpenAIServer

PUBLIC = "93.184.216.34"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda seconds: None)


def client(
    handle: Callable[[httpx.Request], httpx.Response],
    *,
    trusted: bool = True,
    resolve: Callable[..., list[str]] | None = None,
    **limits: float,
) -> GuardedClient:
    return GuardedClient(
        trusted=trusted,
        resolve=resolve or (lambda host, port: [PUBLIC]),
        transport=httpx.MockTransport(handle),
        **limits,  # type: ignore[arg-type]
    )


class Answers:
    """Gives these answers (or raises them) in turn, the last again and again, and counts."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        given = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(given, Exception):
            raise given
        # A fresh answer with an unread stream, as a connection gives it.
        return httpx.Response(given.status_code, headers=given.headers, stream=httpx.ByteStream(given.read()))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104
        "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "fec0::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "fe80::1%eth0",
        "not an address",
    ],
)  # fmt: skip
def test_address_inside_a_private_network__is_not_public(address: str) -> None:
    assert is_public(address) is False


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_address_of_the_open_internet__is_public(address: str) -> None:
    assert is_public(address) is True


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost:8000/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/", "http://127.1/",
        "http://169.254.169.254/latest/meta-data", "http://[::ffff:127.0.0.1]/",
    ],
)  # fmt: skip
def test_untrusted__address_of_this_machine_however_written__is_refused_before_connecting(url: str) -> None:
    answers = Answers(httpx.Response(200))
    with pytest.raises((Rejected, Retryable)):
        client(answers, trusted=False, resolve=resolve_host, retries=0).request("GET", url)
    assert answers.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.com/",
        "gopher://example.com/",
        "http://user:secret@example.com/",
        "http:///x",
        "",
    ],
)
def test_untrusted__other_scheme_or_credentials_in_the_address__is_refused(url: str) -> None:
    answers = Answers(httpx.Response(200))
    with pytest.raises(Rejected):
        client(answers, trusted=False).request("GET", url)
    assert answers.requests == []


def test_untrusted__one_private_address_among_public_ones__is_refused() -> None:
    answers = Answers(httpx.Response(200))
    with pytest.raises(Rejected):
        client(answers, trusted=False, resolve=lambda host, port: [PUBLIC, "10.0.0.1"]).request(
            "GET", "https://example.com/"
        )
    assert answers.requests == []


def test_untrusted__connects_to_the_address_that_was_checked() -> None:
    answers = Answers(httpx.Response(200, content=b"ok"))
    resolved: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        resolved.append(host)
        return [PUBLIC]

    assert client(answers, trusted=False, resolve=resolve).request("GET", "https://example.com/a?b=1").body == b"ok"
    (sent,) = answers.requests
    assert (sent.url.host, sent.headers["host"], sent.extensions["sni_hostname"]) == (
        PUBLIC,
        "example.com",
        "example.com",
    )
    assert resolved == ["example.com"]


def test_untrusted__redirect_into_a_private_network__is_refused() -> None:
    answers = Answers(httpx.Response(302, headers={"location": "http://intranet.example/secret"}))
    addresses = {"example.com": [PUBLIC], "intranet.example": ["10.0.0.7"]}
    with pytest.raises(Rejected):
        client(answers, trusted=False, resolve=lambda host, port: addresses[host]).request(
            "GET", "https://example.com/"
        )
    assert len(answers.requests) == 1


def test_untrusted__redirect_to_another_host__leaves_credentials_behind() -> None:
    answers = Answers(httpx.Response(302, headers={"location": "https://other.example/x"}), httpx.Response(200))
    client(answers, trusted=False).request(
        "GET", "https://example.com/", headers={"Authorization": "Bearer s", "X-Own": "1"}
    )
    assert "authorization" not in answers.requests[1].headers
    assert (answers.requests[1].headers["x-own"], answers.requests[1].headers["host"]) == ("1", "other.example")


def test_untrusted__endless_redirects__end() -> None:
    answers = Answers(httpx.Response(302, headers={"location": "https://example.com/again"}))
    with pytest.raises(Rejected):
        client(answers, trusted=False, max_redirects=3).request("GET", "https://example.com/")
    assert len(answers.requests) == 4


def test_trusted__redirect__is_not_followed() -> None:
    answers = Answers(httpx.Response(302, headers={"location": "http://elsewhere.example/"}))
    with pytest.raises(Rejected):
        client(answers).request("GET", "http://127.0.0.1/")
    assert len(answers.requests) == 1


@pytest.mark.parametrize(
    ("status", "expected"),
    [(400, Rejected), (401, NotAuthorised), (403, NotAuthorised), (404, Rejected), (405, Unsupported), (409, Rejected),
     (408, Retryable), (429, RateLimited), (500, Retryable), (501, Unsupported), (502, Retryable), (503, Retryable)],
)  # fmt: skip
def test_status__becomes_one_of_the_six_errors(status: int, expected: type[Exception]) -> None:
    with pytest.raises(expected):
        client(Answers(httpx.Response(status)), retries=0).request("GET", "http://x.example/")


@pytest.mark.parametrize(("status", "tries"), [(500, 3), (503, 3), (429, 3), (400, 1), (401, 1), (404, 1)])
def test_only_passing_failures__are_repeated(status: int, tries: int) -> None:
    answers = Answers(httpx.Response(status))
    with pytest.raises((Retryable, RateLimited, Rejected, NotAuthorised)):
        client(answers, retries=2).request("GET", "http://x.example/")
    assert len(answers.requests) == tries


def test_retry_after_that_is_long__is_told_and_not_waited_for() -> None:
    answers = Answers(httpx.Response(429, headers={"retry-after": "120"}))
    with pytest.raises(RateLimited) as caught:
        client(answers, retries=2).request("GET", "http://x.example/")
    assert (caught.value.retry_after, len(answers.requests)) == (120, 1)


def test_second_try_that_succeeds__is_the_answer() -> None:
    answers = Answers(httpx.ConnectError("down"), httpx.Response(200, json={"a": 1}))
    assert client(answers).request("POST", "http://x.example/", json_body={}).json() == {"a": 1}


@pytest.mark.parametrize(
    "failure",
    [httpx.ReadTimeout("late"), httpx.RemoteProtocolError("hung up"), httpx.ReadError("gone"), httpx.Response(500)],
)
def test_post_that_may_have_arrived__is_never_repeated_blind(failure: httpx.Response | Exception) -> None:
    answers = Answers(failure)
    with pytest.raises(OutcomeUnknown):
        client(answers).request("POST", "http://x.example/", json_body={})
    assert len(answers.requests) == 1


def test_post_with_idempotency_key__is_repeated() -> None:
    answers = Answers(httpx.ReadTimeout("late"), httpx.Response(201))
    assert client(answers).request("POST", "http://x.example/", headers={"Idempotency-Key": "k"}).status == 201


def test_answer_larger_than_allowed__is_refused() -> None:
    with pytest.raises(Rejected):
        client(Answers(httpx.Response(200, content=b"x" * 1001)), max_bytes=1000).request("GET", "http://x.example/")


def test_compressed_answer__is_refused_since_it_may_be_a_bomb() -> None:
    answers = Answers(httpx.Response(200, headers={"content-encoding": "br"}, stream=httpx.ByteStream(b"x")))
    with pytest.raises(Rejected):
        client(answers).request("GET", "http://x.example/")


def test_answer_that_is_no_json__is_retryable() -> None:
    with pytest.raises(Retryable):
        client(Answers(httpx.Response(200, content=b"<html>"))).request("GET", "http://x.example/").json()


def test_log__names_host_method_status__and_no_contents() -> None:
    with structlog.testing.capture_logs() as lines:
        client(Answers(httpx.Response(200, content=b"body-canary"))).request(
            "POST",
            "http://x.example/path-canary?q=query-canary",
            headers={"Authorization": "header-canary"},
            content=b"sent-canary",
        )
    (line,) = [one for one in lines if one["event"] == "http.call"]
    assert (line["host"], line["method"], line["status"]) == ("x.example", "POST", 200)
    assert "canary" not in str(lines)


def test_trusted__real_server_on_loopback__answers() -> None:
    with OpenAIServer() as server, GuardedClient(trusted=True) as guarded:
        assert guarded.request("GET", f"{server.api_base}/models").json()["data"][0]["id"] == "test-model"


def test_untrusted__real_server_on_loopback__is_never_reached() -> None:
    with OpenAIServer() as server, GuardedClient(trusted=False) as guarded:
        with pytest.raises(Rejected):
            guarded.request("GET", f"{server.api_base}/models")
        assert server.received == []


def test_real_server_that_is_down__is_retryable() -> None:
    with OpenAIServer() as server:
        address = server.api_base
    with pytest.raises(Retryable), GuardedClient(trusted=True, retries=0) as guarded:
        guarded.request("GET", f"{address}/models")
