"""Personal data out of a text before it leaves the house, and back into the answer.

scrubber = Scrubber([KnownPerson("Juan P. dela Cruz"), KnownValue("TIN", "123-456-789-000")])
scrubbed = scrubber.scrub("Dela Cruz, Juan (TIN 123456789) subscribes.")
scrubbed.text                               # "[[PERSON_1]] (TIN [[TIN_1]]) subscribes."
restore(answer, scrubbed.mapping)
"""

from core.pii.known import Known, KnownOrganization, KnownPerson, KnownThings, KnownValue
from core.pii.placeholders import KINDS, PlaceholderMap, restore, unresolved
from core.pii.scrubber import Scrubbed, ScrubbedData, Scrubber, ScrubFailed

__all__ = [
    "KINDS",
    "Known",
    "KnownOrganization",
    "KnownPerson",
    "KnownThings",
    "KnownValue",
    "PlaceholderMap",
    "ScrubFailed",
    "Scrubbed",
    "ScrubbedData",
    "Scrubber",
    "restore",
    "unresolved",
]
