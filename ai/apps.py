from django.apps import AppConfig

from accounts import permissions


class AiConfig(AppConfig):
    name = "ai"
    verbose_name = "AI"

    def ready(self) -> None:
        from ai import backends, tasks  # noqa: F401 - the registries are filled when all models are loaded
        from ai.services import analysis_orders_purge
        from core import jobs

        backends.register()
        jobs.every("analyses.purge", seconds=6 * 3600, run=analysis_orders_purge)
        permissions.grant("lawyer", "ai.view_draft", "ai.change_draft")
        permissions.grant("lawyer", "ai.view_consultation")
        permissions.grant("lawyer", "ai.view_source", "ai.add_source", "ai.change_source")
        permissions.grant("lawyer", "ai.view_policy", "ai.view_policyversion", "ai.view_analysis")
