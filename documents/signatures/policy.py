"""Which changes of a file are allowed after a signature: pyHanko's difference analysis, and where ours is stricter.

Its default policy lets form fields be filled in and signatures be added. Ours lets a text be filled in once: what a
signature has seen filled in stays as it was, and nothing is shown where no value was given. After the last signature
nobody signs a change, so that nothing is allowed but certificates for checking it (the DSS of PAdES).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    DSSCompareRule,
    FieldComparisonContext,
    FieldComparisonSpec,
    FormUpdate,
    FormUpdatingRule,
    GenericFieldModificationRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    XrefStreamRule,
)
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm

from documents.signatures.fields import is_rewritten, is_said, raw

LTA = ModificationLevel.LTA_UPDATES


class FilledOnce(GenericFieldModificationRule):
    """Allows a field that is not for a signature to be filled in, once."""

    def check_form_field(
        self, fq_name: str, spec: FieldComparisonSpec, context: FieldComparisonContext
    ) -> Iterable[tuple[ModificationLevel, FormUpdate]]:
        if spec.field_type == "/Sig" or not spec.new_field_ref or not spec.old_field_ref:
            return
        if not _is_touched(spec, context):
            contexts = spec.expected_contexts()
            yield from ((LTA, _unchanged(spec, fq_name, one)) for one in contexts)
            return
        if is_said(raw(spec.old_field, "/V")) or not is_said(raw(spec.new_field, "/V")):
            raise SuspiciousModification(f"{fq_name} was filled in before, or is shown without a value.")
        yield from super().check_form_field(fq_name, spec, context)


def _is_touched(spec: FieldComparisonSpec, context: FieldComparisonContext) -> bool:
    old, new = spec.old_field, spec.new_field
    if any(raw(old, key) != raw(new, key) for key in set(old or ()) | set(new or ())):
        return True
    return any(is_rewritten(context.new, raw(new, key)) for key in ("/AP", "/V", "/MK"))


def _unchanged(spec: FieldComparisonSpec, name: str, context: Any) -> FormUpdate:
    assert spec.new_field_ref is not None  # noqa: S101 - the caller has looked
    return FormUpdate(updated_ref=spec.new_field_ref, field_name=name, valid_when_locked=True, context_checked=context)


# What stands in the statements about the file is compared apart: a program that signs writes the day of the change.
_RULES = [
    DocInfoRule().as_qualified(LTA),
    XrefStreamRule().as_qualified(LTA),
    ObjectStreamRule().as_qualified(LTA),
    DSSCompareRule().as_qualified(LTA),
    MetadataUpdateRule().as_qualified(LTA),
]
WHILE_SIGNING = StandardDiffPolicy(
    global_rules=[CatalogModificationRule(), *_RULES],
    form_rule=FormUpdatingRule(field_rules=[SigFieldCreationRule(), SigFieldModificationRule(), FilledOnce()]),
)
AFTER_THE_LAST = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(ignored_keys=frozenset({"/DSS", "/Extensions", "/Version", "/Metadata"})),
        *_RULES,
    ],
    form_rule=None,
    ignore_orphaned_objects=False,
)


@dataclass(frozen=True)
class Locks:
    """What several signatures have locked, as one."""

    every: Sequence[FieldMDPSpec]

    def is_locked(self, field_name: str) -> bool:
        """Whether any of them has locked the field."""
        return any(one.is_locked(field_name) for one in self.every)


def is_allowed(
    policy: StandardDiffPolicy,
    old: HistoricalResolver,
    new: HistoricalResolver,
    *,
    locks: Sequence[FieldMDPSpec],
    most: MDPPerm | None,
) -> bool:
    """Whether the step from one revision to the next is allowed. `most`: the strictest limit that a signature set."""
    spec: Any = Locks(locks) if locks else None  # pyHanko asks it for no more than this
    try:
        level = policy.apply(old, new, field_mdp_spec=spec, doc_mdp=most).modification_level
    except SuspiciousModification:
        return False
    return level != ModificationLevel.OTHER and (most is None or level.value <= most.value)
