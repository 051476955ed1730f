"""A browser with a signer's link: it is told apart from the next by its cookies."""

from __future__ import annotations

import base64
import io
import re

from django.test import Client

from esign.models import Signer, SignerLink
from esign.services import code_open, link_find
from esign.services.linking import link_open

CONSENT = re.compile(r'name="consent" value="([^"]+)"')
SHOWN = re.compile(r'name="shown" value="([^"]+)"')


class Visitor:
    """Asks as a browser would, checks of CSRF tokens included."""

    def __init__(self, token: str, **headers: str) -> None:
        self.token, self.path = token, f"/sign/{token}"
        self.client = Client(enforce_csrf_checks=True, headers={"user-agent": "Test browser", **headers})

    def open(self, more: str = "", **headers: str):
        return self.client.get(self.path + more, headers=headers)

    def send(self, do: str, **fields: str):
        return self.client.post(self.path, {"do": do, **fields}, headers={"origin": "null"})

    def ask_for_code(self) -> str:
        """The code that is in the mail."""
        Signer.objects.update(code_sent_at=None)
        assert self.send("send-code").status_code == 303
        code = code_open(link_find(self.token).pk)
        assert code is not None
        return code

    def enter(self) -> Visitor:
        """With the pass."""
        assert self.send("enter-code", code=self.ask_for_code()).status_code == 303
        return self

    def sign(self, name: str, **fields: str):
        return self.send("sign", **{"name": name, "agreed": "yes", **self.form(), **fields})

    def form(self) -> dict[str, str]:
        """What the page that is open now puts into its form by itself."""
        page = self.open().content.decode()
        return {"consent": CONSENT.search(page)[1], "shown": SHOWN.search(page)[1]}


def heading(answer) -> tuple[int, str]:
    """Status and heading."""
    return answer.status_code, re.search(r"<h1[^>]*>(.*?)</h1>", answer.content.decode())[1]


def faults(answer) -> dict[str, str]:
    """What stands beside the fields, by field."""
    said = re.findall(r'id="(\w+)-fault"[^>]*>([^<]*)<', answer.content.decode())
    return {name: text for name, text in said if text}


def mailed(signer: Signer) -> str:
    """The token in the mail of the signer's good link."""
    return link_open(SignerLink.objects.get(signer=signer, ended_at=None).pk).url.rpartition("/")[2]


def drawn(*, ink: bool = True, size: tuple[int, int] = (300, 100)) -> str:
    """A drawing as the page sends it."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    if ink:
        ImageDraw.Draw(picture).line([(20, 70), (120, 20), (250, 60)], fill="black", width=6)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
