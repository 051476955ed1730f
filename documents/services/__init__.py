"""Every write of this room. Start reading at `producing`: it is the main job, walked from top to bottom."""

from documents.services.agreeing import consistency_check, difference_accept, hold_while_papers_disagree
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
from documents.services.executing import revision_mark_filed, revision_void, signed_copy_store
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
from documents.services.packing import batch_package, document_package, revision_link
from documents.services.producing import order_fulfil
from documents.services.publishing import library_import, version_publish
from documents.services.reviewing import revision_approve, revision_reject, revision_submit
from documents.services.saving import form_discard, form_ordered, form_purpose, form_save, forms_purge
from documents.services.sealed import signed_file_keep, signed_file_stamped, signed_file_take
from documents.services.signing import trusted_certificates
from documents.services.template_drafts import (
    changed_meanwhile,
    template_draft_discard,
    template_draft_save,
    template_draft_start,
    template_draft_update,
)
from documents.services.template_impact import template_impact_request, template_impact_run
from documents.services.template_importing import library_compare, library_take_in
from documents.services.template_publishing import (
    template_draft_check,
    template_draft_propose,
    template_draft_publish,
    template_draft_send_back,
)
from documents.services.uploading import Taken, upload_examine, upload_store

__all__ = [
    "Taken",
    "batch_cancel",
    "batch_check",
    "batch_is_stuck",
    "batch_order",
    "batch_package",
    "batch_retry",
    "batch_start",
    "changed_meanwhile",
    "consistency_check",
    "difference_accept",
    "document_generate",
    "document_package",
    "document_render",
    "document_request",
    "flag_outdated_by_draft",
    "flag_outdated_by_entity",
    "flag_outdated_by_party",
    "form_discard",
    "form_ordered",
    "form_purpose",
    "form_save",
    "forms_purge",
    "hand_down_text",
    "hold_while_papers_disagree",
    "library_compare",
    "library_import",
    "library_take_in",
    "next_wish",
    "order_fulfil",
    "revision_analyze",
    "revision_approve",
    "revision_link",
    "revision_mark_filed",
    "revision_reject",
    "revision_request",
    "revision_submit",
    "revision_void",
    "settle_flags",
    "sheet_check",
    "signed_copy_store",
    "signed_file_keep",
    "signed_file_stamped",
    "signed_file_take",
    "template_draft_check",
    "template_draft_discard",
    "template_draft_propose",
    "template_draft_publish",
    "template_draft_save",
    "template_draft_send_back",
    "template_draft_start",
    "template_draft_update",
    "template_impact_request",
    "template_impact_run",
    "trusted_certificates",
    "upload_examine",
    "upload_store",
    "version_publish",
]
