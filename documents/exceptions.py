"""What can go wrong with a document, by name."""

from core.errors import Conflict, Forbidden, InvalidInput, NotFound


class TemplateNotFound(NotFound):
    code = "template-not-found"
    title = "There is no such template"


class TemplateVersionNotFound(NotFound):
    code = "template-version-not-found"
    title = "This template has no such version"


class TemplateVersionPublished(Conflict):
    """A published version never changes; a change is a new version."""

    code = "template-version-published"
    title = "A published template version cannot be changed"


class TemplateNotPublishable(InvalidInput):
    code = "template-not-publishable"
    title = "The template cannot be published as it is"


class TemplateDataInvalid(InvalidInput):
    code = "template-data-invalid"
    title = "The data does not fit the template"


class ApproverIsAuthor(Forbidden):
    code = "approver-is-author"
    title = "The author of a revision may not approve it"


class ApproverNotAssigned(Forbidden):
    code = "approver-not-assigned"
    title = "Only a lawyer assigned to the case, or an admin, may approve"
