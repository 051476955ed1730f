"""What can go wrong in the ai room, beside the six errors of the providers."""

from core.backends import OutcomeUnknown, Rejected
from core.errors import Conflict, DomainError, Forbidden, NotFound, ServiceUnavailable


class DraftTypeNotFound(NotFound):
    code = "draft-type-not-found"
    title = "There is no template and no kind of draft of that name"


class CaseDraftsForStaff(Forbidden):
    code = "case-drafts-for-staff"
    title = "Drafts on a case are made and read by its lawyers"


class BudgetSpent(DomainError):
    """Nothing was sent; what can be done without a model is done without one."""

    code = "ai-budget-spent"
    status = 429
    title = "The AI budget of this month is spent"


class ModelsBusy(ServiceUnavailable):
    """Nothing was sent: as many questions wait for a model as this process can hold."""

    code = "ai-busy"
    title = "The AI is answering many questions at the moment"


class AnswerBroken(OutcomeUnknown):
    """The answer of `model` broke off after it had begun; `tokens` (in, out) are what it cost, as far as is known."""

    def __init__(self, detail: str, *, model: str, tokens: tuple[int, int]) -> None:
        super().__init__(detail)
        self.model = model
        self.tokens_in, self.tokens_out = tokens


class AnswerWithheld(Rejected):
    """`model` answered without a word: it refused, its filter did, it wanted a tool, or it thought until its limit.

    `tokens` (in, out) were paid, and would be paid again for the same.
    """

    def __init__(self, detail: str, *, model: str, tokens: tuple[int, int]) -> None:
        super().__init__(detail)
        self.model = model
        self.tokens_in, self.tokens_out = tokens


class NotYourUser(Forbidden):
    code = "not-your-user"
    title = "You ask for yourself, or as staff for the client of a case"


class NoLawyerToAsk(Conflict):
    code = "no-lawyer-to-ask"
    title = "No lawyer is assigned whom this question could be handed to"


class PolicyNotFound(NotFound):
    code = "policy-not-found"
    title = "There is no analysis policy of that name"


class PolicyVersionPublished(Conflict):
    code = "policy-version-published"
    title = "A published policy version cannot be changed"
