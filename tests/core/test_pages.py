"""The pages that tell a person what went wrong outside the API."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from core.api import middleware


@pytest.mark.django_db
def test_unknown_page__says_so_and_leads_back():
    answer = Client().get("/no/such/page")
    assert answer.status_code == 404
    assert "There is nothing here for you" in answer.content.decode()
    assert 'href="/admin/"' in answer.content.decode()


def test_fault_of_ours__is_a_page_without_a_trace():
    answer = middleware.server_error(RequestFactory().get("/admin/"))
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()
