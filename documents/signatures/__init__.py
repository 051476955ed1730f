"""Electronic signatures in PDF files: how many, whether they hold, what was done to the file since. No database here.

`examined` and `looks_the_same` open the file in a process of its own (`worker`), under limits of time and memory.
Nothing is fetched from any network: whether a certificate was revoked is not asked.
"""

from documents.signatures.asking import examined, looks_the_same
from documents.signatures.problems import SENTENCES, Problem
from documents.signatures.report import SignatureFact, SignatureReport

__all__ = ["SENTENCES", "Problem", "SignatureFact", "SignatureReport", "examined", "looks_the_same"]
