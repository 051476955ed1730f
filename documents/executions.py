"""How papers are signed, and which way satisfies which form.

The law asks a form of some papers, and no other replaces it (RA 8792 section 7). A stricter form satisfies a laxer one:
a paper that may be signed electronically may be signed by hand, and one signed by hand may be acknowledged too.
"""

ESIGN, WET, NOTARY, NONE = "esign", "wet", "wet+notary", "none"
AUTHENTICATION, ESAP, ELECTRONIC_NOTARY = "certificate-of-authentication", "esap", "ien/ren"

WAYS = {
    ESIGN: "signed electronically",
    WET: "signed by hand",
    NOTARY: "signed by hand and notarised",
    AUTHENTICATION: "signed with a certificate of authentication",
    ESAP: "authenticated in eSAP",
    ELECTRONIC_NOTARY: "notarised electronically",
}
# Signed by software: what comes back is another file, and no scan.
ELECTRONIC = frozenset({ESIGN, AUTHENTICATION, ESAP, ELECTRONIC_NOTARY})
# What a template may declare.
EXECUTIONS = (*WAYS, NONE)
# SEC papers need no notary, and may have one (SEC MC 16 s.2020).
_ALLOWED = {
    ESIGN: (ESIGN, WET, NOTARY, ELECTRONIC_NOTARY),
    WET: (WET, NOTARY),
    NOTARY: (NOTARY, ELECTRONIC_NOTARY),
    AUTHENTICATION: (AUTHENTICATION, ESAP, NOTARY),
    ESAP: (ESAP, AUTHENTICATION),
    ELECTRONIC_NOTARY: (ELECTRONIC_NOTARY, NOTARY),
    NONE: (),
}


def ways_of(execution: str | None) -> tuple[str, ...]:
    """The ways in which a paper whose template declares `execution` may be signed, the usual one first; every way for
    a paper without a template, and none for one that nobody signs.
    """
    return tuple(WAYS) if execution is None else _ALLOWED[execution]
