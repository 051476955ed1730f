"""What happens after X: the one table from events to handlers. `docs/flows.md` is generated from it.

Each handler runs as a job of its own, after the transaction that published the event; it may run twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ai.events import DraftEdited
from cases.events import EntityChanged, PartyChanged
from core.events import Event, Handler
from documents import services as documents
from documents.events import RevisionApproved, RevisionProduced, RevisionVoided, UploadRead

SUBSCRIPTIONS: Mapping[type[Event], Sequence[Handler]] = {
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
