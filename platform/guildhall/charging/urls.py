"""Addresses for machines, on a partner's host."""

from django.urls import path

from guildhall.charging.api.views import SimulationsView

urlpatterns = [path("api/v1/costshare/simulations/", SimulationsView.as_view(), name="simulations")]
