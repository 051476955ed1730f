"""What the tests of an outside provider share: DocuSeal on loopback as the chosen provider, and its calls."""

from __future__ import annotations

from typing import Any

from django.test import Client

from esign.constants import DOCUSEAL
from esign.models import Envelope
from esign.services import Initiated, Terms, envelope_initiate
from tests.esign.conftest import FIRST, SECOND, Agreement
from tests.servers.docuseal_server import KEY, SECRET, DocusealServer, signed, told

URL = "/api/esign/webhooks/docuseal"


def chosen(settings: Any, server: DocusealServer) -> None:
    """New envelopes go to this server, and its calls are taken."""
    settings.ESIGN_BACKEND = DOCUSEAL
    settings.ESIGN_DOCUSEAL_URL = server.url
    settings.ESIGN_DOCUSEAL_TOKEN = KEY
    settings.ESIGN_DOCUSEAL_WEBHOOK_SECRET = SECRET


def send_out(agreement: Agreement, *signers: dict, **terms: Any) -> Initiated:
    people = signers or (FIRST, SECOND)
    return envelope_initiate(
        actor=agreement.lawyer, revision=agreement.revision, signers=list(people), terms=Terms(**terms)
    )


def post(body: bytes, headers: dict[str, str] | None = None, *, url: str = URL) -> Any:
    given = signed(body) if headers is None else headers
    named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in given.items()}
    return Client().post(url, body, content_type="application/json", **named)


def tell(server: DocusealServer, kind: str, place: int = 0) -> Any:
    """DocuSeal calls about its one submission."""
    return post(told(kind, server.only(), place))


def standing(envelope: Envelope) -> tuple[str, list[str]]:
    """The envelope's status and its people's."""
    envelope.refresh_from_db()
    return envelope.status, list(envelope.signers.order_by("position").values_list("status", flat=True))
