"""What a draft is held against before it is stored: the Markdown it may hold, and named checks that make its score."""

from ai.quality.checks import Check, Finding, Report, Written, blanks_in, examine
from ai.quality.markdown import sanitised

__all__ = ["Check", "Finding", "Report", "Written", "blanks_in", "examine", "sanitised"]
