"""Every write of this room. Start reading at `producing`: it is the main job, walked from top to bottom."""

from documents.services.agreeing import consistency_check, difference_accept, hold_while_papers_disagree
from documents.services.analysing import revision_analyze
from documents.services.handing import hand_down_text
from documents.services.ordering import (
    document_generate,
    document_render,
    document_request,
    next_wish,
    revision_request,
)
from documents.services.outdating import (
    flag_outdated_by_draft,
    flag_outdated_by_entity,
    flag_outdated_by_party,
    settle_flags,
)
from documents.services.producing import order_fulfil
from documents.services.publishing import library_import, version_publish
from documents.services.reviewing import revision_approve, revision_reject, revision_submit
from documents.services.uploading import upload_examine, upload_store

__all__ = [
    "consistency_check",
    "difference_accept",
    "document_generate",
    "document_render",
    "document_request",
    "flag_outdated_by_draft",
    "flag_outdated_by_entity",
    "flag_outdated_by_party",
    "hand_down_text",
    "hold_while_papers_disagree",
    "library_import",
    "next_wish",
    "order_fulfil",
    "revision_analyze",
    "revision_approve",
    "revision_reject",
    "revision_request",
    "revision_submit",
    "settle_flags",
    "upload_examine",
    "upload_store",
    "version_publish",
]
