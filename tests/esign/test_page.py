"""The signing page: what it shows to whom, and what a signer does with it."""

import datetime as dt
import io
import re
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import storage
from core.models import AuditEntry
from esign.models import Envelope, Signer, SignerLink
from esign.services import code_open, envelope_remind, envelope_void, link_find, signer_replace
from esign.wording import LANGUAGES, day, english, filipino, masked
from tests.esign.conftest import FIRST, SECOND, initiate
from tests.esign.visitors import Visitor, drawn, faults, heading, mailed

pytestmark = pytest.mark.django_db
NAME = FIRST["name"]
TITLE = "Non-Disclosure Agreement (mutual)"


@pytest.fixture
def sent(agreement) -> Visitor:
    """Has the link, and no code yet."""
    return Visitor(initiate(agreement, message="Please read clause 5.\nThank you.")[1])


@pytest.fixture
def entered(sent) -> Visitor:
    return sent.enter()


def standing() -> tuple:
    """All that signing could change."""
    people = tuple(Signer.objects.order_by("position").values_list("status", "typed_name", "acted_at"))
    return Envelope.objects.get().status, people, AuditEntry.objects.exclude(verb="signer.viewed").count()


def test_link__opened_by_anybody__changes_nothing_and_tells_nothing_of_the_paper(sent):
    before = standing()
    seen = [sent.open(), sent.open(), sent.client.head(sent.path)]
    body = seen[0].content.decode()
    assert [one.status_code for one in seen] == [200, 200, 200]
    assert standing() == before
    assert SignerLink.objects.get().codes_sent == 0
    assert heading(seen[0]) == (200, "A document is waiting for you")
    assert ("l…@lawud.example" in body, "Hain" in body) == (True, True)
    assert [secret for secret in (TITLE, NAME, FIRST["email"], "clause 5", "Lawyer") if secret in body] == []


def test_code__is_asked_for_by_the_button_and_opens_the_paper(sent):
    assert heading(sent.open())[1] == "A document is waiting for you"
    code = sent.ask_for_code()
    assert heading(sent.open()) == (200, "Enter the code")
    answer = sent.send("enter-code", code=f" {code[:3]} {code[3:]} ")
    cookie = answer.cookies["signing_pass"]
    assert (answer.status_code, answer["Location"]) == (303, sent.path)
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        sent.path, True, "Strict", 120 * 60,
    )  # fmt: skip
    assert not cookie["secure"]
    assert heading(sent.open()) == (200, TITLE)


def test_pass__where_the_site_is_served_by_https__is_sent_by_https_alone(sent, settings):
    settings.HTTPS = True
    assert sent.send("enter-code", code=sent.ask_for_code()).cookies["signing_pass"]["secure"]


def test_pass__of_another_link_or_another_browser__opens_nothing(agreement):
    envelope, token = initiate(agreement, workflow="parallel")
    first, second = Visitor(token).enter(), Visitor(mailed(envelope.signers.get(position=1)))
    second.client.cookies["signing_pass"] = first.client.cookies["signing_pass"].value
    for stranger in (second, Visitor(token)):
        assert heading(stranger.open())[0] == 200
        assert TITLE not in stranger.open().content.decode()
        assert [stranger.open(more).status_code for more in ("/page/1.png", "/file.pdf")] == [404, 404]
        assert heading(stranger.send("sign", name=NAME, agreed="yes"))[0] == 403
        assert heading(stranger.send("decline", reason="No"))[0] == 403
    assert [one.status for one in Signer.objects.order_by("position")] == ["sent", "sent"]


