from django.apps import AppConfig

from accounts import permissions


class AiConfig(AppConfig):
    name = "ai"
    verbose_name = "AI"

    def ready(self) -> None:
        from ai import backends  # the registry is filled when all models are loaded

        backends.register()
        permissions.grant("lawyer", "ai.view_draft", "ai.change_draft")
        permissions.grant("lawyer", "ai.view_consultation")
        permissions.grant("lawyer", "ai.view_source", "ai.add_source", "ai.change_source")
        permissions.grant("lawyer", "ai.view_policy", "ai.view_policyversion", "ai.view_analysis")
