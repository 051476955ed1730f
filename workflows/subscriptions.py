"""What happens after X: the one table from events to handlers. `docs/flows.md` is generated from it.

Each handler runs as a job of its own, after the transaction that published the event; it may run twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from accounts.events import EmailConfirmationRequested, PasswordChanged, PasswordResetRequested, UserRegistered
from ai.events import ConsultationReplied, DraftEdited, QuestionHandedOver
from cases.events import CaseOpened, EntityChanged, HoldPlaced, LawyerAssigned, PartyChanged
from core.events import Event, Handler
from documents import services as documents
from documents.events import (
    RevisionApproved,
    RevisionFlagged,
    RevisionProduced,
    RevisionRejected,
    RevisionSubmitted,
    RevisionVoided,
    UploadRead,
)
from esign import services as esign
from esign.events import (
    EnvelopeCompleted,
    EnvelopeDeclined,
    EnvelopeTroubled,
    EnvelopeWithdrawn,
    SignerAsked,
    SigningCertificateExpires,
    SigningCodeMade,
)
from notifications.events import MailNotDelivered
from workflows import (
    mail_accounts,
    mail_cases,
    mail_documents,
    mail_questions,
    mail_signing,
    mail_undelivered,
    noticing,
    noticing_signing,
)

SUBSCRIPTIONS: Mapping[type[Event], Sequence[Handler]] = {
    # Each mail of the house is sent from here, once for its event and reader, and to nobody about their own doing.
    UserRegistered: (mail_accounts.welcome,),
    EmailConfirmationRequested: (mail_accounts.send_confirmation,),
    PasswordResetRequested: (mail_accounts.send_reset,),
    PasswordChanged: (mail_accounts.warn_of_password,),
    CaseOpened: (mail_cases.tell_of_case,),
    LawyerAssigned: (mail_cases.tell_lawyer, noticing.tell_assigned),
    QuestionHandedOver: (mail_questions.ask_lawyers, noticing.tell_question),
    ConsultationReplied: (mail_questions.tell_asker,),
    RevisionSubmitted: (mail_documents.ask_for_review, noticing.tell_for_review),
    RevisionRejected: (mail_documents.tell_of_rejection, noticing.tell_returned),
    MailNotDelivered: (mail_undelivered.tell_sender, noticing.tell_mail_not_delivered),
    # Staff are told in the admin as well, each as they wish (notifications.notice_kinds); of these two there alone.
    RevisionFlagged: (noticing.tell_flagged,),
    HoldPlaced: (noticing.tell_papers_disagree,),
    # A value that documents were made from has changed: staff are told on those documents, nothing is redone.
    PartyChanged: (documents.flag_outdated_by_party,),
    EntityChanged: (documents.flag_outdated_by_entity,),
    DraftEdited: (documents.flag_outdated_by_draft,),
    # What a document says can be quoted in a chat on its case; its client is quoted approved texts alone.
    RevisionProduced: (documents.hand_down_text,),
    RevisionApproved: (
        documents.hand_down_text,
        documents.settle_flags,
        documents.hold_while_papers_disagree,
        mail_documents.tell_of_approval,
        noticing.tell_approved,
    ),
    # What is void says nothing any more: it is quoted no longer, disagrees with nothing, and is signed no further.
    RevisionVoided: (documents.hand_down_text, documents.hold_while_papers_disagree, esign.void_for_revision),
    UploadRead: (documents.hand_down_text,),
    # Signers are written to under their address; they need no account.
    SignerAsked: (mail_signing.ask_signer,),
    SigningCodeMade: (mail_signing.send_code,),
    EnvelopeCompleted: (mail_signing.tell_of_completion, noticing_signing.tell_completed),
    EnvelopeDeclined: (
        mail_signing.tell_sender_of_refusal,
        mail_signing.tell_of_end,
        noticing_signing.tell_declined,
    ),
    EnvelopeWithdrawn: (mail_signing.tell_of_end, noticing_signing.tell_expired),
    EnvelopeTroubled: (noticing_signing.tell_trouble,),
    SigningCertificateExpires: (noticing_signing.tell_certificate,),
}
