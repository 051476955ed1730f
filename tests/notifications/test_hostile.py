"""Mail as an attacker would write it: headers, names, HTML, files that are not to be had, size, secrets."""

from __future__ import annotations

import base64
import json
import logging
import time
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.serializers import serialize
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import storage
from core.jobs import pressure
from core.models import Job
from documents.models import Document, Revision, Upload
from notifications import addresses, bodies
from notifications.addresses import Address
from notifications.attaching import is_plain_name
from notifications.models import Message
from notifications.services import mail_queue, mail_retry, mails_give_up
from notifications.services.asking import Mail
from tests.documents import outside_files
from tests.documents.test_uploads import send as upload

BREAKS = ["\n", "\r", "\r\n", "\x00", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x7f", "\x85", "\u2028", "\u2029"]
MAIL = {"to": "liwayway@example.com", "subject": "Your papers", "bodyText": "Good day."}
in_database = pytest.mark.django_db(transaction=True)
working = pytest.mark.usefixtures("files", "embedded_jobs")


def asked(client, **changes):
    return client.post("/api/email/send", {**MAIL, **changes}, format="json")


def file(name: str) -> dict[str, str]:
    return {"filename": name, "contentType": "application/pdf", "contentBase64": base64.b64encode(b"%PDF").decode()}


@in_database
@working
@pytest.mark.parametrize("line_break", BREAKS)
def test_line_break__in_any_header__is_422_and_keeps_nothing(user_api, smtp_server, line_break):
    lawyer = user_api("lawyer")
    evil = f"x{line_break}Bcc: all@example.com"
    for changes in (
        {"subject": evil}, {"to": f"{evil} <a@example.com>"}, {"cc": [f"a@example.com{line_break}"]},
        {"bcc": f"{evil}"}, {"replyTo": f"{evil} <a@example.com>"}, {"attachments": [file(f"{evil}.pdf")]},
        {"attachments": [{**file("a.pdf"), "contentType": f"application/pdf{line_break}X-Evil: 1"}]},
    ):  # fmt: skip
        answer = asked(lawyer, **changes)
        assert answer.status_code == 422, (changes, answer.json())
    assert (Message.objects.count(), Job.objects.count(), smtp_server.mails) == (0, 0, [])


@pytest.mark.parametrize(
    "name", ["in\u202evoice.pdf", "a\u2066b.pdf", "a\u200fb.pdf", "../a.pdf", "a\\b.pdf", 'a".pdf', "...", "",
             "a" * 201, "a.pdf:evil", "a\u2028b"],
)  # fmt: skip
def test_file_name__that_hides_something__is_none(name):
    assert not is_plain_name(name)


@in_database
@working
@pytest.mark.parametrize("name", ["a.exe", "a.EXE", "a.exe.", "a.exe ", "a.pdf.js", "a.lnk. ."])
def test_program__however_it_is_written__is_422(user_api, name):
    answer = asked(user_api("lawyer"), attachments=[file(name)])
    assert [one["code"] for one in answer.json()["errors"]] == ["barred"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("a@\u0430pple.com", "a@xn--pple-43d.com"),  # a Cyrillic letter that looks like ours is shown as what it is
        ("a@ＥＸＡＭＰＬＥ.com", "a@example.com"),
        ("Bank <a@b\u00fccher.example>", "a@xn--bcher-kva.example"),
    ],
)
def test_domain_that_looks_like_another__is_kept_as_it_is_looked_up(text, address):
    assert addresses.parsed(text).address == address


@pytest.mark.parametrize(
    "text", ["a@b", "a@[127.0.0.1]", "a@@b.com", "a b@c.com", "a@b.com, c@d.com", "a@b.com;c@d.com", "\u0430@b.com",
             "<a@b.com", "a@b.com>", "a@.com", "a@b..com", '"a\r\nb"@c.com', "a@-b.com", "@b.com",
             "a@" + "b" * 300 + ".com"],
)  # fmt: skip
def test_address__that_is_not_one__is_refused(text):
    with pytest.raises(ValueError, match=r"address|line breaks|plain letters"):
        addresses.parsed(text)


