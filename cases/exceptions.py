"""What can go wrong with a case, by name."""

from core.errors import Conflict, Forbidden


class CaseHeld(Conflict):
    """Something open blocks the step; `holds` names each with what to do."""

    code = "case-held"
    title = "A hold on the case blocks this step"


class CaseUnderWay(Forbidden):
    """Clients change parties and entity during intake only; afterwards documents are made from them."""

    code = "case-under-way"
    title = "The case is under way; its lawyers make changes now"
