"""What the case already knows, put where a template's data asks for it, so that nobody types it twice."""

from __future__ import annotations

from accounts.models import User
from backoffice.facts import fact_places, facts_of, filled, revision_ref
from backoffice.schema_form.shape import Shape
from cases.models import Case
from core.clock import manila_now
from documents import selectors
from documents.models import Revision, TemplateVersion
from documents.origins import DOCUMENT, Known, order_known


def prefill(user: User, case: Case, version: TemplateVersion) -> Known:
    """The data to begin the form with: that of the case's newest document of this template, else the facts of the case
    and of its other documents; and where each is from. Whoever sends the form answers for them: it is `user`, now.

    Only what the template asks for is given. The caller has found `case` through `cases.selectors.case_get(user, …)`.
    """
    taken = {"by": str(user.pk), "at": manila_now().isoformat()}
    earlier = selectors.latest_of_template(user, case.pk, version.template)
    if earlier is not None:
        return Known(earlier.inputs, otherwise={"source": DOCUMENT, **taken, "ref": revision_ref(earlier)})
    facts = facts_of(user, case)
    shape = Shape.of(version.schema, version.schema)
    data = filled(shape, {name: fact.value for name, fact in facts.items()})
    origins = {
        pointer: {"source": facts[name].source, **taken, "ref": facts[name].ref}
        for pointer, name in fact_places(shape, data)
        if facts[name].source
    }
    return Known(data, origins)


def revision_known(revision: Revision) -> Known:
    """The data of a revision, to begin the next one with, and what is kept of its answers' origins."""
    return order_known(revision.made_from[1], revision=revision.number)