# --- HTML ----------------------------------------------------------------------------------------------------------
EVIL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\nscript:alert(1)">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<a href="vbscript:x">x</a>',
    '<iframe src="//evil.example"></iframe>',
    '<form action="//evil"><input name=p></form>',
    '<meta http-equiv=refresh content="0;url=//evil">',
    '<base href="//evil">',
    '<link rel=stylesheet href="//evil">',
    "<style>@import '//evil'</style>",
    '<p style="background:url(//evil)">x</p>',
    '<p style="position:fixed;top:0">x</p>',
    '<p style="width:expression(alert(1))">x</p>',
    '<p style="color:red;background-image:url(javascript:x)">x</p>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<svg></p><style><a id='</style><img onerror=alert(1)>'>",
    "<template><img src=x onerror=alert(1)></template>",
    '<object data="//evil"></object><embed src="//evil">',
    '<b id=x name=y onclick="x">x</b>',
    "<plaintext>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<!--><img src=x onerror=x>-->",
    '<a href="https://x.example" target="_top" ping="//evil">x</a>',
    "<button formaction=javascript:x>x</button>",
]
ALLOWED_SCHEMES = ("https:", "http:", "mailto:", "tel:", "cid:")


class _Look(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        barred = {"script", "style", "svg", "math", "iframe", "object", "embed", "form", "input", "button", "meta",
                  "link", "base", "template", "noscript", "xmp", "plaintext"}  # fmt: skip
        if tag in barred:
            self.faults.append(tag)
        for name, value in attrs:
            text = "".join((value or "").split()).lower()
            if name.startswith("on") or name in ("ping", "target", "id", "name", "formaction", "srcdoc"):
                self.faults.append(name)
            if name in ("href", "src") and ":" in text and not text.startswith(ALLOWED_SCHEMES):
                self.faults.append(f"{name}={text}")
            if name == "style" and any(one in text for one in ("url(", "position", "expression", "import")):
                self.faults.append(f"style={text}")


@pytest.mark.parametrize("evil", EVIL)
def test_html__that_would_do_something__does_nothing(evil):
    made = bodies.cleaned(f"<p>Good day</p>{evil}")
    look = _Look()
    look.feed(made)
    assert look.faults == [], made
    assert bodies.cleaned(made) == made
    assert "<p>Good day</p>" in made


@pytest.mark.parametrize(
    "text", ["{{" * 250_000, "{%" * 250_000, "[[" * 250_000, "<<" * 250_000, "{" * 500_000, "http://" * 70_000,
             "<a><table><td>" * 30_000 + "x" + "</a>" * 30_000, "<p>" * 160_000, "<b>" * 20_000 + "x", "&" * 500_000],
    ids=range(10),
)  # fmt: skip
def test_long_and_hostile_body__takes_no_long_time(text):
    """Process time, and a bound that only what grows with the square would miss."""
    started = time.process_time()
    bodies.placeholder_in(text)
    html = bodies.html_of(text)
    bodies.text_of(bodies.cleaned(text))
    bodies.text_of(html)
    assert time.process_time() - started < 20


# --- files ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def paper(practice, files, embedded_jobs):
    """A document of the practice's case, and the client of its lawyer."""
    from rest_framework.test import APIClient

    made = upload(practice, name="Lease.pdf").json()
    client = APIClient()
    client.force_authenticate(practice.lawyer)
    return made["id"], client


def with_paper(client, document_id: str, **more):
    return asked(client, attachments=[{"documentId": document_id, **more}])


@in_database
def test_document__of_another_case__is_not_sent(paper, practice, smtp_server):
    document_id, client = paper
    client.force_authenticate(practice.other_lawyer)
    answer = with_paper(client, document_id)
    assert [one["code"] for one in answer.json()["errors"]] == ["unknown-document"]
    client.force_authenticate(practice.lawyer)
    assert with_paper(client, document_id).status_code == 202
    (attached,) = smtp_server.mails[0].mail.iter_attachments()
    assert attached.get_content() == outside_files.pdf()
    assert (Message.objects.count(), len(smtp_server.mails)) == (1, 1)


@in_database
def test_document__quarantined_or_void_or_of_another_checksum__is_422(paper, smtp_server):
    document_id, client = paper
    wrong = with_paper(client, document_id, checksum="sha256:" + "0" * 64)
    Upload.objects.update(scan=Upload.Scan.INFECTED)
    infected = with_paper(client, document_id)
    Upload.objects.update(scan=Upload.Scan.UNSCANNED)
    Revision.objects.update(status="void")
    void = with_paper(client, document_id)
    codes = [[one["code"] for one in answer.json()["errors"]] for answer in (wrong, infected, void)]
    assert codes == [["another-file"], ["upload-quarantined"], ["unknown-revision"]]
    assert smtp_server.mails == []


@in_database
@pytest.mark.parametrize(
    ("happens", "code"),
    [("void", "attachment-changed"), ("another", "attachment-changed"), ("infected", "upload-quarantined"),
     ("swapped", "stored-object-damaged"), ("gone", "stored-object-missing")],
)  # fmt: skip
def test_document__that_changes_between_asking_and_sending__is_not_sent_and_staff_are_told(
    paper, smtp_server, monkeypatch, happens, code
):
    from core.jobs import dispatching, run

    document_id, client = paper
    with monkeypatch.context() as patch:
        patch.setattr(dispatching, "dispatch", lambda *args: None)
        sent = with_paper(client, document_id).json()
    key = storage.objects.key_of(Revision.objects.get().checksum)
    if happens == "void":
        Revision.objects.update(status="void")
    elif happens == "another":
        Upload.objects.update(checksum="sha256:" + "1" * 64)
    elif happens == "infected":
        Upload.objects.update(scan=Upload.Scan.INFECTED)
    else:
        default_storage.delete(key)
        if happens == "swapped":
            from django.core.files.base import ContentFile

            default_storage.save(key, ContentFile(b"%PDF-1.7 another paper"))
    job = Job.objects.get(pk=sent["jobId"])
    run(job.pk)
    shown = client.get(f"/api/email/{sent['id']}").json()
    assert (shown["status"], shown["error"]["code"], shown["attempts"]) == ("failed", code, 0)
    assert Job.objects.get(pk=job.pk).status == "failed"
    assert smtp_server.mails == []


@in_database
def test_document__whose_title_turns_the_line_around__has_a_plain_file_name(paper, smtp_server):
    document_id, client = paper
    Document.objects.update(title="Invoice\u202efdp.exe\r\nBcc: x@y.example")
    assert with_paper(client, document_id).status_code == 202
    (attached,) = smtp_server.mails[0].mail.iter_attachments()
    assert attached.get_filename() == "Invoice fdp.exe Bcc x@y.example r1.pdf"


# --- size ----------------------------------------------------------------------------------------------------------
@in_database
@working
def test_mail__of_fifteen_megabytes__arrives_whole(smtp_server):
    content = bytes(range(256)) * (15 * 4096)
    kept = storage.put(content, content_type="application/pdf")
    from notifications.attaching import Wanted

    wanted = Wanted("big.pdf", "application/pdf", kept.checksum, kept.size, content=content)
    with transaction.atomic():
        people = [("to", Address("a@example.com"))]
        mail_queue(actor=None, mail=Mail(people, "Big", "text", "<p>text</p>", files=[wanted]))
    assert Message.objects.get().status == "sent"
    (attached,) = smtp_server.mails[0].mail.iter_attachments()
    assert attached.get_content() == content


@in_database
@working
def test_mail__with_more_than_fits__is_refused(user_api, settings):
    settings.MAIL_LIMIT_BYTES = 1024 * 1024
    lawyer = user_api("lawyer")
    half = {**file("a.pdf"), "contentBase64": base64.b64encode(b"x" * 600_000).decode()}
    answer = asked(lawyer, attachments=[half, half])
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("/attachments", "too-large")]
    settings.BODY_LIMIT_BYTES = 500_000
    assert asked(lawyer, attachments=[half]).status_code == 413
    settings.BODY_LIMIT_BYTES = 5_000_000
    many = asked(lawyer, to=[f"p{number}@example.com" for number in range(1000)])
    assert [(one["pointer"], one["code"]) for one in many.json()["errors"]] == [("/to", "too-many")]
    assert asked(lawyer, to=["x"] * 100_000).status_code == 422
    assert asked(lawyer, attachments=[{}] * 100_000).status_code == 422
    assert Message.objects.count() == 0


