from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"

    def ready(self) -> None:
        from core import events, jobs  # models can be imported only from now on
        from workflows import digest, noticing
        from workflows.subscriptions import SUBSCRIPTIONS

        events.install(SUBSCRIPTIONS)
        jobs.every("digest.ask", seconds=digest.EVERY_SECONDS, run=digest.digests_ask)
        jobs.every("notices.failed_jobs", seconds=60, run=noticing.tell_failed_jobs)
