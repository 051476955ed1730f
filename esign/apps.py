from django.apps import AppConfig

from accounts import permissions
from core import storage


class EsignConfig(AppConfig):
    name = "esign"
    verbose_name = "E-signature"

    def ready(self) -> None:
        from core import jobs
        from documents.signatures import trusting
        from esign import (  # the registries are filled when all models are loaded
            backends,
            selectors,
            services,
            stored,
            tasks,
        )

        assert tasks  # noqa: S101 - named so that it counts as used
        backends.register(
            backends.Ledger(selectors.snapshot_of, selectors.finished_file, services.signing_key_health),
        )
        trusting.register("esign", services.own_certificates)
        storage.referenced("esign.files", stored.files)
        jobs.every("esign.expire", seconds=60, run=services.envelopes_expire)
        jobs.every("esign.remind", seconds=300, run=services.envelopes_remind)
        jobs.every("esign.reconcile", seconds=300, run=services.envelopes_reconcile)
        jobs.every("esign.timestamps", seconds=900, run=services.timestamps_owed)
        jobs.every("esign.certificate", seconds=86400, run=services.keys_watch)
        permissions.grant("lawyer", "esign.view_envelope")
