"""Forms with a file in them (multipart/form-data, RFC 7578)."""

from __future__ import annotations

from typing import Any

from django.http.multipartparser import MultiPartParser as DjangoParser
from django.http.multipartparser import MultiPartParserError
from rest_framework.exceptions import ParseError
from rest_framework.parsers import DataAndFiles, MultiPartParser


class _NamingParser(DjangoParser):
    """Keeps the first file's name as it came: Django makes it safe in silence, and nobody is told."""

    given_name = ""

    def sanitize_file_name(self, file_name: str) -> str | None:
        """Django's safe name, which is used for nothing here."""
        self.given_name = self.given_name or file_name
        return super().sanitize_file_name(file_name) or "file"


class FileFormParser(MultiPartParser):
    """The form's fields and files; the name of its file as it came stands on `request.given_filename`."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> DataAndFiles:
        request = (parser_context or {})["request"]
        meta = {**request.META, "CONTENT_TYPE": media_type}
        try:
            parser = _NamingParser(meta, stream, request.upload_handlers, "utf-8")
            data, files = parser.parse()
        except MultiPartParserError as error:
            raise ParseError(f"The form cannot be read: {error}") from error
        request.given_filename = parser.given_name
        return DataAndFiles(data, files)
