from django.apps import AppConfig

from accounts import permissions


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        permissions.grant(
            "lawyer",
            *(f"cases.{action}_{model}" for model in ("case", "entity") for action in ("view", "add", "change")),
            *(f"cases.{action}_{model}" for model in ("party", "casehold") for action in ("view", "add", "change", "delete")),
            "cases.view_assignment",
        )
