"""Who may make and change whom, and what a role may do."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts import permissions
from accounts.exceptions import LastAdmin
from accounts.models import User
from accounts.services import user_create, user_set_password, user_update, user_update_own, user_vouch
from core.errors import Forbidden, InvalidInput
from core.models import AuditEntry
from tests.accounts.people import PASSWORD, admin_site, person

pytestmark = pytest.mark.django_db
NEW = {"email": "new@hain.example", "password": PASSWORD, "full_name": "New One"}


@pytest.mark.parametrize("role", ["client", "lawyer"])
def test_user_create__by_others_than_admins__is_refused_and_makes_nobody(role):
    with pytest.raises(Forbidden):
        user_create(actor=person("actor", role), **NEW)
    assert list(User.objects.values_list("email", flat=True)) == ["actor@hain.example"]


@pytest.mark.parametrize("role", ["client", "lawyer"])
def test_user_update_and_password__by_others_than_admins__are_refused(role):
    actor, user = person("actor", role), person("tala")
    with pytest.raises(Forbidden):
        user_update(actor=actor, user=user, changes={"role": "admin"})
    with pytest.raises(Forbidden):
        user_update(actor=actor, user=actor, changes={"role": "admin"})
    with pytest.raises(Forbidden):
        user_set_password(actor=actor, user=user, password="Another-horse-9")
    user.refresh_from_db()
    assert user.role == "client"
    assert user.check_password(PASSWORD)


def test_user_update_own__of_the_role__is_refused():
    user = person("tala")
    with pytest.raises(InvalidInput) as refused:
        user_update_own(actor=user, changes={"role": "admin"})
    assert refused.value.errors[0].pointer == "/role"
    assert User.objects.get().role == "client"


def test_user_update__by_an_admin__changes_and_records_without_values():
    admin, user = person("admin", "admin"), person("tala")
    user_update(actor=admin, user=user, changes={"role": "lawyer", "email": "TALA.Reyes@hain.example"})
    assert (user.role, user.email) == ("lawyer", "tala.reyes@hain.example")
    assert AuditEntry.objects.get(verb="user.changed").facts == {"fields": ["email", "role"], "role": "lawyer"}


@pytest.mark.parametrize("changes", [{"is_active": False}, {"role": "lawyer"}])
def test_user_update__of_the_last_admin__is_refused(changes):
    admin = person("admin", "admin")
    with pytest.raises(LastAdmin):
        user_update(actor=admin, user=admin, changes=changes)
    stored = User.objects.get()
    assert (stored.is_active, stored.role) == (True, "admin")


def test_email__in_other_letters__is_one_address_on_every_database():
    person("tala")
    with pytest.raises(IntegrityError), transaction.atomic():
        User(email="Tala@HAIN.example", full_name="Other").save()
    assert User.objects.get_by_natural_key(" TALA@hain.example").full_name == "Tala"


def test_clearance__comes_from_confirmation_staff_or_role():
    assert [person("a", email_confirmed=False).is_cleared, person("b").is_cleared] == [False, True]
    assert person("c", "lawyer", email_confirmed=False).is_cleared
    user = person("d", email_confirmed=False)
    user_vouch(actor=person("e", "lawyer"), user=user)
    user_vouch(actor=None, user=user)
    assert (user.is_cleared, AuditEntry.objects.filter(verb="user.vouched").count()) == (True, 1)


def test_vouch__by_a_client__is_refused():
    user = person("tala", email_confirmed=False)
    with pytest.raises(Forbidden):
        user_vouch(actor=user, user=user)
    assert not User.objects.get().is_cleared


def test_permissions__follow_from_the_role():
    permissions.grant("lawyer", "cases.view_case")
    client, lawyer, admin = person("a"), person("b", "lawyer"), person("c", "admin")
    assert [one.has_perm("cases.view_case") for one in (client, lawyer, admin)] == [False, True, True]
    assert [one.has_perm("accounts.change_user") for one in (client, lawyer, admin)] == [False, False, True]
    assert [one.has_module_perms("cases") for one in (client, lawyer, admin)] == [False, True, True]
    admin.is_active = lawyer.is_active = False
    assert [one.has_perm("cases.view_case") for one in (lawyer, admin)] == [False, False]


@pytest.mark.parametrize(("role", "permission"), [("client", "cases.view_case"), ("lawyer", "cases")])
def test_grant__of_nonsense__is_refused(role, permission):
    with pytest.raises(ValueError, match=r"granted to|form"):
        permissions.grant(role, permission)
    assert permissions.granted("client") == frozenset()


def test_createsuperuser__makes_an_admin(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", email="Root@hain.example", full_name="Root")
    user = User.objects.get()
    assert (user.role, user.is_staff, user.is_superuser, user.email) == ("admin", True, True, "root@hain.example")


def test_admin_site__is_closed_to_clients():
    assert admin_site(person("tala")).get("/admin/").status_code == 302


def test_admin_site__shows_users_to_admins_only():
    assert admin_site(person("lawyer", "lawyer")).get("/admin/accounts/user/").status_code == 403
    response = admin_site(person("admin", "admin")).get("/admin/accounts/user/")
    assert (response.status_code, b"lawyer@hain.example" in response.content) == (200, True)


def test_admin_site__makes_changes_and_closes_a_user():
    site = admin_site(person("admin", "admin"))
    form = {"email": "New@hain.example", "full_name": "New One", "role": "lawyer", "locale": "en", "is_active": "on"}
    assert site.post("/admin/accounts/user/add/", {**form, "new_password": ""}).status_code == 200
    assert User.objects.filter(email="new@hain.example").count() == 0
    assert site.post("/admin/accounts/user/add/", {**form, "new_password": PASSWORD}).status_code == 302
    user = User.objects.get(email="new@hain.example")
    assert (user.role, user.check_password(PASSWORD)) == ("lawyer", True)
    form.pop("is_active")
    page = f"/admin/accounts/user/{user.pk}/change/"
    assert site.post(page, {**form, "new_password": "Another-horse-9"}).status_code == 302
    user.refresh_from_db()
    assert (user.is_active, user.check_password("Another-horse-9")) == (False, True)


def test_admin_site__tells_what_the_services_refuse():
    admin = person("admin", "admin")
    site = admin_site(admin)
    form = {"email": admin.email, "full_name": "Admin", "role": "lawyer", "locale": "en", "is_active": "on"}
    response = site.post(f"/admin/accounts/user/{admin.pk}/change/", {**form, "new_password": ""})
    assert (response.status_code, b"Make somebody else an admin first." in response.content) == (200, True)
    assert User.objects.get().role == "admin"


@pytest.mark.parametrize("page", ["axes/accessattempt/", "axes/accesslog/", "accounts/user/add/"])
def test_admin_site__opens_its_other_pages(page):
    assert admin_site(person("admin", "admin")).get(f"/admin/{page}").status_code == 200
