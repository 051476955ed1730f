"""What can go wrong in the ai room, beside the six errors of the providers."""

from core.errors import Forbidden, NotFound


class DraftTypeNotFound(NotFound):
    code = "draft-type-not-found"
    title = "There is no template and no kind of draft of that name"


class CaseDraftsForStaff(Forbidden):
    code = "case-drafts-for-staff"
    title = "Drafts on a case are made and read by its lawyers"
