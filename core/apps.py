from django.apps import AppConfig
from django.conf import settings


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core import checks, events, idempotency, jobs, webhooks  # the first two for what they register
        from core.chain import scheduling as sealing
        from core.storage import scheduling

        assert checks and events  # noqa: S101 - named so that they count as used
        jobs.every("jobs.sweep", seconds=settings.JOBS_SWEEP_SECONDS, run=jobs.sweep, essential=True)
        jobs.every("jobs.purge", seconds=3600, run=jobs.purge)
        jobs.every("webhooks.purge", seconds=3600, run=webhooks.purge)
        jobs.every("idempotency.purge", seconds=3600, run=idempotency.purge)
        jobs.every("storage.verify", seconds=3600, run=scheduling.ask_for_verification)
        jobs.every("audit.seal", seconds=60, run=sealing.run_pass, essential=True)
        jobs.every("audit.verify", seconds=3600, run=sealing.ask_for_verification)
