"""What a signer agrees to, word for word, by version.

A version that was ever shown is never changed: a new wording is a new version. The signer's row keeps which one was
agreed to, and in which language.
"""

from __future__ import annotations

from collections.abc import Mapping

VERSION = "2026-11"
_TEXTS: Mapping[str, Mapping[str, str]] = {
    "2026-11": {
        "en": (
            "I have read this document. I agree to sign it electronically, and I intend my electronic signature to "
            "bind me as a signature by hand would (Electronic Commerce Act, Republic Act No. 8792, sections 7 and 8). "
            "I am the person named here, and I was sent the code with which I opened this page. I know that I may "
            "decline, and ask for paper instead. The time, my network address and my browser are recorded as evidence."
        ),
        "fil": (
            "Nabasa ko ang dokumentong ito. Sumasang-ayon akong pirmahan ito sa elektronikong paraan, at nais kong "
            "magbuklod sa akin ang elektronikong pirma ko gaya ng pirma sa papel (Electronic Commerce Act, Batas "
            "Republika Blg. 8792, seksiyon 7 at 8). Ako ang taong pinangalanan dito, at sa akin ipinadala ang code na "
            "ginamit ko sa pagbukas ng pahinang ito. Alam kong maaari akong tumanggi at humiling ng papel. Itinatala "
            "bilang ebidensiya ang oras, ang aking network address, at ang aking browser."
        ),
    }
}


def consent_text(locale: str, version: str = VERSION) -> str:
    """The text of that version in that language; English where there is no other. Raises KeyError for no version."""
    texts = _TEXTS[version]
    return texts.get(locale, texts["en"])
