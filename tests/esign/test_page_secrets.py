"""The token of a signer's link: in no log, no referrer and no other page; and nobody finds one by trying."""

import logging
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.settings.logs import LOGGING, mask_paths
from core.models import AuditEntry, Job
from tests.esign.conftest import FIRST, initiate
from tests.esign.visitors import Visitor, heading

pytestmark = pytest.mark.django_db


@pytest.fixture
def entered(agreement) -> Visitor:
    return Visitor(initiate(agreement)[1]).enter()


def test_answers__are_kept_by_nobody_and_take_nothing_from_elsewhere(entered):
    stranger = Visitor(entered.token)
    unknown = Visitor("x" * 43)
    answers = [
        stranger.open(), stranger.send("enter-code", code="1"), stranger.open(**{"sec-fetch-site": "cross-site"}),
        entered.open(), entered.send("sign"), entered.send("nonsense"), unknown.open(), unknown.send("sign"),
        unknown.open("/file.pdf"),
    ]  # fmt: skip
    for answer in answers:
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Content-Security-Policy"] == (
            "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; form-action 'self'; "
            "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"
        )
        assert answer.cookies == {}
        body = answer.content.decode()
        assert re.findall(r"<script(?![^>]* src=)|<style| style=| on\w+=", body) == []
        assert [one for one in re.findall(r'(?:src|href|action)="([^"]*)"', body) if not re.match("[/#]", one)] == []
    assert {one.content for one in answers[6:8]} == {answers[8].content}


def test_token_that_nobody_has__looks_alike_and_takes_the_same_work(entered):
    tried = ["x", "x" * 5000, entered.token[:-1], entered.token + "A", "%00", "ñ"]
    seen = set()
    for token in tried:
        for more in ("", "/page/1.png", "/file.pdf"):
            with CaptureQueriesContext(connection) as asked:
                answer = Visitor(token).open(more)
            seen.add((*heading(answer), len(answer.content), len(asked)))
    assert len(seen) == 1
    assert [one[:2] + one[3:] for one in seen] == [(404, "There is no such link", 1)]


def test_page__is_counted_as_an_anonymous_call__and_refused_in_words(entered, settings):
    settings.LIMIT_ANONYMOUS_PER_MINUTE = 2
    unknown = Visitor("x" * 43)
    answers = [unknown.open() for _ in range(3)]
    assert [one.status_code for one in answers] == [404, 404, 429]
    assert (heading(answers[2]), int(answers[2]["Retry-After"]) > 0) == ((429, "A little slower, please"), True)
    assert answers[2]["Referrer-Policy"] == "no-referrer"
    assert unknown.token not in answers[2].content.decode()
    assert entered.send("enter-code", code="000000").status_code == 429


def test_pictures__count_for_their_signer__and_a_made_up_pass_for_the_address(entered, settings):
    settings.LIMIT_ANONYMOUS_PER_MINUTE, settings.LIMIT_USER_PER_MINUTE = 2, 4
    stranger = Visitor(entered.token)
    stranger.client.cookies["signing_pass"] = "made-up"
    assert [entered.open("/page/1.png").status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    assert [stranger.open("/page/1.png").status_code for _ in range(3)] == [404, 404, 429]


def test_token_and_code__are_in_no_log_and_no_record(agreement, caplog):
    visitor = Visitor(initiate(agreement)[1])
    for room in ("core", "esign", "django"):
        caplog.set_level(logging.INFO, logger=room)
    code = visitor.ask_for_code()
    visitor.send("enter-code", code=code)
    passed = visitor.client.cookies["signing_pass"].value
    visitor.open()
    visitor.sign(FIRST["name"])
    visitor.open()
    logged = caplog.text
    kept = str(list(AuditEntry.objects.values())) + str(list(Job.objects.values()))
    assert ("sign/<str:token>" in logged, "signer.signed" in kept) == (True, True)
    assert [secret for secret in (visitor.token, code, passed) if secret in logged or secret in kept] == []


def test_lines_of_the_servers__go_through_the_mask_like_all_others():
    assert mask_paths in LOGGING["formatters"]["structured"]["foreign_pre_chain"]
    for name in ("gunicorn.error", "django.server"):
        assert (LOGGING["loggers"][name]["handlers"], LOGGING["loggers"][name]["propagate"]) == ([], True)


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("Internal Server Error: /sign/aB3-_x", "Internal Server Error: /sign/…"),
        ('"GET /sign/aB3-_x/page/2.png?0a HTTP/1.1" 500', '"GET /sign/…/page/2.png?0a HTTP/1.1" 500'),
        ("https://hain.example/sign/aB3?x#y and /sign/cD4", "https://hain.example/sign/…?x#y and /sign/…"),
        ("/api/esign/initiate", "/api/esign/initiate"),
        (7, 7),
    ],
)
def test_log_line__that_names_a_path__is_without_the_token(line, masked):
    assert mask_paths(None, "error", {"event": line, "path": line}) == {"event": masked, "path": masked}
