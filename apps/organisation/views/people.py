"""People and roles."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.organisation.forms import InvitationForm, RolesForm
from apps.organisation.gates import person_for
from apps.organisation.presenters.people import FormPage, HistoryPage, PeoplePage, VisitsPage
from guildhall.access.gates import invitation_from_here
from guildhall.access.operations import change_roles, end_membership, invite_person, withdraw_invitation
from guildhall.access.queries import invitations_waiting, people_here, visits_to
from guildhall.access.roles import VISITOR, Role
from guildhall.access.views import PartnerView
from guildhall.audit.queries import latest_entries

ENTRIES_SHOWN = 100


class AdministratorView(PartnerView):
    """A page for administrators alone."""

    roles = {Role.ADMINISTRATOR}


class AdministratorsRecordView(AdministratorView):
    """A page that administrators read, open to visits."""

    roles = {Role.ADMINISTRATOR, VISITOR}


class PeopleView(AdministratorsRecordView):
    def get(self, request: HttpRequest) -> HttpResponse:
        people, invitations = people_here(), invitations_waiting(request.moment)
        return self.page(PeoplePage.of(people, invitations, for_actor=request.actor))


class InviteView(AdministratorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(FormPage.to_invite(InvitationForm()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = InvitationForm(request.POST)
        with self.refusals_shown_on(form):
            invite_person(email=form.address(), roles=form.accepted(), by=request.actor, at=request.moment)
            self.tell(f"Invitation sent to {form.address()}.")
            return HttpResponseRedirect("/people/")
        return self.page(FormPage.to_invite(form), status=422)


class InvitationWithdrawalView(AdministratorView):
    def post(self, request: HttpRequest, invitation_id: int) -> HttpResponse:
        invitation = invitation_from_here(invitation_id)
        withdraw_invitation(invitation_id=invitation.id, by=request.actor, at=request.moment)
        self.tell("Invitation withdrawn. Its link no longer opens.")
        return HttpResponseRedirect("/people/")


class PersonView(AdministratorView):
    def get(self, request: HttpRequest, user_id: UUID) -> HttpResponse:
        person = person_for(user_id)
        return self.page(FormPage.to_change_roles(person, RolesForm(initial={"roles": person.roles})))

    def post(self, request: HttpRequest, user_id: UUID) -> HttpResponse:
        person = person_for(user_id)
        form = RolesForm(request.POST)
        with self.refusals_shown_on(form):
            change_roles(user_id=user_id, roles=form.accepted(), by=request.actor, at=request.moment)
            self.tell(f"{person.name} has new roles from now on.")
            return HttpResponseRedirect("/people/")
        return self.page(FormPage.to_change_roles(person, form), status=422)


class MembershipEndView(AdministratorView):
    def post(self, request: HttpRequest, user_id: UUID) -> HttpResponse:
        person = person_for(user_id)
        end_membership(user_id=user_id, by=request.actor, at=request.moment)
        self.tell(f"{person.name} no longer belongs here.")
        return HttpResponseRedirect("/people/")


class HistoryView(AdministratorsRecordView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(HistoryPage.of(latest_entries(ENTRIES_SHOWN)))


class VisitsView(AdministratorsRecordView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(VisitsPage.of(visits_to(request.partner, limit=ENTRIES_SHOWN), at=request.moment))
