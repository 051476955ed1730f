"""Addresses under `/api/esign`."""

from django.urls import path

from esign.api import views, webhooks

urlpatterns = [
    path("initiate", views.InitiateView.as_view(), name="esign-initiate"),
    path("webhooks/<str:provider>", webhooks.WebhookView.as_view(), name="esign-webhook"),
    path("<uuid:tracking_id>", views.EnvelopeView.as_view(), name="esign"),
    path("<uuid:tracking_id>/void", views.VoidView.as_view(), name="esign-void"),
    path("<uuid:tracking_id>/remind", views.RemindView.as_view(), name="esign-remind"),
]
