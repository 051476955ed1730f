"""Mail and notices as staff use them: write a mail, read what became of it, follow the bell, say how one is told."""

from __future__ import annotations

import pytest
from django.utils import timezone

from documents import selectors, services
from documents.models import Revision
from documents.services.ordering import Wish
from notifications import services as mail_services
from notifications.models import Message, Notice, Recipient
from tests.browser.conftest import DESKTOP, PHONE, SLUG

pytestmark = pytest.mark.browser
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture
def approved(site) -> Revision:
    """Articles that the reviewer approved; on the way both were told of them."""
    lawyer = site.users["lawyer"]
    version = selectors.version_get(lawyer, SLUG, "latest")
    revision = services.document_generate(actor=lawyer, case=site.case, wish=Wish(version, version.sample))
    services.revision_submit(actor=lawyer, revision=revision)
    return services.revision_approve(actor=site.users["reviewer"], revision=revision)


@pytest.fixture
def bounced(site) -> Message:
    """A mail of the case that came back from one address, of which nobody knows whether it came twice."""
    message = Message.objects.create(
        sender="Hain <no-reply@hain.example>",
        subject="The articles are ready for your signature",
        case=site.case,
        created_by=site.users["lawyer"],
        status="bounced",
        possible_duplicate=True,
        attempts=2,
        backend="smtp",
        body_text="Good day,\n\nthe articles are ready.",
        body_html="<p>Good day,</p><p>the articles are ready.</p>",
    )
    Recipient.objects.create(message=message, address="liwayway@example.com", own_status="sent")
    Recipient.objects.create(
        message=message, address="gone@example.com", own_status="bounced", detail="550 5.1.1 no such user", role="cc"
    )
    mail_services.address_suppress(actor=None, address="gone@example.com", reason="bounced", message=message)
    return message


@SIZES
def test_lawyer__writes_a_mail_with_a_paper_and_sees_it_sent(visit, site, approved, size):
    page = visit("lawyer", size)
    page.goto(f"/admin/documents/document/{approved.document_id}/change/")
    page.get_by_role("link", name="Write a mail").click()
    assert page.get_by_label("To", exact=True).input_value() == site.users["client"].email
    assert page.get_by_role("checkbox").is_checked()
    page.get_by_label("To", exact=True).fill("nobody")
    page.get_by_label("Subject").fill("Your articles")
    page.get_by_label("Text", exact=True).fill("Good day,\n\nplease read them.")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("This is not one e-mail address").wait_for()
    assert page.get_by_label("Subject").input_value() == "Your articles"
    page.get_by_label("To", exact=True).fill("liwayway@example.com")
    page.get_by_role("button", name="Send", exact=True).dblclick()
    page.get_by_role("heading", name="Your articles", level=2).wait_for()
    message = Message.objects.get(kind="free-form")
    assert message.status == "sent"
    page.get_by_text("Taken by the mail server").wait_for()
    frame = page.frame_locator("iframe.hain-letter")
    frame.get_by_text("please read them.").wait_for()
    page.goto(f"/admin/cases/case/{site.case.pk}/change/")
    page.get_by_role("region", name="Mail").get_by_role("link", name="Your articles").click()
    page.get_by_role("link", name=message.attachments.get().filename).wait_for()


def test_admin__releases_an_address_from_the_mail_that_came_back(visit, bounced):
    page = visit("admin")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/admin/notifications/message/{bounced.pk}/change/")
    page.get_by_text("It may have come twice.").wait_for()
    page.get_by_role("button", name="Release the address gone@example.com").click()
    page.get_by_text("Mail goes to gone@example.com again.").wait_for()


@SIZES
def test_reviewer__follows_the_bell_to_the_document_that_waits(visit, site, size):
    lawyer = site.users["lawyer"]
    version = selectors.version_get(lawyer, SLUG, "latest")
    revision = services.document_generate(actor=lawyer, case=site.case, wish=Wish(version, version.sample))
    services.revision_submit(actor=lawyer, revision=revision)
    page = visit("reviewer", size)
    page.get_by_role("link", name="Notices, 2 unread").click()  # the other is the assignment
    page.get_by_role("link", name="waits for your review").click()
    page.get_by_role("heading", name=revision.document.title, level=2).wait_for()
    page.get_by_role("link", name="Notices, 1 unread").click()
    page.get_by_role("button", name="Mark all as read").click()
    page.get_by_text("You have read them all.").wait_for()
    assert not Notice.objects.filter(user=site.users["reviewer"], read_at__isnull=True).exists()


@SIZES
def test_lawyer__says_how_to_be_told(visit, site, size):
    page = visit("lawyer", size)
    page.goto("/admin/notices/")
    page.get_by_role("link", name="How I am told").click()
    page.get_by_role("checkbox", name="By mail at once: Documents approved").uncheck()
    page.get_by_role("checkbox", name="Send me one mail on working days").uncheck()
    page.get_by_role("button", name="Keep").click()
    page.get_by_text("It holds from the next notice on.").wait_for()
    assert not page.get_by_role("checkbox", name="By mail at once: Documents approved").is_checked()
    assert page.get_by_role("checkbox", name="By mail at once: Documents sent back").is_checked()
    assert not page.get_by_role("checkbox", name="Send me one mail on working days").is_checked()


@SIZES
def test_pages__fit_the_screen_and_can_be_used_by_everybody(visit, site, approved, bounced, size, tmp_path):
    from axe_playwright_python.sync_playwright import Axe

    facts = {
        "document": "Articles of Incorporation",
        "by": "Atty. Rafael Mabini",
        "revision": 1,
        "case": site.case.number,
    }
    for number, kind in enumerate(["approved", "for-review", "flagged", "job-failed"]):
        title = {"title": site.case.title, "kind": "email.deliver", "count": 3}
        Notice.objects.create(
            user=site.users["admin"], kind=kind, occasion=str(number), facts={**facts, **title},
            read_at=timezone.now() if number == 0 else None,
        )  # fmt: skip
    page = visit("admin", size)
    case = f"/admin/cases/case/{site.case.pk}"
    row = bounced.recipients.get(address="gone@example.com")
    pages = {
        "mail": f"/admin/notifications/message/{bounced.pk}/change/",
        "mails": "/admin/notifications/message/",
        "write": f"{case}/mail/",
        "case": f"{case}/change/",
        "notices": "/admin/notices/",
        "preferences": "/admin/notices/preferences/",
        "block": "/admin/notifications/suppression/add/",
        "blocked": "/admin/notifications/suppression/",
    }
    assert row.status == "bounced"
    for name, address in pages.items():
        assert page.goto(address).status == 200, name
        page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], f"{name} is wider than the screen"
        within = ".hain-bell" if name in ("mails", "blocked") else ".hain-page"
        found = Axe().run(page, context=within, options={"runOnly": ["wcag2a", "wcag2aa"]})
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
