"""Something of Northfield's behind every address that names something, and a thing that never was beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.transaction import atomic

from guildhall.access.models import ApiToken
from guildhall.access.operations import invite_person
from guildhall.access.roles import Role
from guildhall.charging.keys import Key
from guildhall.charging.models import (
    CreditRequest,
    CustomerInvoice,
    CustomerUse,
    Dispute,
    Journal,
    Proposal,
    RateCard,
    ReportOrder,
    Statement,
)
from guildhall.charging.operations.credits import CreditTerms, ask_for_credit
from guildhall.charging.operations.disputes import DisputeTerms, raise_dispute
from guildhall.charging.operations.ledger import Payment, bring_in
from guildhall.charging.operations.proposals import ProposalTerms, propose_key
from guildhall.charging.operations.reports import ReportTerms, order_report
from guildhall.charging.technology_credit import MovementKind
from guildhall.kernel import Money, Month
from guildhall.metering.models import EventConflict, Source
from guildhall.metering.operations import record_usage
from guildhall.metering.units import Unit
from guildhall.notices.enclosures.models import Letter
from guildhall.notices.models import Delivery
from tenants.context import inside, on_the_platform
from tenants.models import Partner
from tests.cast import ADAM, FIONA, HUGO, MONDAY_9AM, RITA, after, player_id
from tests.charging.customers import a_priced_customer, graduated, used_by, waiting
from tests.charging.months import a_month_with_costs, a_pool, closed, used
from tests.charging.years import a_running_year, agreed
from tests.house.stages import a_task_with_a_person
from tests.metering.feeds import a_source
from tests.metering.machines import a_token
from tests.partnership.intakes import an_intake
from tests.recruitment.story import a_confirmed_start, a_published_vacancy

NEVER = UUID(int=404)
PARAMETER = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Held:
    """One value of an address: what Northfield has, and what nobody has."""

    real: object
    never: object


def northfields_own(northfield: Partner) -> dict[str, Held]:
    """A hire, a request, a person and a month's books, each by the parameter that names it in an address."""
    with inside(northfield):
        application = a_confirmed_start(a_published_vacancy())
        task = a_task_with_a_person(1)
        invitation = invite_person(email="sam@nowhere.example", roles=[Role.PANEL], by=ADAM.actor, at=MONDAY_9AM)
        secret = Letter.objects.latest("id").body.split("/invitation/")[1].split("/")[0]
        rita = player_id(RITA)
    credit = _a_request_for_credit(northfield)
    statement = _a_statement(northfield)
    invoice, card, use = _of_a_third_party()
    return {
        "<vacancy_reference:reference>": Held(application.vacancy.reference, "NF-26-9404"),
        "<str:ref>": Held(application.anonymous_ref, "QQQQQQ"),
        "<uuid:application_id>": Held(application.public_id, NEVER),
        "<uuid:advert_id>": Held(application.publication.advert_id, NEVER),
        "<slug:reference>": Held(task.request.reference, "AR-26-9404"),
        "<int:task_id>": Held(task.id, 940_404),
        "<int:intake_id>": Held(an_intake().id, 940_404),
        "<int:invitation_id>": Held(invitation.id, 940_404),
        "<uuid:user_id>": Held(rita, NEVER),
        "<str:secret>": Held(secret, "there-is-no-such-secret"),
        "<int:delivery_id>": Held(Delivery.objects.latest("id").id, 940_404),
        "<str:number>": Held(statement.number, "NF-2099-12"),
        "<str:section>": Held("advert", "advert"),
        "<slug:code>": Held("northfield", "nowhere"),
        "<int:archive_id>": Held(1, 940_404),
        "<slug:source>": Held(_a_source().code, "nosuch"),
        "<int:token_id>": Held(_a_token(), 940_404),
        "<int:conflict_id>": Held(_a_conflict(northfield).id, 940_404),
        "<month:month>": Held("2026-06", "2031-06"),
        "<year:year>": Held("2026-27", "2031-32"),
        "<quarter:quarter>": Held("2026-27-q1", "2031-32-q1"),
        "<pack_quarter:quarter>": Held("2026-27-q2", "2031-32-q2"),  # a filed pack is everybody's
        "<int:order_id>": Held(_a_report_order(northfield), 940_404),
        "<int:journal_id>": Held(_latest_journal(), 940_404),
        "<int:request_id>": Held(credit.id, 940_404),
        "<int:proposal_id>": Held(_a_proposal().id, 940_404),
        "<int:dispute_id>": Held(_a_dispute(statement).id, 940_404),
        "<slug:customer>": Held(invoice.customer.code, "nosuch"),
        "<int:card_id>": Held(card.id, 940_404),
        "<int:use_id>": Held(use.id, 940_404),
        "<str:invoice>": Held(invoice.number, "TP-940404"),
        "<slug:kind>": Held("pdf", "pdf"),
        "<slug:pool>": Held("recruitment", "recruitment"),
    }


