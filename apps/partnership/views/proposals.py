"""What if, proposals of keys, and the count of the votes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms.desk import WithdrawalForm
from apps.partnership.forms.proposals import ProposalForm, WhatIfForm
from apps.partnership.presenters.partners import FormPage
from apps.partnership.presenters.proposals import ProposalPage, ProposalsPage, WhatIfPage
from apps.partnership.views.months import BooksView
from guildhall.audit.queries import trail_of
from guildhall.charging.gates import proposal_for
from guildhall.charging.models import Proposal
from guildhall.charging.operations.proposals import (
    MONTHS_TRIED,
    count_votes,
    propose_key,
    withdraw_proposal,
)
from guildhall.charging.queries.keys import what_is_wrong_with
from guildhall.charging.queries.proposals import closed_months, key_tried, list_of_pools, list_of_proposals, votes_on
from guildhall.charging.queries.working import members_in
from guildhall.kernel import LONDON
from guildhall.web.parts import Link
from tenants.queries import all_partners


class WhatIfView(BooksView):
    """A key tried on closed months; asked by address, so that an answer can be passed on. Nothing is posted."""

    def get(self, request: HttpRequest) -> HttpResponse:
        pools = list_of_pools()
        names = {partner.code: partner.name for partner in all_partners()}
        if not request.GET:
            return self.page(WhatIfPage.of(WhatIfForm(pools=pools), names=names))
        form = WhatIfForm.of(request.GET, pools=pools)
        pool = next((one for one in pools if one.code == form.chosen.get("pool")), None)
        faults = form.faults or what_is_wrong_with(form.key, pool_code=str(form.chosen.get("pool", "")))
        if pool is None or faults:
            return self.page(WhatIfPage.of(form, names=names, faults=faults or ["Choose a service."]), status=422)
        tried = key_tried(pool=pool, key=form.key, months=closed_months()[-MONTHS_TRIED:])
        return self.page(WhatIfPage.of(form, pool=pool, tried=tried, names=names))


class ProposalsView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(ProposalsPage.of(list_of_proposals()))


class ProposalNewView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown(ProposalForm(pools=list_of_pools(), initial=request.GET.dict()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ProposalForm(request.POST, pools=list_of_pools())
        with self.refusals_shown_on(form):
            proposal = propose_key(terms=form.accepted(), by=request.actor, at=request.moment)
            self.tell("The vote is open, and every member is told what it would change.")
            return HttpResponseRedirect(f"/proposals/{proposal.id}/")
        return self.shown(form, status=422)

    def shown(self, form: ProposalForm, *, status: int = 200) -> HttpResponse:
        page = FormPage(
            title="Propose a key",
            form=form,
            button="Open the vote",
            intro="It is tried on the last closed months, up to twelve, and every member sees what it would change.",
            back=Link("Proposals", "/proposals/"),
        )
        return self.page(page, status=status)


class ProposalView(BooksView):
    def get(self, request: HttpRequest, proposal_id: int) -> HttpResponse:
        proposal = proposal_for(request.actor, proposal_id)
        votes = votes_on(proposal=proposal)
        over = request.moment.astimezone(LONDON).date() > proposal.votes_until
        may_count = over or all(row.vote for row in votes)
        names = {member.code: member.name for member in members_in(proposal.from_month)}
        services = {pool.code: pool.name for pool in list_of_pools()}
        page = ProposalPage.of(
            proposal, votes=votes, trail=trail_of(proposal), may_count=may_count, names=names, services=services
        )
        return self.page(page)


class ProposalCountView(BooksView):
    def post(self, request: HttpRequest, proposal_id: int) -> HttpResponse:
        proposal = proposal_for(request.actor, proposal_id)
        counted = count_votes(proposal_id=proposal.id, by=request.actor, at=request.moment)
        self.tell(f"The votes are counted: {counted.get_state_display().lower()}. Every member is told.")
        return HttpResponseRedirect(f"/proposals/{proposal.id}/")


class ProposalWithdrawalView(BooksView):
    def get(self, request: HttpRequest, proposal_id: int) -> HttpResponse:
        return self.shown(proposal_for(request.actor, proposal_id), self.form())

    def post(self, request: HttpRequest, proposal_id: int) -> HttpResponse:
        proposal, form = proposal_for(request.actor, proposal_id), self.form(request.POST)
        with self.refusals_shown_on(form):
            withdraw_proposal(proposal_id=proposal.id, reason=form.accepted(), by=request.actor, at=request.moment)
            self.tell("The proposal is withdrawn. Nothing changes.")
            return HttpResponseRedirect(f"/proposals/{proposal.id}/")
        return self.shown(proposal, form, status=422)

    def form(self, *given: object) -> WithdrawalForm:
        form = WithdrawalForm(*given)
        form.fields["reason"].label = "Why is the proposal withdrawn?"
        return form

    def shown(self, proposal: Proposal, form: WithdrawalForm, *, status: int = 200) -> HttpResponse:
        page = FormPage(
            title="Withdraw the proposal",
            form=form,
            button="Withdraw it",
            back=Link(proposal.name, f"/proposals/{proposal.id}/"),
        )
        return self.page(page, status=status)
