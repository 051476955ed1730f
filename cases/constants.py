"""The trade's fixed words."""

from __future__ import annotations

from django.db.models import TextChoices


class CaseKind(TextChoices):
    INCORPORATION = "incorporation"
    BUSINESS_NAME = "business_name", "Business name"
    BSP_REGISTRATION = "bsp_registration", "BSP registration"
    CONTRACT = "contract"
    COMPLIANCE = "compliance"
    OTHER = "other"


class Priority(TextChoices):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class PartyKind(TextChoices):
    PERSON = "person"
    ORGANIZATION = "organization"


class CivilStatus(TextChoices):
    SINGLE = "single"
    MARRIED = "married"
    WIDOWED = "widowed"
    SEPARATED = "separated"
    ANNULLED = "annulled"


class IdentifierScheme(TextChoices):
    """Numbers that may be kept. The PhilSys number (PSN) is not among them and never will be (RA 11055)."""

    TIN = "tin", "TIN"
    PASSPORT = "passport"
    SSS = "sss", "SSS"
    GSIS = "gsis", "GSIS"
    PHILHEALTH = "philhealth", "PhilHealth"
    PAGIBIG = "pagibig", "Pag-IBIG"
    UMID = "umid", "UMID"
    DRIVERS_LICENCE = "drivers_licence", "Driver's licence"
    PRC = "prc", "PRC"
    SEC = "sec", "SEC registration"
    DTI = "dti", "DTI registration"


class AssignmentRole(TextChoices):
    LEAD = "lead"
    ASSOCIATE = "associate"
    REVIEWER = "reviewer"
    OF_COUNSEL = "of_counsel", "Of counsel"


class LegalForm(TextChoices):
    STOCK_CORPORATION = "stock_corporation", "Stock corporation"
    NONSTOCK_CORPORATION = "nonstock_corporation", "Non-stock corporation"
    OPC = "opc", "One person corporation"
    PARTNERSHIP = "partnership"
    SOLE_PROPRIETORSHIP = "sole_proprietorship", "Sole proprietorship"
    COOPERATIVE = "cooperative"
    FOREIGN_CORPORATION = "foreign_corporation", "Foreign corporation"


class HeldAction(TextChoices):
    """What a hold can block."""

    SIGN = "sign"
    FILE = "file"
    CLOSE = "close"
    SEND = "send"


OFFICE_PARTS = ("line1", "line2", "barangay", "city", "province", "region", "postalCode", "country")
MANUAL_HOLD = "manual"  # placed by staff by hand, and so cleared by hand
