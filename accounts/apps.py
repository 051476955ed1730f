from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import services
        from core import jobs

        jobs.every("tokens.purge", seconds=6 * 3600, run=services.tokens_purge)
