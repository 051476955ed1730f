from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import services, tasks  # the registries are filled when all models are loaded
        from core import jobs

        assert tasks  # noqa: S101 - named so that it counts as used
        jobs.every("tokens.purge", seconds=6 * 3600, run=services.tokens_purge)
        jobs.every("links.purge", seconds=3600, run=services.links_purge)