def filled(path: str, own: dict[str, Held], which: str) -> str:
    """An address with Northfield's values in it, or with those of nobody."""
    return "/" + PARAMETER.sub(lambda found: str(getattr(own[found.group()], which)), path)


def _a_request_for_credit(partner: Partner) -> CreditRequest:
    with on_the_platform():
        agreed(voting_rule="majority")
        a_running_year()
        terms = Payment(partner.schema_name, Money(200), MONDAY_9AM.date(), "opening")
        bring_in(terms=terms, by=HUGO.actor, at=MONDAY_9AM)
    with inside(partner):
        terms = CreditTerms(MovementKind.DRAWDOWN, Money(100), "one laptop for the Northfield ward")
        return ask_for_credit(terms=terms, by=FIONA.actor, at=MONDAY_9AM)


def _a_dispute(statement: Statement) -> Dispute:
    reason, evidence = "Two of these were Northfield's neighbours'.", b"What Northfield alone knows."
    terms = DisputeTerms(statement.id, "hosting", Month(2026, 6), Money(100), reason, "ward.txt", evidence)
    with inside(Partner.objects.get(schema_name=statement.partner_key)):
        return raise_dispute(terms=terms, by=FIONA.actor, at=MONDAY_9AM)


def _a_proposal() -> Proposal:
    with on_the_platform():
        terms = ProposalTerms("recruitment", Key.by(Unit.OFFER_MADE), Month(2026, 7), "Offers cost the work.")
        return propose_key(terms=terms, by=HUGO.actor, at=MONDAY_9AM)


def _a_report_order(northfield: Partner) -> int:
    terms = ReportTerms(ReportOrder.Report.USAGE, ReportOrder.Rhythm.WEEKLY)
    with inside(northfield):
        return order_report(terms=terms, by=FIONA.actor, at=MONDAY_9AM).id


def _of_a_third_party() -> tuple[CustomerInvoice, RateCard, CustomerUse]:
    """What the desk alone has: it is no partner's, and no partner's people find it."""
    with on_the_platform():
        invoice = CustomerInvoice.objects.select_related("customer").get()
        card = waiting(invoice.customer, graduated((None, "3.00")), month=Month(2026, 7))
        return invoice, card, CustomerUse.objects.get()


def _latest_journal() -> int:
    with on_the_platform():
        return Journal.objects.latest("id").id


def _a_source() -> Source:
    with on_the_platform():
        return a_source("tills", of="northfield", from_on=date(2026, 8, 1))


def _a_token() -> int:
    a_token("northfield")
    return ApiToken.objects.latest("id").id


def _a_conflict(northfield: Partner) -> EventConflict:
    with inside(northfield), atomic():
        for at in (MONDAY_9AM, after(hours=1)):
            record_usage(Unit.OFFER_MADE, subject="twice", at=after(days=90, at=at))
        return EventConflict.objects.latest("id")


def _a_statement(partner: Partner) -> Statement:
    with on_the_platform():
        a_pool("recruitment")
        a_pool("hosting", position=2)
        for code in ("northfield", "eastmoor"):
            used(code, 3)
        used_by(a_priced_customer(graduated((None, "2.00"))), 3)
        period = closed(a_month_with_costs("recruitment,600", "hosting,60"))
        return Statement.objects.get(period=period, partner_key=partner.schema_name)
