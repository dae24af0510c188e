"""The board's addresses, on the jobs host."""

from django.urls import path

from apps.jobs_board import views

app_name = "jobs"

urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("jobs/", views.ResultsView.as_view(), name="results"),
    path("jobs/<uuid:public_id>/", views.AdvertView.as_view(), name="advert"),
    path("applications/", views.MyApplicationsView.as_view(), name="applications"),
]

navigation = [
    ("Find a job", "/jobs/", ()),
    ("My applications", "/applications/", ()),
]
