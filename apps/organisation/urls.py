"""Addresses of a partner's front office, on its own host."""

from django.urls import path

from apps.organisation.views import people
from guildhall.access.roles import Role

urlpatterns = [
    path("people/", people.PeopleView.as_view(), name="people"),
    path("people/invitations/new/", people.InviteView.as_view(), name="invite"),
    path(
        "people/invitations/<int:invitation_id>/withdrawal/",
        people.InvitationWithdrawalView.as_view(),
        name="invitation-withdrawal",
    ),
    path("people/<uuid:user_id>/", people.PersonView.as_view(), name="person"),
    path("people/<uuid:user_id>/end/", people.MembershipEndView.as_view(), name="membership-end"),
    path("history/", people.HistoryView.as_view(), name="history"),
]

navigation = [
    ("People", "/people/", (Role.ADMINISTRATOR,)),
    ("History", "/history/", (Role.ADMINISTRATOR,)),
]
