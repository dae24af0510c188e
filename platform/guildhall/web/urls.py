"""The gallery's address, on the base host only."""

from django.urls import path

from guildhall.web.gallery import GalleryView

urlpatterns = [
    path("gallery/", GalleryView.as_view(), name="gallery"),
    path("gallery/<slug:side>/", GalleryView.as_view(), name="gallery-side"),
]
