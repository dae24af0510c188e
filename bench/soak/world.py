"""The world of a soak, made by a process that signs in as the owner: `python -m bench.soak.world PARTNERS HOSTS`.

So many partners from one file, by the way that the operator's page takes; on some of them people with a password,
adverts on the board and usage of this month. It prints what it took as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.db import transaction  # noqa: E402

from apps.jobs_board.operations import Advert, place_advert  # noqa: E402
from apps.partnership.intaking import bring_in_what_waits, build_what_waits  # noqa: E402
from apps.partnership.operations.intakes import confirm_intake, plan_intake  # noqa: E402
from apps.partnership.planning import plan_of  # noqa: E402
from apps.partnership.queries import known_names  # noqa: E402
from bench.soak import PASSWORD  # noqa: E402
from guildhall.access.models import User  # noqa: E402
from guildhall.access.operations import appoint_person  # noqa: E402
from guildhall.access.queries import actor_for  # noqa: E402
from guildhall.access.roles import Role  # noqa: E402
from guildhall.kernel import SYSTEM  # noqa: E402
from guildhall.metering.facts import UsageFact  # noqa: E402
from guildhall.metering.operations import record_usage_in_bulk  # noqa: E402
from guildhall.metering.units import Unit  # noqa: E402
from guildhall.reference.ods import OdsLayout, read_ods  # noqa: E402
from tenants.context import inside, on_the_platform  # noqa: E402
from tenants.models import Partner  # noqa: E402
from tenants.preparing import prepare  # noqa: E402

NOW = datetime.now(UTC)
ADVERTS, ACTS, PEOPLE = 10, 200, 5
TITLES = ("Staff nurse", "Ward sister", "Porter", "Pharmacist", "Radiographer", "Ward clerk", "Cook", "Driver")
TOWNS = ("Lowther", "Vale", "Eastmoor", "Northfield", "Queensway", "Harbour", "Millbank", "Ashby")


def a_file(partners: int) -> bytes:
    rows = [
        f'"{_ods(n)}","{TOWNS[n % 8].upper()} {TITLES[n // 8 % 8].split()[0].upper()} {n} NHS TRUST","Y61","QHG",'
        + '"","","","","","","19900401"'
        + "," * 16
        for n in range(partners)
    ]
    return "\r\n".join(rows).encode()


def _ods(number: int) -> str:
    return f"S{number:04}"


def bring_them_in(partners: int) -> dict[str, object]:
    """From the file to live partners. Gives: seconds in all, and of each home."""
    with on_the_platform():
        appoint_person(
            email="o@soak.example", name="Oona", partner=None, roles=[Role.OPERATOR],
            password_hash=make_password(PASSWORD), by=SYSTEM, at=NOW,
        )  # fmt: skip
        operator = actor_for(User.objects.get(email="o@soak.example"), partner=None)
        began, homes = time.monotonic(), []
        file = read_ods(a_file(partners), layout=OdsLayout.TRUSTS)
        plan = plan_of(file, file_name="soak.csv", joins_on=NOW.date(), known=known_names(), limit=partners)
        intake = plan_intake(plan=plan, by=operator, at=NOW)
        confirm_intake(intake_id=intake.id, terms_evidence="The soak's own", by=operator, at=NOW)
        for _ in bring_in_what_waits(intake_id=intake.id, at=NOW):
            pass
        last = time.monotonic()
        for _ in build_what_waits(intake_id=intake.id, at=NOW):
            homes.append(time.monotonic() - last)
            last = time.monotonic()
    return {"built_seconds": time.monotonic() - began, "home_seconds": homes}


def people_it(partner: Partner, *, hashed: str) -> None:
    """People, adverts and usage for one partner."""
    with on_the_platform():
        for number in range(PEOPLE):
            appoint_person(
                email=f"p{number}@{partner.code}.example", name=f"Person {number}", partner=partner,
                roles=[Role.ADMINISTRATOR, Role.RECRUITER, Role.APPROVER, Role.FINANCE], password_hash=hashed,
                by=SYSTEM, at=NOW,
            )  # fmt: skip
    with inside(partner), transaction.atomic():
        for number in range(ADVERTS):
            place_advert(advert=an_advert(partner, number), at=NOW)
        record_usage_in_bulk(
            [UsageFact.of(Unit.APPLICATION_RECEIVED, subject=f"soak-{number}", at=NOW) for number in range(ACTS)]
        )


def an_advert(partner: Partner, number: int) -> Advert:
    title = TITLES[number % len(TITLES)]
    criterion = {"text": f"Experience as a {title.lower()}", "essential": True, "assessed_by": "Application"}
    words = f"{title} in {TOWNS[number % 8]}. " * 40
    return Advert(
        public_id=uuid4(), vacancy_reference=f"{partner.letters}-26-{number:04}", number=1, title=title,
        staff_group="Nursing", place=TOWNS[number % 8], postcode="NF1 1AA", contract="Permanent",
        patterns=["Full time"], hours=Decimal("37.50"), posts=1, band="5", pay_from_pence=3_100_000,
        pay_to_pence=3_700_000, interview_on=None, opening_at=NOW - timedelta(days=1),
        closing_at=NOW + timedelta(days=30),
        body={"description": words, "duties": words, "contact_name": "Rita", "contact_email": "r@soak.example",
              "criteria": [criterion] * 6},
    )  # fmt: skip


def main(partners: int, hosts: int) -> None:
    for _ in prepare():
        pass
    told = bring_them_in(partners)
    hashed = make_password(PASSWORD)
    with on_the_platform():
        peopled = list(Partner.objects.live().order_by("code")[:hosts])
    for partner in peopled:
        people_it(partner, hashed=hashed)
    print(json.dumps(told | {"codes": [partner.code for partner in peopled]}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
