"""Addresses for feeds, on a partner's host and on the base host."""

from django.urls import path

from guildhall.metering.api.views import HeartbeatView, UsageEventsView

urlpatterns = [
    path("api/v1/usage-events/", UsageEventsView.as_view(), name="usage-events"),
    path("api/v1/sources/<slug:source>/heartbeat/", HeartbeatView.as_view(), name="source-heartbeat"),
]
