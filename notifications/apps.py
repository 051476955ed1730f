from django.apps import AppConfig

from accounts import permissions
from core import storage


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from core import jobs
        from notifications import (  # the registries are filled when all models are loaded
            backends,
            services,
            stored,
            tasks,
        )

        assert tasks  # noqa: S101 - named so that it counts as used
        backends.register()
        storage.referenced("notifications.attachments", stored.attachments)
        jobs.every("mail.give_up", seconds=60, run=services.mails_give_up)
        jobs.every("notices.purge", seconds=3600, run=services.notices_purge)
        permissions.grant("lawyer", "notifications.view_message")
