"""The audit trail as a chain: each entry is sealed after it was committed, and each seal covers the seal before.

Nobody who writes an entry waits for it: `sealer` takes what is committed and not sealed yet, `verifying` computes all
of it anew. What it proves and what not: docs/adr/0023.
"""

from core.chain.findings import Finding, FindingKind, Head, Report
from core.chain.sealer import ChainStoppedError, adopt, head, seal
from core.chain.verifying import verify

__all__ = ["ChainStoppedError", "Finding", "FindingKind", "Head", "Report", "adopt", "head", "seal", "verify"]
