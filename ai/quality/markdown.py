"""The Markdown that templates accept: paragraphs, line breaks, lists, strong and emphasis. All else goes.

`documents.rendering.filters.prose` reads exactly this; whatever else a model writes would stand in the paper as signs.
Words stay, what surrounds them goes; of pictures, scripts and addresses of links nothing stays.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

# Placeholders look like reference links; they are put aside first. Private-use characters stand for them meanwhile.
_PLACEHOLDER = re.compile(r"\[\[[A-Za-z0-9_. \\]{1,60}\]\]")
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ue000-\uf8ff]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ELEMENT = re.compile(
    r"<(script|style|iframe|object|embed|svg|math|template|noscript|textarea|title)\b.*?(?:</\1\s*>|\Z)", re.I | re.S
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^<>]*>", re.S)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]+|[^\s<>@]+@[^\s<>@]+)>", re.I)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_UNFINISHED = re.compile(r"<[A-Za-z][^<>\n]*=[^<>\n]*$", re.M)
_OPEN_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_IMAGE = re.compile(r"!\[[^\[\]]*\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\])")
_LINK = re.compile(r"(?<!!)\[([^\[\]]*)\](?:\((?:[^()\n]|\([^()\n]*\))*\)|\[[^\[\]]*\])")
_DEFINITION = re.compile(r"^[ ]{0,3}\[[^\[\]\n]+\]:[ \t]*\S[^\n]*$\n?", re.M)
_SCHEME = re.compile(r"\b(?:javascript|vbscript)\s*:\S*|\bdata:[a-z]+/[a-z0-9.+-]+[;,]\S*", re.I)
_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})[^\n]*$\n?", re.M)
_CODE = re.compile(r"`+")
_HEADING = re.compile(r"^[ ]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$", re.M)
_UNDERLINE = re.compile(r"^[ ]{0,3}(?:=+|-{2,})[ \t]*$\n?", re.M)
_RULE = re.compile(r"^[ ]{0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,})$\n?", re.M)
_QUOTED = re.compile(r"^[ ]{0,3}(?:>[ \t]?)+", re.M)
_TABLE_RULE = re.compile(r"^[ ]{0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$\n?", re.M)
_TABLE_ROW = re.compile(r"^[ ]{0,3}\|(.+)\|[ \t]*$", re.M)
_STRUCK = re.compile(r"~~(.+?)~~", re.S)
MOST_ROUNDS = 12


def sanitised(text: str) -> tuple[str, list[str]]:
    """The text with nothing but what templates accept, and the kinds of what was taken out, in a fixed order.

    Text that holds nothing else comes back unchanged; doing it twice changes nothing more.
    """
    taken: dict[str, None] = {}
    clean = _replaced(text, _HIDDEN, "", "hidden characters", taken)
    kept: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        kept.append(match[0])
        return chr(0xE000 + len(kept) - 1) if len(kept) <= 6000 else match[0]

    clean = _PLACEHOLDER.sub(put_aside, clean)
    for _ in range(MOST_ROUNDS):  # what is left of one construct may be another
        before = clean
        clean = _once(clean, taken)
        if clean == before:
            break
    clean = _replaced(clean, _OPEN_TAG, "", "HTML", taken)
    for at, placeholder in enumerate(kept[:6000]):
        clean = clean.replace(chr(0xE000 + at), placeholder)
    return (clean.strip() if taken else clean), list(taken)


def _once(text: str, taken: dict[str, None]) -> str:
    text = _replaced(text, _ENTITY, lambda found: _HIDDEN.sub("", html.unescape(found[0])), "", taken)
    for pattern in (_ELEMENT, _COMMENT):
        text = _replaced(text, pattern, "", "HTML", taken)
    text = _replaced(text, _AUTOLINK, r"\1", "links", taken)
    text = _replaced(text, _TAG, "", "HTML", taken)
    text = _replaced(text, _UNFINISHED, "", "HTML", taken)
    text = _replaced(text, _IMAGE, "", "pictures", taken)
    text = _replaced(text, _LINK, r"\1", "links", taken)
    text = _replaced(text, _DEFINITION, "", "links", taken)
    text = _replaced(text, _SCHEME, "", "links", taken)
    text = _replaced(text, _FENCE, "", "code", taken)
    text = _replaced(text, _CODE, "", "code", taken)
    text = _replaced(text, _QUOTED, "", "block quotations", taken)
    text = _replaced(text, _HEADING, r"\1", "headings", taken)
    text = _replaced(text, _TABLE_RULE, "", "tables", taken)
    text = _replaced(text, _TABLE_ROW, lambda row: "; ".join(one.strip() for one in row[1].split("|")), "tables", taken)
    text = _replaced(text, _RULE, "", "rules", taken)
    text = _replaced(text, _UNDERLINE, "", "headings", taken)
    return _replaced(text, _STRUCK, r"\1", "struck text", taken)


def _replaced(
    text: str, pattern: re.Pattern[str], by: str | Callable[[re.Match[str]], str], kind: str, taken: dict[str, None]
) -> str:
    clean = pattern.sub(by, text)
    if clean != text and kind:
        taken.setdefault(kind)
    return clean
