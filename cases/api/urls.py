"""Addresses relative to `api/`."""

urlpatterns: list[object] = []
