"""System checks of this room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from documents.signatures.certificates import certificates_in


@register()
def trusted_certificates(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Each file of SIGNATURES_TRUSTED_FILES holds certificates."""
    return [Error(said, id="hain.E002") for path in settings.SIGNATURES_TRUSTED_FILES for said in _wrong(Path(path))]


def _wrong(path: Path) -> list[str]:
    try:
        found = certificates_in(path.read_bytes())
    except (OSError, ValueError) as error:
        return [f"SIGNATURES_TRUSTED_FILES: {path} cannot be read as certificates in PEM ({type(error).__name__})."]
    return [] if found else [f"SIGNATURES_TRUSTED_FILES: {path} holds no certificate."]
