from django.apps import AppConfig

from accounts import permissions
from core import storage


class DocumentsConfig(AppConfig):
    name = "documents"

    def ready(self) -> None:
        from documents import backends, tasks  # the registries are filled when all models are loaded
        from documents.services import stored

        assert tasks  # noqa: S101 - named so that it counts as used
        backends.register()
        storage.referenced("documents.renderings", stored.renderings)
        storage.referenced("documents.uploads", stored.uploads)
        permissions.grant(
            "lawyer",
            "documents.view_template",
            "documents.view_templateversion",
            "documents.view_templatedraft",
            "documents.view_document",
            "documents.view_revision",
        )
