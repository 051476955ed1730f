"""Templates, their versions and drafts; documents and their revisions; what was ordered, rendered, and only begun."""

from documents.models.batches import Batch, BatchRow
from documents.models.differences import AcceptedDifference
from documents.models.drafts import ImpactFinding, ImpactRun, TemplateDraft
from documents.models.forms import SavedForm
from documents.models.orders import Document, Order, Rendering
from documents.models.revisions import Revision
from documents.models.signatures import FileSignatures
from documents.models.templates import Template, TemplateVersion
from documents.models.uploads import Upload

__all__ = [
    "AcceptedDifference",
    "Batch",
    "BatchRow",
    "Document",
    "FileSignatures",
    "ImpactFinding",
    "ImpactRun",
    "Order",
    "Rendering",
    "Revision",
    "SavedForm",
    "Template",
    "TemplateDraft",
    "TemplateVersion",
    "Upload",
]
