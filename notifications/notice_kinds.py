"""The kinds of notices that staff get, and how each is told to somebody who never chose."""

from __future__ import annotations

from dataclasses import dataclass

FOR_REVIEW = "for-review"
APPROVED = "approved"
RETURNED = "returned"
ASSIGNED = "assigned"
QUESTION = "question"
MAIL_NOT_DELIVERED = "mail-not-delivered"
JOB_FAILED = "job-failed"
FLAGGED = "flagged"
PAPERS_DISAGREE = "papers-disagree"
SIGNATURE_COMPLETED = "signature-completed"
SIGNATURE_DECLINED = "signature-declined"
SIGNATURE_EXPIRED = "signature-expired"
SIGNATURE_TROUBLE = "signature-trouble"
SIGNING_CERTIFICATE = "signing-certificate"
# The daily digest is no notice, but is wanted or not like one.
DIGEST = "digest"
LONGEST_KIND = 24


@dataclass(frozen=True)
class Wish:
    """How somebody wants to be told: in the admin, by a mail at once, in the daily digest."""

    in_admin: bool = True
    by_mail: bool = False
    in_digest: bool = True


@dataclass(frozen=True)
class NoticeKind:
    """A kind as the preferences page shows it. `mail` is the mail that tells the same, where there is one."""

    name: str
    label: str
    help: str
    mail: str = ""
    admins_only: bool = False

    @property
    def default(self) -> Wish:
        """How somebody who never chose is told: by all ways there are."""
        return Wish(by_mail=bool(self.mail))


_ALL = (
    NoticeKind(
        FOR_REVIEW, "Documents for review", "A document of a case of yours waits for approval.", "document-for-review"
    ),
    NoticeKind(APPROVED, "Documents approved", "What you wrote was approved.", "document-approved"),
    NoticeKind(RETURNED, "Documents sent back", "What you wrote was sent back.", "document-returned"),
    NoticeKind(ASSIGNED, "Assignments", "You were put on a case, or got another role in it.", "case-assigned"),
    NoticeKind(
        QUESTION, "Questions", "Somebody asks the lawyers of a case of yours for an answer.", "question-handed-over"
    ),
    NoticeKind(
        MAIL_NOT_DELIVERED,
        "Mails not delivered",
        "A mail of yours, or of a case of yours, did not arrive.",
        "mail-not-delivered",
    ),
    NoticeKind(FLAGGED, "Outdated documents", "A value that documents of your case were made from has changed."),
    NoticeKind(PAPERS_DISAGREE, "Papers that disagree", "Approved papers of a case of yours disagree."),
    NoticeKind(
        SIGNATURE_COMPLETED, "Papers signed", "Everybody has signed a paper of a case of yours.", "signature-completed"
    ),
    NoticeKind(
        SIGNATURE_DECLINED,
        "Signatures declined",
        "Somebody would not sign a paper of a case of yours.",
        "signature-declined",
    ),
    NoticeKind(SIGNATURE_EXPIRED, "Signatures expired", "A paper of a case of yours was not signed in time."),
    NoticeKind(
        SIGNATURE_TROUBLE,
        "Signing that needs a look",
        "A paper that is out for signature cannot be finished by itself.",
    ),
    NoticeKind(
        SIGNING_CERTIFICATE,
        "Signing certificate",
        "The certificate that seals signed papers runs out.",
        admins_only=True,
    ),
    NoticeKind(JOB_FAILED, "Failed jobs", "Work that runs by itself ended in failure.", admins_only=True),
)
KINDS = {one.name: one for one in _ALL}
BY_MAIL = {one.mail: one for one in _ALL if one.mail}
CHOICES = tuple((one.name, one.label) for one in KINDS.values())


def kinds_for(role: str) -> list[NoticeKind]:
    """The kinds that somebody of this role can get, in their order."""
    return [one for one in KINDS.values() if role == "admin" or not one.admins_only]