@in_database
@working
def test_mail__to_fifty__takes_as_many_queries_as_to_one(user_api, smtp_server, monkeypatch):
    lawyer = user_api("lawyer")
    monkeypatch.setattr(pressure, "FRESH_SECONDS", 3600)  # how full the queue is, is counted once a second: here once
    asked(lawyer)
    counts = []
    for people in (1, 50, 50):
        with CaptureQueriesContext(connection) as seen:
            sent = asked(lawyer, to=[f"p{number}@example.com" for number in range(people)]).json()
            lawyer.get(f"/api/email/{sent['id']}")
        counts.append(len(seen))
    assert counts[1] == counts[2] == counts[0]
    assert len(smtp_server.mails) == 4


# --- secrets -------------------------------------------------------------------------------------------------------
SECRET = "https://hain.example/reset/8sUp3rS3cr3tT0k3n"  # noqa: S105 - a made-up link
CODE = "94718263"


def secret_mail() -> Message:
    with transaction.atomic():
        text = f"Open {SECRET} or enter {CODE}."
        people = [("to", Address("a@example.com"))]
        made = mail_queue(
            actor=None, mail=Mail(people, "Reset", text, f"<p>{text}</p>", kind="password-reset", secret=True)
        )
    assert made is not None
    return made


def everything() -> str:
    """Every row of every table, as text; bytes as they would be read by who steals the database."""
    found = []
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            found.append(serialize("json", model._default_manager.all()))
            for field in model._meta.concrete_fields:
                if field.get_internal_type() == "BinaryField":
                    found += [bytes(one or b"").decode("latin-1") for one in model._default_manager.values_list(
                        field.attname, flat=True
                    )]  # fmt: skip
    return "\n".join(found)