def test_paper__shows_message_people_pages_and_text(entered):
    body = entered.open().content.decode()
    assert "Lawyer of Hain sent you this document. You are asked to sign it." in body
    assert "<p>Please read clause 5.<br>Thank you.</p>" in body
    people = re.findall(r"<li>\s*<strong>(.*?)</strong>(.*?)</li>", body, re.DOTALL)
    assert [(name, " ".join(re.sub("<[^>]+>", " ", how).split())) for name, how in people] == [
        (NAME, "(you) signs · is asked"), (SECOND["name"], "signs · waits for their turn"),
    ]  # fmt: skip
    assert "contracts@" not in re.sub('<div class="text".*?</div>', "", body, flags=re.DOTALL)
    pictures = re.findall(r'<img src="([^"]+)" alt="" width="(\d+)" height="(\d+)"( loading="lazy")?>', body)
    assert len(pictures) == body.count('<article class="sheet"') > 2
    assert [(one[1], one[2], bool(one[3])) for one in pictures[:2]] == [("1200", "1698", False), ("1200", "1698", True)]
    assert f"Page 1 of {len(pictures)}" in body
    assert '<div class="text" lang="en">' in body
    assert "<p>The parties keep what they are told to themselves.</p>" in body


def test_picture__is_a_page_of_the_file__and_the_first_one_counts_as_viewing(entered):
    from PIL import Image

    address = re.search(r'src="([^"]+/page/2\.png\?\w+)"', entered.open().content.decode())[1]
    assert Signer.objects.get(position=0).status == "sent"
    answer = entered.client.get(address)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200, "image/png", "private, max-age=3600",
    )  # fmt: skip
    assert len(answer.content) < 250_000
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.size == (1200, 1698)
    assert (Signer.objects.get(position=0).status, Envelope.objects.get().status) == ("viewed", "viewed")
    entered.client.get(address)
    assert AuditEntry.objects.filter(verb="signer.viewed").count() == 1
    assert [entered.open(f"/page/{number}.png").status_code for number in (0, 99)] == [404, 404]


def test_file__is_the_one_that_is_signed__and_is_saved_under_its_title(entered):
    answer = entered.open("/file.pdf")
    assert answer.content == storage.read(Envelope.objects.get().file_checksum)
    assert unquote(answer["Content-Disposition"]) == f'attachment; filename="{TITLE}.pdf"'
    assert (answer["Content-Type"], "sandbox" in answer["Content-Security-Policy"]) == ("application/pdf", True)


def test_signer__types_the_name__and_has_signed(entered):
    answer = entered.sign(NAME.upper())
    assert heading(answer) == (200, "Thank you, you have signed")
    assert answer.cookies["signing_pass"].value == ""
    envelope, signer = Envelope.objects.get(), Signer.objects.get(position=0)
    assert (signer.status, signer.signature, signer.typed_name) == ("signed", "typed", NAME.upper())
    assert (signer.address, signer.user_agent) == ("127.0.0.1", "Test browser")
    assert (signer.shown_checksum, signer.consent_version) == (envelope.file_checksum, "2026-11")
    again = entered.open()
    assert heading(again) == (410, "You have signed already")
    assert "We tell you by mail" in again.content.decode()


def test_signer__draws__and_the_drawing_is_kept(entered):
    assert heading(entered.sign(NAME, way="drawn", drawing=drawn()))[0] == 200
    signer = Signer.objects.get(position=0)
    assert (signer.signature, storage.read(signer.drawing_checksum)[:4]) == ("drawn", b"\x89PNG")


def test_second_tab__that_signs_too__is_told_that_it_was_done_already(entered):
    assert heading(entered.sign(NAME))[0] == 200
    kept = standing()
    assert heading(entered.send("sign", name=NAME, agreed="yes", consent="2026-11")) == (410, "You have signed already")
    assert heading(entered.send("decline", reason="Too late")) == (410, "You have signed already")
    assert standing() == kept


def test_signer__declines_with_a_reason(entered):
    answer = entered.send("decline", reason="  The price\x00 is\nwrong. ")
    assert heading(answer) == (200, "You declined")
    signer = Signer.objects.get(position=0)
    assert (signer.status, signer.decline_reason) == ("declined", "The price is wrong.")
    assert Envelope.objects.get().status == "declined"
    assert heading(entered.open()) == (410, "You declined")


