"""The key a rendering is found by: equal keys mean equal bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from documents.models import TemplateVersion

# What changes the file; a file name changes only the link to it.
LAYOUT_OPTIONS = ("pdfVariant", "watermark", "paper")


def render_key(
    version: TemplateVersion,
    inputs: Mapping[str, Any],
    sections: Mapping[str, str],
    options: Mapping[str, Any],
    *,
    clauses: tuple[str, str] = ("", ""),
    verify_at: str = "",
) -> str:
    """SHA-256 over the version's checksum and the canonical form of everything that the file is made from.

    `clauses` is the locale and tone in which absent sections are filled from the clause library; it counts only where
    a section is absent. `verify_at` is the address that is printed on it, where there is one.
    """
    absent = {section["key"] for section in version.sections} - set(sections)
    facts = {
        "version": version.checksum,
        "inputs": inputs,
        "sections": dict(sections),
        "clauses": list(clauses) if absent else None,
        **({"verify": verify_at} if verify_at else {}),
        "layout": {name: options[name] for name in LAYOUT_OPTIONS if options.get(name) is not None},
    }
    canonical = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
