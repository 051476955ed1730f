from django.apps import AppConfig

from accounts import permissions
from core import storage


class DocumentsConfig(AppConfig):
    name = "documents"

    def ready(self) -> None:
        from core import jobs
        from documents import backends, checks, tasks  # the registries are filled when all models are loaded
        from documents.services import saving, stored

        assert checks and tasks  # noqa: S101 - named so that they count as used
        backends.register()
        storage.referenced("documents.renderings", stored.renderings)
        storage.referenced("documents.uploads", stored.uploads)
        jobs.every("documents.saved_forms.purge", seconds=3600, run=saving.forms_purge)
        permissions.grant(
            "lawyer",
            "documents.view_template",
            "documents.view_templateversion",
            "documents.view_templatedraft",
            "documents.view_document",
            "documents.view_revision",
        )
