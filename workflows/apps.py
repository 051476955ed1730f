from django.apps import AppConfig

from core import events


class WorkflowsConfig(AppConfig):
    name = "workflows"

    def ready(self) -> None:
        from workflows.subscriptions import SUBSCRIPTIONS  # the models of the rooms below are loaded only now

        events.install(SUBSCRIPTIONS)
