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


class FormTooLarge(InvalidInput):
    """More was typed than a form kept for later may hold; what was kept before stays."""

    code = "form-too-large"
    title = "This form is too large to be kept"


class UploadRefused(InvalidInput):
    """The file may not come in; nothing was stored. `errors` says why, at /file."""

    code = "upload-refused"
    title = "This file cannot be taken"


class RevisionVoid(Conflict):
    """The paper counts no more; what is asked would be of use to nobody, or taken for good."""

    code = "revision-void"
    title = "This revision is void"


class UploadQuarantined(Conflict):
    """The file waits for the virus scanner, or was found infected; it is not opened by anybody."""

    code = "upload-quarantined"
    title = "This file is not released"


class UploadHasNoData(Conflict):
    """An uploaded document was not made from a template: there are no inputs and no texts to change."""

    code = "upload-has-no-data"
    title = "An uploaded document is replaced by another file, not revised"


class TextNotRead(Conflict):
    """The text of an upload is read by a job; it has not run yet, or found nothing to read."""

    code = "text-not-read"
    title = "There is no text of this file to work with"


class ApproverIsAuthor(Forbidden):
    code = "approver-is-author"
    title = "The author of a revision may not approve it"


class ApproverNotAssigned(Forbidden):
    code = "approver-not-assigned"
    title = "Only a lawyer assigned to the case, or an admin, may approve"


class RevisionNotNamed(InvalidInput):
    """What goes out is named by its number and its checksum; nobody sends, signs or files "the latest"."""

    code = "revision-not-named"
    title = "Name the revision that you mean"


class RevisionNotFound(NotFound):
    code = "revision-not-found"
    title = "This document has no such revision"


class RedlineOfOneRevision(InvalidInput):
    """A revision differs from another one; from itself there is nothing to show."""

    code = "redline-of-one-revision"
    title = "Two revisions are compared"


class RedlineTooLong(InvalidInput):
    """A comparison of longer texts would keep others waiting, and nobody would read it in one piece."""

    code = "redline-too-long"
    title = "These texts are too long to be compared in one piece"


class ExecutionNotAllowed(InvalidInput):
    """The law asks another form of this paper than the one it was signed in (RA 8792 section 7 replaces none)."""

    code = "execution-not-allowed"
    title = "This paper is not signed in that way"


class SignedCopyUnchanged(InvalidInput):
    """The file is one of the document's own revisions to the byte: nobody has signed it since."""

    code = "signed-copy-unchanged"
    title = "This file is not a signed copy"


class AlreadySigned(Conflict):
    """One signed copy of a paper stands; another one would leave open which of them counts."""

    code = "already-signed"
    title = "A signed copy of this revision is here already"


class PapersDisagree(InvalidInput):
    """The revision and other papers of its case say different things; who approves it says why."""

    code = "papers-disagree"
    title = "The papers of this case disagree"


class TemplateDraftOpen(Conflict):
    """A template has one open draft at most, so that two people's changes meet in one place."""

    code = "template-draft-open"
    title = "This template has an open draft already"


class TemplateDraftChanged(Conflict):
    """Somebody saved the draft after it was read; `extra` says who and when. Nothing was written over."""

    code = "template-draft-changed"
    title = "Somebody else saved this draft in the meantime"


class TemplateDraftNotEditable(Conflict):
    code = "template-draft-not-editable"
    title = "This draft cannot be edited now"


class TemplateDraftOutdated(Conflict):
    """A newer version was published since the draft began; publishing the draft would take its changes back."""

    code = "template-draft-outdated"
    title = "This draft began from a version that is no longer the newest"


class TemplatePublisherNotAdmin(Forbidden):
    code = "template-publisher-not-admin"
    title = "Only an admin publishes templates"


class SheetRefused(InvalidInput):
    """The file with the rows may not come in, or its headings do not fit; nothing was stored. `errors` says why."""

    code = "sheet-refused"
    title = "This sheet cannot be taken"


class BatchRowsBad(InvalidInput):
    """Rows of the sheet do not fit the template, and nobody said to leave them out; nothing was made."""

    code = "batch-rows-bad"
    title = "Some rows do not fit the template"


class BatchNotReady(Conflict):
    """There is nothing yet to take away, or nothing to try again."""

    code = "batch-not-ready"
    title = "The batch does not stand where this can be done"


class PackageRefused(Conflict):
    """What goes out is named by number and checksum; to an agency or a counterparty only what was approved."""

    code = "package-refused"
    title = "This revision cannot go out in a package"
