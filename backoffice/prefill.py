"""What the case already knows, put where a template's data asks for it, so that nobody types it twice."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from backoffice.facts import facts_of, filled
from backoffice.schema_form.shape import Shape
from cases.models import Case
from documents import selectors
from documents.models import TemplateVersion


def initial_inputs(user: User, case: Case, version: TemplateVersion) -> dict[str, Any]:
    """The data to begin the form with: that of the case's newest document of this template, else the facts of the case
    and of its other documents.

    Only what the template asks for is given. The caller has found `case` through `cases.selectors.case_get(user, …)`.
    """
    earlier = selectors.latest_inputs(user, case.pk, version.template)
    if earlier is not None:
        return earlier
    return filled(Shape.of(version.schema, version.schema), facts_of(user, case))
