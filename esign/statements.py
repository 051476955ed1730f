"""What a finished file proves and what it does not, in plain words. The certificate, the verification page and the
signing page say the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from esign.constants import BUILTIN
from esign.models import Envelope

ATTESTS = (
    "The organisation named here attests each act: who was asked, at which address the one-time code was entered, what "
    "was shown, what was agreed to, when, and from where. Its digital signature in the file shows that nothing in the "
    "file was changed since, save what the file itself tells."
)
NO_KEY = (
    "A signer owns no key here. The presumptions that Rule 6 of the Rules on Electronic Evidence (A.M. No. 01-7-01-SC) "
    "attaches to a digital signature are therefore not claimed for the signers. Their electronic signatures are proven "
    "by the evidence in this certificate (Republic Act No. 8792, section 8; Rule 6, section 2)."
)
IDENTITY = (
    "Identity rests on the mail address: the private link and the one-time code both went there. Nobody looked at an "
    "identity card."
)
NO_NOTARY = (
    "This is no notarisation. A form that a law requires besides, such as an acknowledgment before a notary, is not "
    "replaced (Republic Act No. 8792, section 7)."
)
OUTSIDE = (
    "An outside provider, {provider}, asked the signers, identified them, and attested what they did: its signature in "
    "the file and its own audit log are the evidence. What is told here of their acts is what the provider told; their "
    "times are those of its clock."
)
TIME_CLAIMED = "The times are those of the organisation's own clock; no time-stamp authority confirms them."
TIME_OWED = (
    "The time-stamp authority did not answer when the file was sealed. A time-stamp that is added later proves that "
    "the file existed from then on only."
)
TIME_STAMPED = "The time of each signature in the file is confirmed by the time-stamp authority that is named above."
SELF_MADE = (
    "The certificate of the organisation is self-made: it shows that one and the same key attested all acts, and not "
    "whose it is. It is meant for trying out."
)


def statements(envelope: Envelope) -> Iterator[str]:
    """The sentences that are true of this envelope, in their order."""
    if envelope.provider != BUILTIN:
        yield OUTSIDE.format(provider=envelope.provider)
        yield NO_NOTARY
        return
    yield ATTESTS
    yield NO_KEY
    yield IDENTITY
    yield NO_NOTARY
    facts = envelope.seal_facts
    yield TIME_OWED if envelope.timestamp_owed else TIME_STAMPED if facts.get("timestamped") else TIME_CLAIMED
    if facts.get("selfMade"):
        yield SELF_MADE
