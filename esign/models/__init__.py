"""Envelopes, who signs them, and the links that open them."""

from esign.models.envelopes import Envelope
from esign.models.links import SignerLink
from esign.models.signers import Signer

__all__ = ["Envelope", "Signer", "SignerLink"]
