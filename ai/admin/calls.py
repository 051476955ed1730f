"""Calls of language models, to be read by admins: what each was for, what it cost and how it ended."""

from __future__ import annotations

from django.contrib import admin
from unfold.decorators import display

from ai.models import Call
from core.admin import ReadOnlyAdmin


@admin.register(Call)
class CallAdmin(ReadOnlyAdmin):
    """Calls, newest first. Neither prompts nor answers stand here; a draft's scrubbed prompt stands with the draft."""

    list_display = ("created_at", "purpose", "answered_by", "how_it_ended", "tokens", "cost", "seconds", "case_number")
    list_filter = ("purpose", "status", "cached", "model")
    list_select_related = ("case",)
    search_fields = ("=case__number", "=request_id")
    search_help_text = "The whole number of a case, or a request id"
    ordering = ("-created_at", "-id")
    show_full_result_count = False

    @admin.display(description="Answered by", ordering="model")
    def answered_by(self, call: Call) -> str:
        """The model, or that nothing had to be asked."""
        return f"{call.model} (earlier answer)" if call.cached else call.model or "-"

    @display(description="Ended", ordering="status", label={"ok": "success", "failed": "danger"})
    def how_it_ended(self, call: Call) -> tuple[str, str]:
        """`ok`, or the code of the error with the number of tries."""
        return ("ok", "ok") if call.status == "ok" else ("failed", f"{call.status}, {call.tries} tries")

    @admin.display(description="Tokens in / out", ordering="tokens_in")
    def tokens(self, call: Call) -> str:
        """What was sent and what came back."""
        return f"{call.tokens_in:,} / {call.tokens_out:,}"

    @admin.display(description="Pesos", ordering="pesos")
    def cost(self, call: Call) -> str:
        """Two decimals are enough to read."""
        return f"₱{call.pesos:,.2f}"

    @admin.display(description="Seconds", ordering="milliseconds")
    def seconds(self, call: Call) -> str:
        """How long the asker waited."""
        return f"{call.milliseconds / 1000:.1f}"

    @admin.display(description="Case", ordering="case__number")
    def case_number(self, call: Call) -> str:
        """The number of the case, where there is one."""
        return call.case.number if call.case is not None else "-"
