from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"

    def ready(self) -> None:
        from core import events  # models can be imported only from now on
        from workflows.subscriptions import SUBSCRIPTIONS

        events.install(SUBSCRIPTIONS)
