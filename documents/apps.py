from django.apps import AppConfig

from accounts import permissions
from core import storage


class DocumentsConfig(AppConfig):
    name = "documents"

    def ready(self) -> None:
        from documents import tasks  # registers the job kinds
        from documents.services import stored

        assert tasks  # noqa: S101 - named so that it counts as used
        storage.referenced("documents.renderings", stored.renderings)
        permissions.grant(
            "lawyer",
            "documents.view_template",
            "documents.view_templateversion",
            "documents.view_document",
            "documents.view_revision",
        )