def in_the_clear(text: str) -> list[str]:
    hidden = base64.b64encode(SECRET.encode()).decode().rstrip("=")
    return [one for one in ("8sUp3rS3cr3tT0k3n", CODE, hidden) if one in text]


@in_database
@working
def test_secret__stands_nowhere_in_the_clear_and_is_gone_once_sent(smtp_server, monkeypatch, caplog):
    from core.jobs import dispatching, run

    with caplog.at_level(logging.DEBUG):
        with monkeypatch.context() as patch:
            patch.setattr(dispatching, "dispatch", lambda *args: None)
            mail = secret_mail()
        assert in_the_clear(everything()) == []
        assert bytes(Message.objects.get().sealed)
        run(Job.objects.get().pk)
    assert SECRET in smtp_server.mails[0].text()
    mail.refresh_from_db()
    assert (mail.status, bytes(mail.sealed)) == ("sent", b"")
    ours = [one for one in caplog.records if one.name != "mail.log"]  # that is the mail server
    told = "\n".join(f"{one.getMessage()} {json.dumps(one.msg, default=str)} {one.exc_text}" for one in ours)
    assert in_the_clear(everything()) == [] and in_the_clear(told) == []


@in_database
@working
def test_secret__that_was_never_taken__is_gone_too_and_cannot_be_sent_again(smtp_server, practice, caplog):
    smtp_server.at_data = ["554 5.6.0 not like this"]
    with caplog.at_level(logging.DEBUG):
        mail = secret_mail()
    mail.refresh_from_db()
    assert (mail.status, bytes(mail.sealed), smtp_server.mails) == ("failed", b"", [])
    with pytest.raises(Exception, match="Ask for a new one"):
        mail_retry(actor=practice.admin, message=mail)
    assert Message.objects.get().status == "failed"


@in_database
@working
def test_secret__whose_worker_died_on_every_try__is_gone_too(smtp_server, monkeypatch):
    from core.jobs import dispatching

    monkeypatch.setattr(dispatching, "dispatch", lambda *args: None)
    mail = secret_mail()
    Message.objects.update(status="sending", attempts=8)
    Job.objects.update(status="failed", error={"code": "worker-died"})
    assert mails_give_up() == 1
    mail.refresh_from_db()
    assert (mail.status, bytes(mail.sealed), mail.error["code"]) == ("failed", b"", "delivery-interrupted")


@in_database
@working
def test_secret__refused_by_the_list__is_gone_too(smtp_server, practice):
    from notifications.services import address_suppress

    address_suppress(actor=practice.admin, address="a@example.com")
    mail = secret_mail()
    mail.refresh_from_db()
    assert (mail.status, bytes(mail.sealed), smtp_server.mails) == ("suppressed", b"", [])
