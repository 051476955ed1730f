"""An approved PDF, signed: fields, acts, the last seal, and time-stamps. No database and no settings here."""

from esign.sealing.exceptions import KeysRefused, TsaUnavailable
from esign.sealing.keys import Keys
from esign.sealing.preparing import prepare
from esign.sealing.shapes import SEAL_FIELD, Party, Prepared, SignerFields, StampText
from esign.sealing.signing import attest, seal, timestamped
from esign.sealing.tsa import TimeAuthority, authority_at

__all__ = [
    "SEAL_FIELD",
    "Keys",
    "KeysRefused",
    "Party",
    "Prepared",
    "SignerFields",
    "StampText",
    "TimeAuthority",
    "TsaUnavailable",
    "attest",
    "authority_at",
    "prepare",
    "seal",
    "timestamped",
]
