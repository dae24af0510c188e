"""Made-up files of organisations, and an intake of one."""

from __future__ import annotations

from datetime import date

from apps.partnership.models import Intake
from apps.partnership.operations.intakes import confirm_intake, plan_intake
from apps.partnership.planning import IntakePlan, Known, plan_of
from apps.partnership.queries import known_names
from guildhall.reference.ods import OdsLayout, read_ods
from tenants.context import on_the_platform
from tests.cast import MONDAY_9AM, OSKAR

EVIDENCE = "Framework GH-2026-04, contracts folder"
NAMES = (
    ("RZ1", "LOWTHER AND VALE NHS FOUNDATION TRUST"),
    ("RZ2", "LOWTHER AND VALE HOSPITALS NHS TRUST"),
    ("RZ3", "QUEEN'S PARK MENTAL HEALTH NHS TRUST"),
)


def a_file(*names: tuple[str, str], closed: tuple[str, ...] = ()) -> bytes:
    """A file as the service publishes it. Takes: codes and names; the codes of those that are closed."""
    rows = [
        ",".join([code, f'"{name}"', "Y61", "QHG", *[""] * 6, "19900401", "20200331" if code in closed else ""])
        + "," * 15
        for code, name in names or NAMES
    ]
    return "\r\n".join(rows).encode()


def a_plan(*names: tuple[str, str], known: Known | None = None, content: bytes = b"", **asked: object) -> IntakePlan:
    file = read_ods(content or a_file(*names), layout=OdsLayout.TRUSTS)
    told = {"file_name": "etr.csv", "joins_on": date(2026, 7, 1), **asked}
    return plan_of(file, known=known or Known(), **told)


def an_intake(*names: tuple[str, str], confirmed: bool = False, evidence: str = EVIDENCE, **asked: object) -> Intake:
    """An intake of Oskar's, planned or confirmed."""
    with on_the_platform():
        operator = OSKAR.actor
        intake = plan_intake(plan=a_plan(*names, known=known_names(), **asked), by=operator, at=MONDAY_9AM)
        if confirmed:
            confirm_intake(intake_id=intake.id, terms_evidence=evidence, by=operator, at=MONDAY_9AM)
        return intake
