"""Templates and their versions; documents and their revisions; what was ordered, rendered, and only begun."""

from documents.models.forms import SavedForm
from documents.models.orders import Document, Order, Rendering
from documents.models.revisions import Revision
from documents.models.templates import Template, TemplateVersion
from documents.models.uploads import Upload

__all__ = ["Document", "Order", "Rendering", "Revision", "SavedForm", "Template", "TemplateVersion", "Upload"]
