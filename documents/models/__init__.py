"""Templates and their versions; documents and their revisions; what was ordered, and what was rendered."""

from documents.models.batches import Batch, BatchRow
from documents.models.orders import Document, Order, Rendering
from documents.models.revisions import Revision
from documents.models.templates import Template, TemplateVersion
from documents.models.uploads import Upload

__all__ = [
    "Batch",
    "BatchRow",
    "Document",
    "Order",
    "Rendering",
    "Revision",
    "Template",
    "TemplateVersion",
    "Upload",
]
