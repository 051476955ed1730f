"""All addresses, room by room."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from accounts import pages
from documents.api.verifying import verify_page
from esign import pages as signing

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("admin/", admin.site.urls),
    path("api/auth/", include("accounts.api.urls")),
    path("api/", include("cases.api.urls")),
    path("api/ai/", include("ai.api.urls")),
    path("api/docs", include("documents.api.urls")),
    path("api/email/", include("notifications.api.urls")),
    path("api/esign/", include("esign.api.urls")),
    path("account/confirm", pages.confirm_page, name="account-confirm"),
    path("account/reset", pages.reset_page, name="account-reset"),
    path("account/forgot", pages.forgot_page, name="account-forgot"),
    path("sign/<str:token>", signing.sign_page, name="sign"),
    path("sign/<str:token>/file.pdf", signing.file_page, name="sign-file"),
    path("sign/<str:token>/page/<int:number>.png", signing.picture_page, name="sign-picture"),
    path("verify", verify_page, name="verify-form"),
    path("verify/", verify_page),
    path("verify/<str:code>", verify_page, name="verify"),
    path("", include("core.api.urls")),
]
handler400 = "core.api.middleware.bad_request"
handler404 = "core.api.middleware.not_found"
handler500 = "core.api.middleware.server_error"
