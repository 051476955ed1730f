"""Every write of this room. Start reading at `producing`: it is the main job, walked from top to bottom."""

from documents.services.analysing import revision_analyze
from documents.services.batching import (
    batch_cancel,
    batch_check,
    batch_is_stuck,
    batch_order,
    batch_retry,
    batch_start,
    sheet_check,
)
from documents.services.handing import hand_down_text
from documents.services.ordering import (
    document_generate,
    document_render,
    document_request,
    next_wish,
    revision_request,
)
from documents.services.outdating import flag_outdated_by_draft, flag_outdated_by_entity, flag_outdated_by_party
from documents.services.packing import batch_package, document_package
from documents.services.producing import order_fulfil
from documents.services.publishing import library_import, version_publish
from documents.services.reviewing import revision_approve, revision_reject, revision_submit
from documents.services.uploading import upload_examine, upload_store

__all__ = [
    "batch_cancel",
    "batch_check",
    "batch_is_stuck",
    "batch_order",
    "batch_package",
    "batch_retry",
    "batch_start",
    "document_generate",
    "document_package",
    "document_render",
    "document_request",
    "flag_outdated_by_draft",
    "flag_outdated_by_entity",
    "flag_outdated_by_party",
    "hand_down_text",
    "library_import",
    "next_wish",
    "order_fulfil",
    "revision_analyze",
    "revision_approve",
    "revision_reject",
    "revision_request",
    "revision_submit",
    "sheet_check",
    "upload_examine",
    "upload_store",
    "version_publish",
]
