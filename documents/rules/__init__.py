"""Rules of law and arithmetic that a JSON Schema cannot say: one file for each set, each fault naming its law.

They warn; they do not refuse: a lawyer may have a reason. What must hold to render at all is in the schema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from core.errors import Fault
from documents.rules import (
    affidavit_of_loss,
    appointment_opc,
    articles_nonstock,
    articles_opc,
    articles_stock,
    beneficial_ownership_declaration,
    billing_statement,
    board_resolution,
    bsp_msb_application_letter,
    bylaws_stock,
    certificate_of_authentication,
    deed_of_assignment_shares,
    demand_letter,
    dti_business_name_application,
    employment_contract,
    engagement_letter,
    general_information_sheet,
    lease_contract,
    memorandum_of_agreement,
    nda_mutual,
    partnership,
    secretarys_certificate,
    special_power_of_attorney,
    treasurers_certificate,
)

RULES: dict[str, Callable[[Mapping[str, Any]], Iterator[Fault]]] = {
    "affidavit-of-loss": affidavit_of_loss.faults,
    "appointment-of-officers-opc": appointment_opc.faults,
    "articles-of-incorporation-nonstock": articles_nonstock.faults,
    "articles-of-incorporation-opc": articles_opc.faults,
    "articles-of-incorporation-stock": articles_stock.faults,
    "articles-of-partnership": partnership.faults,
    "beneficial-ownership-declaration": beneficial_ownership_declaration.faults,
    "billing-statement": billing_statement.faults,
    "board-resolution": board_resolution.faults,
    "bsp-msb-application-letter": bsp_msb_application_letter.faults,
    "bylaws-stock": bylaws_stock.faults,
    "certificate-of-authentication": certificate_of_authentication.faults,
    "deed-of-assignment-shares": deed_of_assignment_shares.faults,
    "demand-letter": demand_letter.faults,
    "dti-business-name-application": dti_business_name_application.faults,
    "employment-contract": employment_contract.faults,
    "engagement-letter": engagement_letter.faults,
    "general-information-sheet": general_information_sheet.faults,
    "lease-contract": lease_contract.faults,
    "memorandum-of-agreement": memorandum_of_agreement.faults,
    "nda-mutual": nda_mutual.faults,
    "secretarys-certificate": secretarys_certificate.faults,
    "special-power-of-attorney": special_power_of_attorney.faults,
    "treasurers-certificate": treasurers_certificate.faults,
}


def business_faults(slug: str, data: Mapping[str, Any], *, prefix: str = "") -> list[Fault]:
    """What is wrong with schema-valid `data` of template `slug`, sorted by pointer; [] where there are no rules."""
    rule = RULES.get(slug)
    found = {Fault(prefix + one.pointer, one.code, one.detail) for one in (rule(data) if rule else ())}
    return sorted(found, key=lambda fault: (fault.pointer, fault.code))
