"""Questions as people ask them, and the passage of the starter library that must be among the first three."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings

from ai import selectors, services
from tests.ai.conftest import make_user

QUESTIONS = [
    ("How many incorporators do I need for a stock corporation?", "en", "Who may form a stock corporation"),
    ("What is the minimum capital to set up a company?", "en", "Minimum capital"),
    ("Can I use my own name as the corporate name?", "en", "Corporate name rules"),
    ("how much does the SEC charge to file the articles?", "en", "Filing fees of the SEC, as of 2026"),
    ("What must be written in the articles of incorporation?", "en", "What the articles of incorporation contain"),
    ("Do we still need a treasurer's affidavit?", "en", "Form of the articles and the treasurer"),
    ("Who can be corporate secretary?", "en", "Officers: president, treasurer, corporate secretary"),
    ("What are by-laws and who adopts them?", "en", "By-laws"),
    ("Can I register my company online without paper?", "en", "Registering online: eSPARC, OneSEC and SEC ZERO"),
    ("Who is the nominee in an OPC?", "en", "Articles of an OPC, nominee and alternate nominee"),
    ("can the single stockholder be the secretary of the OPC", "en", "Directors and officers of an OPC"),
    ("How much is the bond of the treasurer of a One Person Corporation?", "en", "Treasurer's bond of an OPC"),
    ("deadline of the form for appointment of officers", "en", "Form for appointment of officers (FAO)"),
    ("how long is a DTI business name valid?", "en", "How long a business name is valid"),
    (
        "My business name expired 100 days ago, what will renewal cost?",
        "en",
        "Renewing a business name, and late renewal",
    ),
    ("DTI fee for a city wide business name", "en", "Fees by territorial scope, as of 2026"),
    ("How do I register a money remittance company with BSP?", "en", "Who registers as a money service business"),
    ("Is there a moratorium on crypto exchange licences?", "en", "Virtual asset service providers (VASP)"),
    ("When is the GIS due?", "en", "General Information Sheet (GIS)"),
    ("When must we submit audited financial statements?", "en", "Audited financial statements (AFS)"),
    ("penalty for late filing of the GIS", "en", "Penalties for late and missing reports"),
    ("Who has to be declared as beneficial owner in HARBOR?", "en", "Beneficial owners and HARBOR"),
    ("When do I renew the mayor's permit?", "en", "Business permit of the city or municipality"),
    ("Is an electronic signature legally valid?", "en", "When an electronic signature is valid"),
    ("Does an NDA or engagement letter have to be notarized?", "en", "Which papers need a notary"),
    ("Can a contract be notarised by video call?", "en", "Electronic notarisation"),
    ("Which ID does the notary accept?", "en", "Identification before the notary"),
    ("Our client database was hacked, whom do we notify and how fast?", "en", "Personal data breach: 72 hours"),
    ("Do we need to register a data protection officer?", "en", "Registering the data protection officer and systems"),
    ("RA 10173 sensitive personal information", "en", "Sensitive personal information"),
    ("Magkano ang bayad sa pangalan ng negosyo sa barangay?", "fil", "Bayad ayon sa saklaw, noong 2026"),
    ("Gaano katagal ang bisa ng pangalan ng negosyo?", "fil", "Gaano katagal ang bisa"),
    ("Sino ang puwedeng magtayo ng korporasyon?", "fil", "Sino ang maaaring magtayo ng korporasyon"),
    ("May pinakamababang kapital ba ang korporasyon?", "fil", "Pinakamababang kapital"),
    ("Paano magparehistro ng kumpanya sa internet?", "fil", "Pagrehistro sa internet"),
    ("Ano ang mga karapatan ko sa aking personal na datos?", "fil", "Mga karapatan ng may-ari ng datos"),
    ("Ilang oras bago iulat ang paglabag sa datos?", "fil", "Paglabag sa datos: 72 oras"),
    ("Puwede bang itago ng negosyo ang numero ng PhilSys?", "fil", "Numero ng PhilSys"),
    ("Magkano ang multa kapag huli ang GIS?", "fil", "Penalties for late and missing reports"),
    ("Kailangan ba ng notaryo ang SPA?", "fil", "Which papers need a notary"),
]


@pytest.mark.django_db(transaction=True)
def test_starter_library__answers_each_question_among_the_first_three() -> None:
    services.sources_import(actor=None, path=settings.BASE_DIR / "ai" / "knowledge" / "library")
    user = make_user("lawyer", "Lorenzo Abogado")
    missed: dict[str, Any] = {}
    for question, locale, heading in QUESTIONS:
        found = selectors.passages_found(user, question, locale=locale, limit=3)
        if heading not in [one.heading for one in found]:
            missed[question] = [f"{one.score} {one.heading}" for one in found]
    assert missed == {}


@pytest.mark.django_db(transaction=True)
def test_starter_library__every_passage_has_its_law_and_what_is_unsure_says_so() -> None:
    services.sources_import(actor=None, path=settings.BASE_DIR / "ai" / "knowledge" / "library")
    user = make_user("lawyer", "Lorenzo Abogado")
    passages = list(selectors.passages_visible_to(user))
    assert len(passages) >= 70
    assert [one.heading for one in passages if not one.heading or not one.citation] == []
    unsure = [one for one in passages if "onfirm" in one.text or "umpirmahin" in one.text]
    assert len(unsure) >= 20
