"""Every write of this room. Start reading at `initiating`, then `acting`, then `attesting`."""

from esign.services.acting import Act, Seen, envelope_decline, envelope_sign, envelope_view
from esign.services.attesting import envelope_attest
from esign.services.ending import envelope_void, envelopes_expire, void_for_revision
from esign.services.gate import Reason, reasons_against
from esign.services.giving import certificate_link, evidence_data
from esign.services.initiating import Initiated, Terms, envelope_initiate, wait_until_sent
from esign.services.linking import OpenLink, link_find, link_forget, link_open
from esign.services.passing import (
    code_enter,
    code_forget,
    code_open,
    code_send,
    code_waits,
    pass_holds,
    pass_is_out,
)
from esign.services.reconciling import envelope_reconcile, envelopes_reconcile, provider_told
from esign.services.reminding import envelope_remind, envelopes_remind
from esign.services.replacing import signer_replace
from esign.services.signing_keys import keys_watch, own_certificates, signing_key_health
from esign.services.stamping import timestamps_owed
from esign.services.submitting import envelope_submit

__all__ = [
    "Act",
    "Initiated",
    "OpenLink",
    "Reason",
    "Seen",
    "Terms",
    "certificate_link",
    "code_enter",
    "code_forget",
    "code_open",
    "code_send",
    "code_waits",
    "envelope_attest",
    "envelope_decline",
    "envelope_initiate",
    "envelope_reconcile",
    "envelope_remind",
    "envelope_sign",
    "envelope_submit",
    "envelope_view",
    "envelope_void",
    "envelopes_expire",
    "envelopes_reconcile",
    "envelopes_remind",
    "evidence_data",
    "keys_watch",
    "link_find",
    "link_forget",
    "link_open",
    "own_certificates",
    "pass_holds",
    "pass_is_out",
    "provider_told",
    "reasons_against",
    "signer_replace",
    "signing_key_health",
    "timestamps_owed",
    "void_for_revision",
    "wait_until_sent",
]