@pytest.mark.parametrize(
    ("role", "asked", "button", "draws"),
    [
        ("approver", "You are asked to approve it.", "Approve the document", False),
        ("witness", "You are asked to witness it.", "Sign as a witness", True),
    ],
)
def test_words__are_those_of_the_role(agreement, role, asked, button, draws):
    other = {"name": "Luz Dela Cruz", "email": "luz@hain.example", "role": role, "order": 1}
    visitor = Visitor(initiate(agreement, other, {**SECOND, "order": 2}, initials=True)[1]).enter()
    body = visitor.open().content.decode()
    assert (asked in body, f">{button}</button>" in body, 'id="pad"' in body) == (True, True, draws)
    assert 'name="initials"' not in body
    assert heading(visitor.sign("Luz Dela Cruz"))[0] == 200


def test_page__for_who_reads_filipino__is_in_filipino(agreement):
    visitor = Visitor(initiate(agreement, {**FIRST, "locale": "fil"}, SECOND)[1])
    assert heading(visitor.open()) == (200, "May dokumentong naghihintay sa iyo")
    body = visitor.enter().open().content.decode()
    assert ('<html lang="fil">' in body, "Batas Republika Blg. 8792" in body) == (True, True)
    assert f'<h1 lang="en">{TITLE}</h1>' in body
    assert heading(visitor.sign(NAME)) == (200, "Salamat, nakapirma ka na")
    assert AuditEntry.objects.get(verb="signer.signed").facts["consent"] == "2026-11/fil"


def test_words__are_the_same_names_in_both_languages():
    assert list(english.WORDS) == list(filipino.WORDS)
    assert {role: list(words) for role, words in english.BY_ROLE.items()} == {
        role: list(words) for role, words in filipino.BY_ROLE.items()
    }
    for name, said in english.WORDS.items():
        assert re.findall(r"\{\w*\}", said) == re.findall(r"\{\w*\}", filipino.WORDS[name]), name
    assert day(dt.datetime(2026, 11, 29, 17, tzinfo=dt.UTC), "fil") == "30 Nobyembre 2026"
    assert {len(one.MONTHS) for one in LANGUAGES.values()} == {12}
    assert masked("legal@lawud.example") == "l…@lawud.example"


def voided(agreement, envelope, signer):
    envelope_void(actor=agreement.lawyer, envelope=envelope, reason="A mistake")


def expired(agreement, envelope, signer):
    Envelope.objects.update(expires_at=timezone.now())


def reminded(agreement, envelope, signer):
    envelope_remind(actor=agreement.lawyer, envelope=envelope)


def replaced(agreement, envelope, signer):
    person = {"name": "Ana Cruz", "email": "ana@hain.example"}
    signer_replace(actor=agreement.lawyer, envelope=envelope, signer=signer, person=person)


def declined(agreement, envelope, signer):
    Visitor(mailed(envelope.signers.get(position=1))).enter().send("decline", reason="No")


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (voided, "The document was withdrawn"),
        (expired, "The time has run out"),
        (reminded, "There is a newer link"),
        (replaced, "You are no longer asked"),
        (declined, "This document goes no further"),
    ],
)
def test_link__that_is_no_longer_good__says_why_whatever_is_asked_of_it(agreement, end, said):
    envelope, token = initiate(agreement, workflow="parallel")
    visitor = Visitor(token).enter()
    signer = envelope.signers.get(position=0)
    end(agreement, envelope, signer)
    before = standing()
    asked = [
        visitor.open(), visitor.open("/page/1.png"), visitor.open("/file.pdf"), visitor.send("send-code"),
        visitor.send("enter-code", code="000000"), visitor.send("sign", name=NAME, agreed="yes", consent="2026-11"),
        visitor.send("decline", reason="No"),
    ]  # fmt: skip
    assert {heading(one) for one in asked} == {(410, said)}
    assert standing() == before


def test_wrong_code__is_refused_and_five_of_them_end_the_code(sent):
    code = sent.ask_for_code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    answers = [sent.send("enter-code", code=one) for one in ("", wrong, "nonsense\x00", wrong * 50, wrong)]
    assert [one.status_code for one in answers] == [422] * 5
    assert [heading(one)[1] for one in answers] == ["Enter the code"] * 4 + ["A document is waiting for you"]
    assert "This code is no longer good." in answers[4].content.decode()
    assert heading(sent.send("enter-code", code=code))[0] == 422
    assert sent.client.cookies.get("signing_pass") is None
    assert heading(sent.enter().open()) == (200, TITLE)


