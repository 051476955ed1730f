from django.apps import AppConfig
from django.conf import settings


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core import checks, connections, events, idempotency, jobs  # registers checks, kinds and backends

        assert checks and events  # noqa: S101 - imported for what they register
        connections.register()
        jobs.every("jobs.sweep", seconds=settings.JOBS_SWEEP_SECONDS, run=jobs.sweep)
        jobs.every("idempotency.purge", seconds=3600, run=idempotency.purge)
