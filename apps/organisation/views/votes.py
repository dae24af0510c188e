"""Where a member votes. A visitor looks, and has no ballot."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.organisation.forms import VoteForm
from apps.organisation.presenters.votes import VotesPage, is_open
from apps.organisation.views.money import FinanceView
from guildhall.access.roles import Role
from guildhall.charging.operations.proposals import cast_vote
from guildhall.charging.queries.proposals import list_of_pools, own_votes
from guildhall.kernel import LONDON
from guildhall.web.errors import NotFound


class VotesView(FinanceView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        sent = next((name.split("-")[0] for name in request.POST if name.endswith("-proposal")), "")
        proposal_id = int(sent[1:]) if sent[1:].isdecimal() and len(sent) < 12 else 0
        if not any(one.proposal.id == proposal_id for one in own_votes(partner_key=request.partner.schema_name)):
            raise NotFound
        form = VoteForm(request.POST, prefix=f"p{proposal_id}")
        with self.refusals_shown_on(form):
            answers = form.answers()
            cast_vote(
                proposal_id=proposal_id, choice=answers["choice"], reason=answers["reason"], by=request.actor,
                at=request.moment,
            )  # fmt: skip
            self.tell("Your vote is cast. You may change it until the last day.")
            return HttpResponseRedirect("/votes/")
        return self.shown(request, {proposal_id: form}, status=422)

    def shown(
        self, request: HttpRequest, sent: dict[int, VoteForm] | None = None, *, status: int = 200
    ) -> HttpResponse:
        votes, today = own_votes(partner_key=request.partner.schema_name), request.moment.astimezone(LONDON).date()
        may_vote = request.actor.has_role(Role.FINANCE)
        forms = {
            one.proposal.id: VoteForm(prefix=f"p{one.proposal.id}", initial={"proposal": one.proposal.id})
            for one in votes
            if may_vote and is_open(one, on=today)
        }
        page = VotesPage.of(
            votes,
            forms=forms | (sent or {}),
            on=today,
            code=request.partner.code,
            services={pool.code: pool.name for pool in list_of_pools()},
        )
        return self.page(page, status=status)