def test_codes__asked_for_too_fast_or_too_often__are_not_sent(sent):
    code = sent.ask_for_code()
    fast = sent.send("send-code")
    assert (fast.status_code, 1 <= int(fast["Retry-After"]) <= 30) == (429, True)
    assert re.search(r"Wait \d+ seconds", fast.content.decode())
    assert code_open(link_find(sent.token).pk) == code
    SignerLink.objects.update(codes_sent=10)
    Signer.objects.update(code_sent_at=None)
    assert "gives no more" in sent.send("send-code").content.decode()
    assert SignerLink.objects.get().codes_sent == 10


def test_pass__that_has_run_out_while_reading__asks_for_a_new_code_and_records_nothing(entered):
    SignerLink.objects.update(pass_expires_at=timezone.now())
    before = standing()
    answer = entered.send("sign", name=NAME, agreed="yes", consent="2026-11")
    assert (heading(answer), standing()) == ((403, "A document is waiting for you"), before)
    assert "it is too long since you entered the code" in answer.content.decode()


def test_browser__that_follows_the_mail_again__is_sent_on_from_our_own_page(entered):
    stranger = Visitor(entered.token)
    answer = stranger.open(**{"sec-fetch-site": "cross-site"})
    assert f'<meta http-equiv="refresh" content="0; url={entered.path}">' in answer.content.decode()
    assert heading(stranger.open(**{"sec-fetch-site": "same-origin"})) == (200, "A document is waiting for you")
    assert heading(entered.open(**{"sec-fetch-site": "cross-site"})) == (200, TITLE)
    SignerLink.objects.update(pass_expires_at=timezone.now())
    assert "refresh" not in stranger.open(**{"sec-fetch-site": "cross-site"}).content.decode()


@pytest.mark.django_db(transaction=True)
def test_evidence__names_the_file_that_was_shown_though_another_has_signed_since(agreement):
    envelope, token = initiate(agreement, workflow="parallel")
    first, second = (Visitor(one).enter() for one in (token, mailed(envelope.signers.get(position=1))))
    form, shown = first.form(), Envelope.objects.get().file_checksum
    assert second.sign(SECOND["name"]).status_code == 200
    assert Envelope.objects.get().file_checksum != shown
    assert first.client.post(first.path, {**GOOD, **form}).status_code == 200
    signer = Signer.objects.get(position=0)
    assert (signer.shown_checksum, signer.viewed_at < signer.acted_at) == (shown, True)


def test_form__of_another_signers_page__signs_nothing(agreement):
    envelope, token = initiate(agreement, workflow="parallel")
    first, second = (Visitor(one).enter() for one in (token, mailed(envelope.signers.get(position=1))))
    before = standing()
    answer = first.client.post(first.path, {**GOOD, **second.form()})
    assert (answer.status_code, list(faults(answer)), standing()) == (422, ["agreed"], before)


GOOD = {"do": "sign", "name": NAME, "agreed": "yes", "consent": "2026-11", "initials": "ETS"}
BAD = {
    "no consent": ({"agreed": ""}, "agreed"),
    "a form that stood on no page": ({"shown": ""}, "agreed"),
    "a form of another page": ({"shown": "eyJmaWxlIjoiIn0:1vPZ3d:Zm9yZ2Vk"}, "agreed"),
    "consent to another text": ({"consent": "2020-01"}, "agreed"),
    "no name": ({"name": ""}, "name"),
    "another name": ({"name": SECOND["name"]}, "name"),
    "name with NUL": ({"name": NAME + "\x00"}, "name"),
    "name of a million letters": ({"name": NAME + "." * 1_000_000}, "name"),
    "no initials": ({"initials": " "}, "initials"),
    "long initials": ({"initials": "E" * 9}, "initials"),
    "initials with controls": ({"initials": "E\x1b"}, "initials"),
    "nothing drawn": ({"way": "drawn", "drawing": ""}, "drawing"),
    "blank drawing": ({"way": "drawn", "drawing": drawn(ink=False)}, "drawing"),
    "no picture": ({"way": "drawn", "drawing": "data:image/png;base64,aGVsbG8="}, "drawing"),
    "no base64": ({"way": "drawn", "drawing": "data:image/svg+xml,<svg onload=alert(1)>"}, "drawing"),
    "cut picture": ({"way": "drawn", "drawing": drawn()[:120]}, "drawing"),
    "huge picture": ({"way": "drawn", "drawing": drawn(size=(3000, 90))}, "drawing"),
}


