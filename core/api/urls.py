"""Addresses of the ground floor, relative to the root."""

from django.urls import path, register_converter
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularSwaggerView

from core.api import operations
from core.api.described import SchemaView
from core.api.health import LiveView, ReadyView
from core.api.jobs import JobCancelView, JobView


class TokenConverter:
    """A signed token: letters, digits and the marks that signing uses."""

    regex = r"[A-Za-z0-9_\-:.]{1,2000}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


JSON_FIRST = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer]
register_converter(TokenConverter, "token")

urlpatterns = [
    path("api/health/live", LiveView.as_view(), name="health-live"),
    path("api/health/ready", ReadyView.as_view(), name="health-ready"),
    path("api/jobs/<uuid:job_id>", JobView.as_view(), name="job"),
    path("api/jobs/<uuid:job_id>/cancel", JobCancelView.as_view(), name="job-cancel"),
    path("api/schema", SchemaView.as_view(renderer_classes=JSON_FIRST), name="schema"),
    path("api/schema/ui", SpectacularSwaggerView.as_view(url_name="schema"), name="schema-ui"),
    path("metrics", operations.metrics, name="metrics"),
    path("files/<token:token>", operations.stored_file, name="stored-file"),
    path("problems/<slug:code>", operations.problem_page, name="problem"),
]
