"""What the house itself says in a chat, in both languages."""

from __future__ import annotations

from ai.locales import ENGLISH, FILIPINO

_PHRASES = {
    "quoted": {
        ENGLISH: "The AI does not answer at the moment. This is what our sources say on your question:",
        FILIPINO: "Hindi makasagot ang AI sa ngayon. Ito ang sinasabi ng aming mga sanggunian tungkol sa tanong ninyo:",
    },
    "nothing-found": {
        ENGLISH: "The AI does not answer at the moment, and our sources say nothing on this question. Ask again with "
        "other words, or put it to a lawyer.",
        FILIPINO: "Hindi makasagot ang AI sa ngayon, at walang sinasabi ang aming mga sanggunian tungkol dito. Itanong "
        "muli sa ibang salita, o idulog sa isang abogado.",
    },
    "nothing-left": {
        ENGLISH: "The AI gave no answer that our sources bear out. Ask again with other words, or put the question to "
        "a lawyer.",
        FILIPINO: "Walang naibigay na sagot ang AI na pinatutunayan ng aming mga sanggunian. Itanong muli sa ibang "
        "salita, o idulog sa isang abogado.",
    },
    "information": {
        ENGLISH: "This is general information, not legal advice.",
        FILIPINO: "Pangkalahatang impormasyon ito at hindi payong legal.",
    },
    "hand-over": {
        ENGLISH: "This is general information, not legal advice. You can hand the question to the lawyer of your case.",
        FILIPINO: "Pangkalahatang impormasyon ito at hindi payong legal. Maaari ninyong idulog ang tanong sa abogado "
        "ng inyong kaso.",
    },
    "removed-one": {
        ENGLISH: "One quote or citation was taken out, since our sources do not bear it out.",
        FILIPINO: "Isang sipi o pagbanggit ang inalis dahil hindi ito pinatutunayan ng aming mga sanggunian.",
    },
    "removed": {
        ENGLISH: "{count} quotes or citations were taken out, since our sources do not bear them out.",
        FILIPINO: "{count} sipi o pagbanggit ang inalis dahil hindi ito pinatutunayan ng aming mga sanggunian.",
    },
    "citation-removed": {ENGLISH: "[citation removed]", FILIPINO: "[inalis na pagbanggit]"},
    "quote-removed": {ENGLISH: "[quote removed]", FILIPINO: "[inalis na sipi]"},
}


def phrase(name: str, language: str, **values: object) -> str:
    """The sentence called `name`; in English where `language` is neither of ours."""
    spoken = _PHRASES[name]
    return spoken.get(language, spoken[ENGLISH]).format(**values)
