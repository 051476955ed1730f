"""Addresses under `/api/email`."""

from django.urls import path

from notifications.api import views

urlpatterns = [
    path("send", views.SendView.as_view(), name="email-send"),
    path("webhooks/<str:esp>", views.WebhookView.as_view(), name="email-webhook"),
    path("<uuid:message_id>", views.MessageView.as_view(), name="email"),
]