def test_form__that_is_not_right__says_where_and_records_nothing(agreement):
    visitor = Visitor(initiate(agreement, initials=True)[1]).enter()
    before, said, shown = standing(), {}, visitor.form()
    for case, (fields, field) in BAD.items():
        answer = visitor.client.post(visitor.path, {**GOOD, **shown, **fields})
        assert (case, answer.status_code, list(faults(answer))) == (case, 422, [field])
        body = answer.content.decode()
        assert ("Nothing was recorded yet." in body, len(body) < 100_000) == (True, True), case
        assert body.count('aria-invalid="true"') == 1, case
        said[case] = faults(answer)[field].partition(".")[0]
    assert standing() == before
    assert [said[case] for case in ("nothing drawn", "no base64", "huge picture")] == [
        "There is no signature in the field", "The drawing could not be read", "The drawing is too large",
    ]  # fmt: skip


def test_form__shown_again__keeps_what_was_right(agreement):
    visitor = Visitor(initiate(agreement, initials=True)[1]).enter()
    picture = drawn()
    filled = {**GOOD, **visitor.form(), "name": '"><b>Eva', "way": "drawn", "drawing": picture}
    body = visitor.client.post(visitor.path, filled)
    body = body.content.decode()
    assert 'value="&quot;&gt;&lt;b&gt;Eva"' in body
    assert ('value="yes" required aria-describedby="consent agreed-fault" checked' in body, 'value="ETS"' in body) == (
        True, True,
    )  # fmt: skip
    assert (picture in body, 'value="drawn" checked' in body) == (True, True)


def test_decline__without_a_reason__is_not_recorded(entered):
    before = standing()
    for reason in ("", "  \n", "\x00", "x" * 501):
        answer = entered.send("decline", reason=reason)
        assert faults(answer) == {"reason": "Say why, in at most 500 letters."}
        assert (answer.status_code, "<details open>" in answer.content.decode()) == (422, True)
    assert standing() == before


def test_body__that_is_no_form_of_ours__is_refused_and_records_nothing(entered):
    before = standing()
    bodies = [
        (b'{"do": "sign"}', "application/json"),
        (b"do=sign", "text/plain"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"--x", "multipart/form-data"),
        (b"do=sign", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"&".join(b"a=1" for _ in range(6000)), "application/x-www-form-urlencoded"),
        (b"do=sell", "application/x-www-form-urlencoded"),
        (b"", "application/x-www-form-urlencoded"),
    ]
    answers = [entered.client.generic("POST", entered.path, body, content_type=kind) for body, kind in bodies]
    assert {heading(one) for one in answers} == {(400, "The form could not be read")}
    assert standing() == before
    assert entered.client.put(entered.path).status_code == 405


def test_body_of_ten_megabytes__is_413_in_words(entered):
    before = standing()
    answer = entered.client.post(entered.path, {**GOOD, "drawing": "x" * 10_000_000})
    assert (heading(answer), standing()) == ((413, "This is too large"), before)


def test_storage_that_does_not_answer__is_told_and_loses_nothing(entered, monkeypatch):
    def away(checksum):
        raise storage.StorageUnavailable

    monkeypatch.setattr("core.storage.read", away)
    assert heading(entered.open("/file.pdf")) == (503, "The document cannot be shown at the moment")


def test_first_view__is_within_three_queries_of_an_empty_page(agreement):
    visitor = Visitor(initiate(agreement)[1])
    counts = []
    for path in ("/sign/nobody", visitor.path):
        with CaptureQueriesContext(connection) as asked:
            Client().get(path)
        counts.append(len(asked))
    visitor.enter()
    with CaptureQueriesContext(connection) as asked:
        assert heading(visitor.open()) == (200, TITLE)
    empty, without, within = (*counts, len(asked))
    assert (empty, without, within) == (1, 1, 2)
