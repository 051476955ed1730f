"""What happens after X: the one table from events to handlers. `docs/flows.md` is generated from it.

Each handler runs as a job of its own, after the transaction that published the event; it may run twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ai.events import DraftEdited, QuestionHandedOver
from cases.events import EntityChanged, HoldPlaced, LawyerAssigned, PartyChanged
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
from notifications.events import MailNotDelivered
from workflows import noticing

# Who of the staff is told in the admin, each as they want to be told (notifications.notice_kinds).
NOTICES: Mapping[type[Event], Sequence[Handler]] = {
    RevisionSubmitted: (noticing.tell_for_review,),
    RevisionApproved: (noticing.tell_approved,),
    RevisionRejected: (noticing.tell_returned,),
    RevisionFlagged: (noticing.tell_flagged,),
    LawyerAssigned: (noticing.tell_assigned,),
    HoldPlaced: (noticing.tell_papers_disagree,),
    QuestionHandedOver: (noticing.tell_question,),
    MailNotDelivered: (noticing.tell_mail_not_delivered,),
}

EFFECTS: Mapping[type[Event], Sequence[Handler]] = {
    # A value that documents were made from has changed: staff are told on those documents, nothing is redone.
    PartyChanged: (documents.flag_outdated_by_party,),
    EntityChanged: (documents.flag_outdated_by_entity,),
    DraftEdited: (documents.flag_outdated_by_draft,),
    # What a document says can be quoted in a chat on its case; its client is quoted approved texts alone.
    RevisionProduced: (documents.hand_down_text,),
    RevisionApproved: (documents.hand_down_text, documents.settle_flags, documents.hold_while_papers_disagree),
    # What is void says nothing any more: it is quoted no longer, and disagrees with nothing.
    RevisionVoided: (documents.hand_down_text, documents.hold_while_papers_disagree),
    UploadRead: (documents.hand_down_text,),
}

SUBSCRIPTIONS: Mapping[type[Event], Sequence[Handler]] = {
    event: (*EFFECTS.get(event, ()), *NOTICES.get(event, ())) for event in dict.fromkeys((*EFFECTS, *NOTICES))
}
