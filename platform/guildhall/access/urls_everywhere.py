"""The way in and out, the same on every host."""

from django.urls import path

from guildhall.access.views.invitations import InvitationView
from guildhall.access.views.signing_in import ArriveView, SignInView, SignOutView

urlpatterns = [
    path("sign-in/", SignInView.as_view(), name="sign-in"),
    path("sign-out/", SignOutView.as_view(), name="sign-out"),
    path("arrive/<str:secret>/", ArriveView.as_view(), name="arrive"),
    path("invitation/<str:secret>/", InvitationView.as_view(), name="invitation"),
]
