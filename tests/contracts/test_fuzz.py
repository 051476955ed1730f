"""No request that anybody can think of ends in a 500, and every answer is one that the description names."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from config.wsgi import application

schema = schemathesis.openapi.from_wsgi("/api/schema", application)
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance)


@pytest.fixture
def token(practice) -> str:
    from rest_framework_simplejwt.tokens import AccessToken

    return str(AccessToken.for_user(practice.admin))


@pytest.mark.embedded_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("files", "embedded_jobs")
@schema.parametrize()
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
def test_any_request__gets_an_answer_that_the_description_names(case, token, settings):
    settings.LIMIT_USER_PER_MINUTE = settings.LIMIT_ANONYMOUS_PER_MINUTE = settings.LIMIT_LOGIN_PER_MINUTE = 10_000
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)
