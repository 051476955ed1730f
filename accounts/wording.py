"""The words of the public pages about an account, in the languages of `User.Locale`."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation.trans_real import parse_accept_lang_header

ENGLISH, FILIPINO = "en", "fil"
# What browsers call the languages we have.
SPOKEN = {"en": ENGLISH, "fil": FILIPINO, "tl": FILIPINO}

WORDS: Mapping[str, Mapping[str, str]] = {
    ENGLISH: {
        "confirm_title": "Confirm your address",
        "confirm_lead": "Press the button to confirm that this is your address:",
        "confirm_button": "Confirm this address",
        "confirm_stranger": "You have made no account with us? Then close this page, and nothing happens.",
        "confirmed_title": "Your address is confirmed",
        "confirmed": "Thank you. You can close this page now.",
        "reset_title": "Choose a new password",
        "reset_lead": "All devices are logged out when the password is changed. This is the account:",
        "new_password": "New password",
        "password_hint": "At least 10 characters; not only digits, not your name or address.",
        "password_again": "The same again",
        "reset_button": "Change the password",
        "changed_title": "Your password is changed",
        "changed": "All devices were logged out. Log in with the new password.",
        "log_in": "Log in",
        "different": "The two passwords are not the same.",
        "password-too-short": "This is too short: at least 10 characters.",
        "password-too-similar": "This is too much like your name or address.",
        "password-too-common": "Many people use this password. Choose another one.",
        "password-entirely-numeric": "Digits alone are not enough.",
        "password-too-long": "This is too long: at most 1,024 characters.",
        "password-missing": "Type the new password.",
        "dead_title": "This link is no longer good",
        "dead_confirm": "It is good once and for a limited time, and only the newest mail counts. "
        "If your address is not confirmed yet, log in and ask for a new link.",
        "dead_reset": "It is good once and for a limited time, and only the newest mail counts.",
        "ask_again": "Ask for a new link",
        "forgot_title": "Forgot your password?",
        "forgot_lead": "Type the e-mail address of your account, and we send a link to choose a new password.",
        "email": "E-mail address",
        "forgot_button": "Send the link",
        "sent_title": "Check your mail",
        "sent": "If there is an account with this address, a link is on its way. It is good for {minutes} minutes. "
        "Nothing there? Look among the junk mail, too, or try again later.",
        "back_to_login": "Back to the log-in",
    },
    FILIPINO: {
        "confirm_title": "Kumpirmahin ang iyong address",
        "confirm_lead": "Pindutin ang button para kumpirmahing sa iyo ang address na ito:",
        "confirm_button": "Kumpirmahin ang address",
        "confirm_stranger": "Hindi ka gumawa ng account sa amin? Isara ang pahinang ito, at walang mangyayari.",
        "confirmed_title": "Kumpirmado na ang iyong address",
        "confirmed": "Salamat. Maaari mo nang isara ang pahinang ito.",
        "reset_title": "Pumili ng bagong password",
        "reset_lead": "Mala-log out ang lahat ng device kapag napalitan ang password. Ito ang account:",
        "new_password": "Bagong password",
        "password_hint": "Hindi bababa sa 10 character; huwag puro numero, huwag ang iyong pangalan o address.",
        "password_again": "Ulitin ang bagong password",
        "reset_button": "Palitan ang password",
        "changed_title": "Napalitan na ang iyong password",
        "changed": "Na-log out ang lahat ng device. Mag-log in gamit ang bagong password.",
        "log_in": "Mag-log in",
        "different": "Hindi magkapareho ang dalawang password.",
        "password-too-short": "Masyadong maikli: hindi bababa sa 10 character.",
        "password-too-similar": "Masyadong kahawig ng iyong pangalan o address.",
        "password-too-common": "Marami ang gumagamit ng password na ito. Pumili ng iba.",
        "password-entirely-numeric": "Hindi sapat ang puro numero.",
        "password-too-long": "Masyadong mahaba: hindi hihigit sa 1,024 character.",
        "password-missing": "I-type ang bagong password.",
        "dead_title": "Hindi na gumagana ang link na ito",
        "dead_confirm": "Isang beses lang ito magagamit, may takdang oras, at ang pinakabagong e-mail lang ang may "
        "bisa. Kung hindi pa kumpirmado ang iyong address, mag-log in at humingi ng bagong link.",
        "dead_reset": "Isang beses lang ito magagamit, may takdang oras, at ang pinakabagong e-mail lang ang may bisa.",
        "ask_again": "Humingi ng bagong link",
        "forgot_title": "Nakalimutan ang password?",
        "forgot_lead": "I-type ang e-mail address ng iyong account, at magpapadala kami ng link para pumili ng bagong "
        "password.",
        "email": "E-mail address",
        "forgot_button": "Ipadala ang link",
        "sent_title": "Tingnan ang iyong e-mail",
        "sent": "Kung may account na may ganitong address, papunta na ang link. Magagamit ito sa loob ng {minutes} "
        "minuto. Wala pa rin? Tingnan din ang junk mail, o subukang muli mamaya.",
        "back_to_login": "Bumalik sa pag-log in",
    },
}


def language_asked(header: str) -> str:
    """The language of ours that an Accept-Language header likes best; English for none of them."""
    for code, _ in parse_accept_lang_header(header[:500]):
        spoken = SPOKEN.get(code.split("-")[0])
        if spoken is not None:
            return spoken
    return ENGLISH
