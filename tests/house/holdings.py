"""Something of Northfield's behind every address that names something, and a thing that never was beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.transaction import atomic

from apps.account_services.models import Task
from apps.account_services.operations import (
    Starter,
    TargetTerms,
    add_target_system,
    approve_request,
    follow_start_date,
    hand_to_a_person,
)
from apps.account_services.states import TargetKind
from guildhall.access.models import ApiToken
from guildhall.access.operations import invite_person
from guildhall.access.roles import Role
from guildhall.charging.models import Statement
from guildhall.kernel import SYSTEM
from guildhall.metering.models import EventConflict, Source
from guildhall.metering.operations import record_usage
from guildhall.metering.units import Unit
from guildhall.notices.enclosures.models import Letter
from guildhall.notices.models import Delivery
from tenants.context import inside, on_the_platform
from tenants.models import Partner
from tests.cast import ADAM, AMA, MONDAY_9AM, RITA, after, player_id
from tests.charging.months import a_month_with_costs, a_pool, closed, used
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
        task = _a_task_with_a_person()
        invitation = invite_person(email="sam@nowhere.example", roles=[Role.PANEL], by=ADAM.actor, at=MONDAY_9AM)
        secret = Letter.objects.latest("id").body.split("/invitation/")[1].split("/")[0]
        rita = player_id(RITA)
    return {
        "<vacancy_reference:reference>": Held(application.vacancy.reference, "NF-26-9404"),
        "<str:ref>": Held(application.anonymous_ref, "QQQQQQ"),
        "<uuid:application_id>": Held(application.public_id, NEVER),
        "<slug:reference>": Held(task.request.reference, "AR-26-9404"),
        "<int:task_id>": Held(task.id, 940_404),
        "<int:intake_id>": Held(an_intake().id, 940_404),
        "<int:invitation_id>": Held(invitation.id, 940_404),
        "<uuid:user_id>": Held(rita, NEVER),
        "<str:secret>": Held(secret, "there-is-no-such-secret"),
        "<int:delivery_id>": Held(Delivery.objects.latest("id").id, 940_404),
        "<str:number>": Held(_a_statement(northfield).number, "NF-2099-12"),
        "<str:section>": Held("advert", "advert"),
        "<slug:code>": Held("northfield", "nowhere"),
        "<int:archive_id>": Held(1, 940_404),
        "<slug:source>": Held(_a_source().code, "nosuch"),
        "<int:token_id>": Held(_a_token(), 940_404),
        "<int:conflict_id>": Held(_a_conflict(northfield).id, 940_404),
        "<month:month>": Held("2026-06", "2031-06"),
        "<slug:kind>": Held("pdf", "pdf"),
        "<slug:pool>": Held("recruitment", "recruitment"),
    }


def filled(path: str, own: dict[str, Held], which: str) -> str:
    """An address with Northfield's values in it, or with those of nobody."""
    return "/" + PARAMETER.sub(lambda found: str(getattr(own[found.group()], which)), path)


def _a_task_with_a_person() -> Task:
    terms = TargetTerms("Northfield directory", TargetKind.TABLE)
    add_target_system(terms=terms, by=ADAM.actor, at=MONDAY_9AM)
    starter = Starter(UUID(int=1), "Casey Morgan", "casey@candidate.example", "Nurse", "General", "Mia Ward", "6")
    day = date(2026, 8, 3)
    followed = follow_start_date(starter=starter, revision=1, starts_on=day, by=SYSTEM, at=MONDAY_9AM)
    approve_request(request_id=followed.request_id, by=AMA.actor, at=MONDAY_9AM)
    task = Task.objects.get(step="create")
    hand_to_a_person(task_id=task.id, reason="The directory is being moved.", by=AMA.actor, at=MONDAY_9AM)
    return Task.objects.select_related("request").get(pk=task.id)


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
        for code in ("northfield", "eastmoor"):
            used(code, 3)
        period = closed(a_month_with_costs("recruitment,600"))
        return Statement.objects.get(period=period, partner_key=partner.schema_name)
