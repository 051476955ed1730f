from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"

    def ready(self) -> None:
        from core import events, jobs  # models can be imported only from now on
        from workflows import noticing
        from workflows.subscriptions import SUBSCRIPTIONS

        events.install(SUBSCRIPTIONS)
        jobs.every("notices.failed_jobs", seconds=60, run=noticing.tell_failed_jobs)
