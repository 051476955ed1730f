"""The words of the signing page in English; what depends on the signer's role stands apart."""

from __future__ import annotations

from collections.abc import Mapping

from documents.rendering import filters
from esign.constants import Role

MONTHS = filters.MONTHS  # as papers write them

WORDS: Mapping[str, str] = {
    "lang": "en",
    # Before the code.
    "ask_title": "A document is waiting for you",
    "ask_lead": "{practice} asks you to read a document and to sign it here. To be sure that it is you, we first "
    "mail you a code of six digits.",
    "ask_address": "The code goes to",
    "send_code": "Send me the code",
    "stranger": "This is not your address, or you do not know who asks? Close this page, and nothing happens.",
    "enter_title": "Enter the code",
    "enter_lead": "We mailed a code of six digits. It is good until {time}. It went to",
    "code": "Code from the mail",
    "code_button": "Continue",
    "code_again": "Nothing there? Look among unwanted mail, too. Only the newest code counts.",
    "send_again": "Send a new code",
    "code-wrong": "This is not the code of the newest mail. Look again, or ask for a new one.",
    "code-dead": "This code is no longer good. Ask for a new one.",
    "codes-pause": "A code was sent a moment ago. Wait {seconds} seconds, and look among unwanted mail, too.",
    "codes-used-up": "So many codes were asked for that this link gives no more. Answer the mail that brought you "
    "here, and ask for a new link.",
    "pass-gone": "Nothing was recorded: it is too long since you entered the code. Enter a new one, and go on.",
    "going_on": "One moment …",
    "go_on": "Go on to the document",
    # The document, its people and the form.
    "from": "{name} of {practice} sent you this document.",
    "from_practice": "{practice} sent you this document.",
    "message": "Message from {name}",
    "due": "Open until {day}",
    "people": "Who takes part",
    "you": "you",
    "waiting": "waits for their turn",
    "sent": "is asked",
    "viewed": "is reading",
    "copied": "gets a copy",
    "declined": "declined",
    "document": "The document",
    "pages": "{count} pages",
    "page": "1 page",
    "page_of": "Page {number} of {count}",
    "to_form": "Go to the form below",
    "as_text": "Show as text",
    "as_pages": "Show as pages",
    "download": "Download (PDF)",
    "no_text": "This page has no text that can be read aloud. Ask the sender what stands on it.",
    "name": "Your full name",
    "name_hint": "Type it as it stands here:",
    "way": "How do you sign?",
    "typed": "My typed name is my signature",
    "drawn": "I draw my signature",
    "pad": "Field to draw in",
    "pad_hint": "Draw with a finger, a pen or the mouse. By keyboard, choose the typed name.",
    "clear": "Clear the field",
    "initials": "Your initials",
    "initials_hint": "They are put on every page.",
    "date": "Date",
    "date_hint": "set by us at the moment you press the button",
    "agree": "I agree",
    "working": "One moment …",
    "decline_open": "I do not want to",
    "decline_lead": "The document then goes no further, and the sender is told why. This cannot be undone.",
    "reason": "Your reason",
    "reason_hint": "At most 500 letters",
    "decline_button": "Decline",
    # What is wrong with the form.
    "faulty": "Nothing was recorded yet. Look at what is marked.",
    "agreed-required": "Read this, and tick the box if you agree.",
    "another-name": "Type your full name as it stands here: {name}",
    "initials-required": "Type your initials, at most 8 letters.",
    "drawing-unreadable": "The drawing could not be read. Draw it again, or choose the typed name.",
    "drawing-too-large": "The drawing is too large. Draw it again, or choose the typed name.",
    "drawing-empty": "There is no signature in the field. Draw it, or choose the typed name.",
    "reason-required": "Say why, in at most 500 letters.",
    # What came of it, and what has become of a link.
    "done_next": "We tell you by mail when everybody has done their part. You can close this page now.",
    "declined_title": "You declined",
    "declined_said": "The sender is told why. If you change your mind, answer the mail that brought you here, and "
    "ask for a new link.",
    "declined-by-another_title": "This document goes no further",
    "declined-by-another_said": "Another person declined, so there is nothing left for you to do. If you have "
    "questions, answer the mail that brought you here.",
    "expired_title": "The time has run out",
    "expired_said": "This document can no longer be signed here. Answer the mail that brought you here, and ask for "
    "it to be sent again.",
    "voided_title": "The document was withdrawn",
    "voided_said": "The sender has taken it back, so nothing can be signed any more, and nothing is left for you to "
    "do. If you have questions, answer the mail that brought you here.",
    "completed_title": "This document is signed",
    "completed_said": "Everybody has done their part. There is nothing left for you to do.",
    "replaced_title": "There is a newer link",
    "replaced_said": "We have mailed you a newer link since, and only the newest one is good. Open that mail.",
    "released_title": "You are no longer asked",
    "released_said": "Somebody else is asked in your place, so there is nothing left for you to do. If you have "
    "questions, answer the mail that brought you here.",
    "unknown_title": "There is no such link",
    "unknown_said": "Look whether the whole address was taken over from the mail, up to its last letter. If it was, "
    "answer the mail, and ask for a new link.",
    "unread_title": "The form could not be read",
    "unread_said": "Nothing was recorded. Open the link in the mail again, and fill in the form anew.",
    "away_title": "The document cannot be shown at the moment",
    "away_said": "Nothing was recorded, and nothing is lost. Open the link again in some minutes.",
}

BY_ROLE: Mapping[str, Mapping[str, str]] = {
    Role.SIGNER: {
        "role": "signs",
        "asked": "You are asked to sign it.",
        "form_title": "Sign",
        "button": "Sign the document",
        "part_done": "signed on {day}",
        "done_title": "Thank you, you have signed",
        "signed_title": "You have signed already",
    },
    Role.APPROVER: {
        "role": "approves",
        "asked": "You are asked to approve it.",
        "form_title": "Approve",
        "button": "Approve the document",
        "part_done": "approved on {day}",
        "done_title": "Thank you, you have approved",
        "signed_title": "You have approved already",
    },
    Role.WITNESS: {
        "role": "witnesses",
        "asked": "You are asked to witness it.",
        "form_title": "Sign as a witness",
        "button": "Sign as a witness",
        "part_done": "witnessed on {day}",
        "done_title": "Thank you, you have signed as a witness",
        "signed_title": "You have signed as a witness already",
    },
}
