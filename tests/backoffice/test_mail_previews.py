"""Looking at the mails of the house: who may, with which case, and that nothing is sent."""

from __future__ import annotations

import html
import re

import pytest

from cases.services import case_update
from notifications.kinds import KINDS
from notifications.models import Message

pytestmark = pytest.mark.django_db


def frames(answer) -> list[str]:
    """The pages in the frames, as the browser reads them."""
    return [html.unescape(one) for one in re.findall(r'srcdoc="([^"]*)"', answer.content.decode())]


@pytest.mark.parametrize("who", ["lawyer", "admin"])
def test_list__shows_every_kind_to_staff(practice, who):
    text = practice.browser(who).get(practice.url("mail-kinds")).content.decode()
    assert [key for key in KINDS if f"/admin/mail-templates/{key}/" not in text] == []


@pytest.mark.parametrize("key", sorted(KINDS))
def test_preview__shows_both_languages_at_two_widths_and_the_text(practice, key):
    before = Message.objects.count()
    answer = practice.browser("lawyer").get(practice.url("mail-preview", key))
    assert answer.status_code == 200
    shown = frames(answer)
    assert [re.search(r'<html lang="(\w+)"', one)[1] for one in shown] == ["en", "en", "fil", "fil"]
    assert all('<head><base target="_blank">' in one for one in shown)
    text = answer.content.decode()
    assert re.findall(r'<iframe sandbox="" width="(\d+)"', text) == ["600", "380"] * 2
    assert "Good day, Liwayway Santos." in text and "Magandang araw, Liwayway Santos!" in text
    assert Message.objects.count() == before


def test_preview__with_a_case__is_filled_in_with_it(practice):
    revision = practice.revision()
    case = practice.case
    answer = practice.browser("lawyer").get(
        practice.url("mail-preview", "document-for-review"), {"case": f" {case.number} "}
    )
    page = frames(answer)[0]
    assert f"Case: {case.number}, {html.escape(case.title)}" in page
    assert f"“{html.escape(revision.document.title)}”" in page
    assert f"Good day, {case.client.full_name}." in page
    assert practice.url("cases_case_change", case.pk) in page
    assert "2026-000123" not in page


def test_preview__of_a_secret_mail__has_no_link_of_the_case(practice):
    answer = practice.browser("lawyer").get(
        practice.url("mail-preview", "signature-request"), {"case": practice.case.number}
    )
    assert 'href="https://hain.example/open"' in frames(answer)[0]


@pytest.mark.parametrize("number", ["2026-999999", "<script>", "other"])
def test_preview__case_that_the_person_may_not_see__is_sample_values(practice, number):
    number = practice.other_case.number if number == "other" else number
    answer = practice.browser("lawyer").get(practice.url("mail-preview", "case-opened"), {"case": number})
    text = answer.content.decode()
    assert f"No case that you may see has the number {html.escape(number)}." in text
    assert practice.other_case.title not in text
    assert "Incorporation of Tala Weaving Corporation" in frames(answer)[0]


def test_preview__hostile_title__stays_inside_its_frame(practice):
    title = '"></iframe><script>alert(1)</script>{{ 7 * 7 }}'
    case_update(actor=practice.users["lawyer"], case=practice.case, changes={"title": title})
    answer = practice.browser("lawyer").get(practice.url("mail-preview", "case-opened"), {"case": practice.case.number})
    assert "<script>alert(1)" not in answer.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}" in frames(answer)[0]


def test_preview__of_no_mail__is_404(practice):
    assert practice.browser("admin").get(practice.url("mail-preview", "nothing")).status_code == 404


@pytest.mark.parametrize("name", [("mail-kinds",), ("mail-preview", "invoice")])
def test_pages__for_clients_and_strangers__stay_shut(practice, client, name):
    assert practice.browser("client").get(practice.url(*name)).status_code in (302, 403)
    assert client.get(practice.url(*name)).status_code == 302


def test_preview__by_post__is_refused(practice):
    assert practice.browser("admin").post(practice.url("mail-preview", "invoice")).status_code == 405
