from django.apps import AppConfig

from accounts import permissions


class BackofficeConfig(AppConfig):
    name = "backoffice"

    def ready(self) -> None:
        permissions.grant("lawyer", "core.view_job")
