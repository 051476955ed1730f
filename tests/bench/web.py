"""The application with one view more, that only checks a JWT and reads the cache: what a whole endpoint is held to."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.core.cache import cache  # noqa: E402 - after django.setup
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework.request import Request  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402

from config import urls  # noqa: E402


class BareView(APIView):
    """Authentication and one read of the cache; no limit, no record, no database of its own."""

    def post(self, request: Request) -> Response:
        return Response({"kept": cache.get("bench:bare"), "asked": len(request.data)})


urls.urlpatterns.insert(0, path("bench/bare", BareView.as_view()))
application = get_wsgi_application()
