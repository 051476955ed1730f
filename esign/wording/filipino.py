"""The words of the signing page in Filipino, by the same names as in English."""

from __future__ import annotations

from collections.abc import Mapping

from esign.constants import Role

MONTHS = (
    "Enero",
    "Pebrero",
    "Marso",
    "Abril",
    "Mayo",
    "Hunyo",
    "Hulyo",
    "Agosto",
    "Setyembre",
    "Oktubre",
    "Nobyembre",
    "Disyembre",
)

WORDS: Mapping[str, str] = {
    "lang": "fil",
    # Before the code.
    "ask_title": "May dokumentong naghihintay sa iyo",
    "ask_lead": "Hinihiling ng {practice} na basahin mo ang isang dokumento at pirmahan ito dito. Para matiyak na "
    "ikaw nga ito, magpapadala muna kami sa e-mail ng code na may anim na numero.",
    "ask_address": "Ipapadala ang code sa",
    "send_code": "Ipadala ang code",
    "stranger": "Hindi sa iyo ang address, o hindi mo kilala ang humihiling? Isara ang pahinang ito, at walang "
    "mangyayari.",
    "enter_title": "Ilagay ang code",
    "enter_lead": "Nagpadala kami ng code na may anim na numero. Magagamit ito hanggang {time}. Ipinadala ito sa",
    "code": "Code mula sa e-mail",
    "code_button": "Magpatuloy",
    "code_again": "Wala pa rin? Tingnan din ang spam o junk mail. Ang pinakabagong code lang ang may bisa.",
    "send_again": "Magpadala ng bagong code",
    "code-wrong": "Hindi ito ang code sa pinakabagong e-mail. Tingnan muli, o humingi ng bago.",
    "code-dead": "Hindi na magagamit ang code na ito. Humingi ng bago.",
    "codes-pause": "Kakapadala lang ng code. Maghintay ng {seconds} segundo, at tingnan din ang spam o junk mail.",
    "codes-used-up": "Naubos na ang mga code para sa link na ito. Sagutin ang e-mail na pinanggalingan ng link, at "
    "humingi ng bago.",
    "pass-gone": "Walang naitala: matagal na mula nang ilagay mo ang code. Ilagay ang bagong code, at magpatuloy.",
    "going_on": "Sandali lang …",
    "go_on": "Pumunta sa dokumento",
    # The document, its people and the form.
    "from": "Ipinadala sa iyo ni {name} ng {practice} ang dokumentong ito.",
    "from_practice": "Ipinadala sa iyo ng {practice} ang dokumentong ito.",
    "message": "Mensahe mula kay {name}",
    "due": "Bukas hanggang {day}",
    "people": "Sino ang mga kasali",
    "you": "ikaw",
    "waiting": "naghihintay ng kaniyang turno",
    "sent": "hinihintay",
    "viewed": "nagbabasa",
    "copied": "tatanggap ng kopya",
    "declined": "tumanggi",
    "document": "Ang dokumento",
    "pages": "{count} pahina",
    "page": "1 pahina",
    "page_of": "Pahina {number} ng {count}",
    "to_form": "Pumunta sa form sa ibaba",
    "as_text": "Ipakita bilang teksto",
    "as_pages": "Ipakita bilang mga pahina",
    "download": "I-download (PDF)",
    "no_text": "Walang tekstong mababasa nang malakas sa pahinang ito. Itanong sa nagpadala kung ano ang laman nito.",
    "name": "Buong pangalan mo",
    "name_hint": "I-type ito gaya ng narito:",
    "way": "Paano ka pipirma?",
    "typed": "Ang tinype kong pangalan ang aking pirma",
    "drawn": "Iguguhit ko ang aking pirma",
    "pad": "Guhitan ng pirma",
    "pad_hint": "Gumuhit gamit ang daliri, stylus o mouse. Kung keyboard ang gamit, piliin ang tinype na pangalan.",
    "clear": "Burahin ang guhit",
    "initials": "Inisyal mo",
    "initials_hint": "Ilalagay ang mga ito sa bawat pahina.",
    "date": "Petsa",
    "date_hint": "kami ang maglalagay pagpindot mo ng button",
    "agree": "Sumasang-ayon ako",
    "working": "Sandali lang …",
    "decline_open": "Ayaw ko",
    "decline_lead": "Hindi na itutuloy ang dokumento, at sasabihin sa nagpadala ang dahilan. Hindi na ito mababawi.",
    "reason": "Dahilan mo",
    "reason_hint": "Hindi hihigit sa 500 letra",
    "decline_button": "Tumanggi",
    # What is wrong with the form.
    "faulty": "Wala pang naitatala. Tingnan ang mga may marka.",
    "agreed-required": "Basahin ito, at lagyan ng tsek ang kahon kung sumasang-ayon ka.",
    "another-name": "I-type ang buong pangalan mo gaya ng narito: {name}",
    "initials-required": "I-type ang inisyal mo, hindi hihigit sa 8 letra.",
    "drawing-unreadable": "Hindi mabasa ang guhit. Gumuhit muli, o piliin ang tinype na pangalan.",
    "drawing-too-large": "Masyadong malaki ang guhit. Gumuhit muli, o piliin ang tinype na pangalan.",
    "drawing-empty": "Walang pirma sa guhitan. Iguhit ito, o piliin ang tinype na pangalan.",
    "reason-required": "Sabihin ang dahilan, hindi hihigit sa 500 letra.",
    # What came of it, and what has become of a link.
    "done_next": "Mag-e-mail kami kapag nagawa na ng lahat ang kanilang bahagi. Maaari mo nang isara ang pahinang ito.",
    "declined_title": "Tumanggi ka",
    "declined_said": "Sasabihin sa nagpadala ang dahilan. Kung magbago ang isip mo, sagutin ang e-mail na "
    "pinanggalingan ng link, at humingi ng bago.",
    "declined-by-another_title": "Hindi na itutuloy ang dokumentong ito",
    "declined-by-another_said": "May ibang tumanggi, kaya wala ka nang kailangang gawin. Kung may tanong ka, sagutin "
    "ang e-mail na pinanggalingan ng link.",
    "expired_title": "Lumipas na ang panahon",
    "expired_said": "Hindi na mapipirmahan dito ang dokumentong ito. Sagutin ang e-mail na pinanggalingan ng link, "
    "at hilinging ipadala itong muli.",
    "voided_title": "Binawi ang dokumento",
    "voided_said": "Binawi ito ng nagpadala, kaya wala nang mapipirmahan at wala ka nang kailangang gawin. Kung may "
    "tanong ka, sagutin ang e-mail na pinanggalingan ng link.",
    "completed_title": "Napirmahan na ang dokumentong ito",
    "completed_said": "Nagawa na ng lahat ang kanilang bahagi. Wala ka nang kailangang gawin.",
    "replaced_title": "May mas bagong link",
    "replaced_said": "Nagpadala na kami ng mas bagong link, at ang pinakabago lang ang may bisa. Buksan ang e-mail "
    "na iyon.",
    "released_title": "Hindi ka na hinihintay",
    "released_said": "May iba nang hinilingan kapalit mo, kaya wala ka nang kailangang gawin. Kung may tanong ka, "
    "sagutin ang e-mail na pinanggalingan ng link.",
    "unknown_title": "Walang ganitong link",
    "unknown_said": "Tingnan kung nakuha ang buong address mula sa e-mail, hanggang sa huling letra. Kung oo, "
    "sagutin ang e-mail, at humingi ng bagong link.",
    "unread_title": "Hindi mabasa ang form",
    "unread_said": "Walang naitala. Buksang muli ang link sa e-mail, at punan muli ang form.",
    "away_title": "Hindi maipakita ang dokumento sa ngayon",
    "away_said": "Walang naitala, at walang nawala. Buksang muli ang link makalipas ang ilang minuto.",
}

BY_ROLE: Mapping[str, Mapping[str, str]] = {
    Role.SIGNER: {
        "role": "pipirma",
        "asked": "Hinihiling na pirmahan mo ito.",
        "form_title": "Pumirma",
        "button": "Pirmahan ang dokumento",
        "part_done": "pumirma noong {day}",
        "done_title": "Salamat, nakapirma ka na",
        "signed_title": "Nakapirma ka na rito",
    },
    Role.APPROVER: {
        "role": "mag-aapruba",
        "asked": "Hinihiling na aprubahan mo ito.",
        "form_title": "Mag-apruba",
        "button": "Aprubahan ang dokumento",
        "part_done": "nag-apruba noong {day}",
        "done_title": "Salamat, naaprubahan mo na",
        "signed_title": "Naaprubahan mo na ito",
    },
    Role.WITNESS: {
        "role": "saksi",
        "asked": "Hinihiling na saksihan mo ito.",
        "form_title": "Pumirma bilang saksi",
        "button": "Pumirma bilang saksi",
        "part_done": "pumirma bilang saksi noong {day}",
        "done_title": "Salamat, nakapirma ka na bilang saksi",
        "signed_title": "Nakapirma ka na bilang saksi",
    },
}
