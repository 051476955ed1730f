"""Addresses relative to `api/`."""

from django.urls import path

from cases.api import views

urlpatterns = [
    path("cases", views.CasesView.as_view(), name="cases"),
    path("cases/<uuid:case_id>", views.CaseView.as_view(), name="case"),
    path("cases/<uuid:case_id>/transition", views.TransitionView.as_view(), name="case-transition"),
    path("cases/<uuid:case_id>/parties", views.PartiesView.as_view(), name="case-parties"),
    path("cases/<uuid:case_id>/parties/<uuid:party_id>", views.PartyView.as_view(), name="case-party"),
    path("cases/<uuid:case_id>/entity", views.EntityView.as_view(), name="case-entity"),
    path("cases/<uuid:case_id>/timeline", views.TimelineView.as_view(), name="case-timeline"),
    path("cases/<uuid:case_id>/assignments", views.AssignmentsView.as_view(), name="case-assignments"),
]
