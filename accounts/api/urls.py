"""Addresses relative to `api/auth/`."""

from django.urls import path

from accounts.api import views

urlpatterns = [
    path("register", views.RegisterView.as_view(), name="auth-register"),
    path("token", views.TokenView.as_view(), name="auth-token"),
    path("token/refresh", views.RefreshView.as_view(), name="auth-token-refresh"),
    path("logout", views.LogoutView.as_view(), name="auth-logout"),
    path("password/reset", views.PasswordResetView.as_view(), name="auth-password-reset"),
    path("password/reset/confirm", views.PasswordResetConfirmView.as_view(), name="auth-password-reset-confirm"),
    path("email/confirm", views.EmailConfirmView.as_view(), name="auth-email-confirm"),
    path("email/confirm/resend", views.EmailConfirmResendView.as_view(), name="auth-email-confirm-resend"),
    path("me", views.MeView.as_view(), name="auth-me"),
]
