"""From text to search terms, the same for what is kept and for what is asked.

Words are levelled (case, accents: ñ is n), cut down to a stem and, where English and Filipino have different words for
one thing, brought to one. Each term is written as `wx` and letters or digits: longer than any database's least word
length, on no database's list of stop words, and free of every character that a query language knows.
"""

from __future__ import annotations

import functools
import re

from core.pii.folding import fold

PREFIX = "wx"
LONGEST_QUERY = 10_000  # characters that are looked at
MOST_QUERY_TERMS = 48
LONGEST_TERM = 40
# How often a word of each part counts beside one in the text.
WEIGHTS = {"title": 2, "heading": 4, "citation": 3, "text": 1}

_WORD = re.compile(r"[a-z0-9]+")
_STEM = 6
_STOP_WORDS = frozenset(
    "a about after all also am an and any are as at be been before but by can could did do does for from get had has "
    "have how i if in into is it its long many may me much must my not of on or our please shall should so tell than "
    "that the their them then there these they this those to under up us was we were what when where which who whom "
    "why will with would you your s own use used uses using need needs set make made take get "
    "ako akin aking ako alin ang ano anong ano ano ay ba bang dapat dahil din dito gaano ilan ilang ito iyon ka kami "
    "kapag kay ko kong kung lang may mayroon mga mo mong na nang nasa ng ngayon ni nito ninyo niya o paano pa para po "
    "puwede pwede raw rin sa saan sila sina sino siya tayo upang yung at hindi nila namin natin aming ating nga dito "
    "aba naman kailangan kailangang".split()
)
# Filipino affixes, longest first; what is left must still be a word.
_AFFIXES = tuple(
    "makapagpa nakapagpa magpapa nagpapa pagpapa makapag nakapag ipagpa magpa nagpa pagpa ipina maipa ipag mag nag pag "
    "ipa".split()
)
_SAME = {
    "rehistro": "register", "irehistro": "register", "rehistrado": "register", "rehistrasyon": "register",
    "iparehistro": "register", "enroll": "register",
    "bayad": "fee", "bayaran": "fee", "bayarin": "fee", "magkano": "fee", "halaga": "fee", "singil": "fee",
    "cost": "fee", "costs": "fee", "price": "fee", "charge": "fee", "charges": "fee", "pay": "fee",
    "pangalan": "name", "ngalan": "name", "negosyo": "business",
    "korporasyon": "corporation", "kompanya": "corporation", "kumpanya": "corporation", "company": "corporation",
    "companies": "corporation", "corp": "corporation",
    "inkorporador": "incorporator", "inkorporasyon": "incorporation", "incorporate": "incorporation",
    "artikulo": "article", "kailan": "deadline", "palugit": "deadline", "takdang": "deadline", "deadline": "deadline",
    "due": "deadline", "multa": "penalty", "parusa": "penalty", "fine": "penalty", "fines": "penalty",
    "surcharge": "penalty", "late": "penalty", "huli": "penalty",
    "bisa": "valid", "valido": "valid", "balido": "valid", "validity": "valid", "expire": "valid", "expires": "valid",
    "expiry": "valid", "mapaso": "valid", "renewal": "renew", "pagbabago": "renew",
    "lagda": "sign", "pirma": "sign", "signature": "sign", "signatures": "sign", "esignature": "sign",
    "pirmahan": "sign", "electronic": "electronic", "elektroniko": "electronic", "online": "electronic",
    "notaryo": "notary", "notarize": "notary", "notarized": "notary", "notarised": "notary", "notarisation": "notary",
    "notarization": "notary", "notarial": "notary", "notarise": "notary", "panotaryo": "notary",
    "datos": "data", "impormasyon": "data", "information": "data", "pribado": "privacy", "pagkapribado": "privacy",
    "karapatan": "right", "paglabag": "breach", "leak": "breach", "leaked": "breach", "hacked": "breach",
    "kapital": "capital", "puhunan": "capital", "pahintulot": "consent", "direktor": "director",
    "sapi": "share", "stockholder": "stockholder", "shareholder": "stockholder", "kasosyo": "partner",
    "dokumento": "document", "papeles": "document", "papers": "document", "remittance": "remittance",
    "padala": "remittance", "money": "money", "pera": "money", "bylaws": "bylaw", "bylaw": "bylaw",
    "kalihim": "secretary", "ingat": "treasurer", "taon": "year", "araw": "day", "oras": "hour", "barangay": "barangay",
    "permit": "permit", "apostille": "apostille", "mayari": "owner", "nagmamay": "owner",
    "dayuhan": "foreign", "foreigner": "foreign", "foreigners": "foreign", "alien": "foreign",
}  # fmt: skip


def index_terms(*, title: str, heading: str, citation: str, text: str) -> str:
    """The terms of a passage, blank-separated; what stands in heading and citation is repeated by its weight."""
    parts = {"title": title, "heading": heading, "citation": citation, "text": text}
    terms: list[str] = []
    for name, weight in WEIGHTS.items():
        terms.extend(_terms(parts[name]) * weight)
    return " ".join(terms)


def query_terms(query: str) -> list[str]:
    """The terms asked for, each once, in their order; none where the query holds nothing but stop words or signs."""
    return list(dict.fromkeys(_terms(query[:LONGEST_QUERY])))[:MOST_QUERY_TERMS]


def _terms(text: str) -> list[str]:
    # One idea in two words would else be two ideas, both common.
    levelled = fold(text).replace("by-law", "bylaw").replace("by law", "bylaw").replace("e-sign", "electronic sign")
    return [PREFIX + _stem(word)[:LONGEST_TERM] for word in _WORD.findall(levelled) if word not in _STOP_WORDS]


@functools.lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    word = _SAME.get(word, word)
    if any(character.isdigit() for character in word):
        return word
    for affix in _AFFIXES:
        if word.startswith(affix) and len(word) - len(affix) >= 5:
            word = _SAME.get(word[len(affix) :], word[len(affix) :])
            break
    word = _without_ending(word)
    return _SAME.get(word, word)[:_STEM]


def _without_ending(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    for ending in ("ing", "ed", "al", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= (5 if ending == "al" else 3):
            word = word[: -len(ending)]
            break
    return word[:-1] + "i" if word.endswith("y") else word
