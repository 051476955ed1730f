from django.apps import AppConfig

from accounts import permissions


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from cases import selectors
        from core import jobs

        jobs.staff_cases(lambda user: selectors.visible_to(user).values("pk"))
        permissions.grant(
            "lawyer",
            *(f"cases.{do}_{model}" for model in ("case", "entity") for do in ("view", "add", "change")),
            *(f"cases.{do}_{model}" for model in ("party", "casehold") for do in ("view", "add", "change", "delete")),
            "cases.view_assignment",
        )
