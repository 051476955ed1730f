"""Which of our two languages somebody writes in."""

from __future__ import annotations

import re

from ai.locales import ENGLISH, FILIPINO

_WORD = re.compile(r"[a-zñ]+")
# Words that Filipino cannot do without and English does not have.
_FILIPINO = frozenset(
    "ang ng mga sa ay na po opo ba ko mo niya namin natin nila ako ikaw siya kami tayo sila ito iyon yung yun dito "
    "doon ano anong sino saan kailan bakit paano magkano ilan alin hindi wala walang may mayroon meron kung kapag "
    "dahil para pero kasi lang din rin naman nga pa muna dapat kailangan pwede puwede gusto nasa nang si ni kay".split()
)
_ENGLISH = frozenset(
    "the of to is are was be do does did how what when where who why which can may must should i my we our you your "
    "they and or if for in on with have has need want".split()
)


def language_of(text: str) -> str | None:
    """`fil` or `en` by the small words of `text`; None where it has none of either, or as many of both."""
    words = _WORD.findall(text.casefold())
    filipino, english = (sum(map(known.__contains__, words)) for known in (_FILIPINO, _ENGLISH))
    if filipino == english:
        return None
    return FILIPINO if filipino > english else ENGLISH
