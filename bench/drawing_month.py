"""A month's statements, drawn in the background: `python -m bench.alone drawing_month N EVENTS`.

One month of N partners is closed. Some of its statements are drawn as PDF alone, in this process; then relay and
drawer, as the demo runs them, draw and put away the files of all. It prints the seconds as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.template.loader import render_to_string

from apps.partnership.demo.serving import processes
from bench.closing_year import YEAR, partners_join, pools_are_set_up, ready_to_close, somebody, timed, use_comes_in
from guildhall.access.roles import Role
from guildhall.charging.models import Statement
from guildhall.charging.operations import close_period
from guildhall.charging.presenters import statement_working
from guildhall.charging.states import StatementState
from guildhall.documents.pdf import tagged_pdf
from tenants.context import on_the_platform
from tenants.preparing import create_database, prepare

IN_THE_BACKGROUND = ("relay", "drawer")
ALONE, LONGEST = 20, timedelta(minutes=30)


def a_month_is_closed(*, partners: int, events: int) -> int:
    """Gives: how many statements are due for it."""
    hugo, helen = somebody("hugo", Role.HOST_FINANCE), somebody("helen", Role.HOST_FINANCE, Role.BOARD)
    keys = partners_join(partners)
    pools_are_set_up(hugo)
    use_comes_in(keys, events=events * len(YEAR.months))
    period = ready_to_close(YEAR.months[0], by=hugo, approver=helen)
    close_period(period_id=period.id, by=hugo, at=period.month.period.until)
    return Statement.objects.count()


def a_pdf_alone(statement: Statement) -> float:
    document = statement_working(statement)
    return timed(lambda: tagged_pdf(render_to_string(document.template, {"page": document})))


@contextmanager
def in_the_background() -> Iterator[None]:
    """Relay and drawer, signed in as the application. Nobody writes letters: these partners have no homes."""
    env = os.environ | {"GUILDHALL_LOGIN": "app"}
    commands = processes(0)
    started = [
        subprocess.Popen(commands[name], cwd=settings.PROJECT, env=env, stdout=sys.stderr) for name in IN_THE_BACKGROUND
    ]
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()


def all_are_filed(statements: int) -> None:
    """Wait for them, and say how far it is every ten seconds. Raises: RuntimeError, when one is stuck or late."""
    began = time.monotonic()
    while filed() < statements:
        if stuck := Statement.objects.filter(state=StatementState.STUCK).first():
            raise RuntimeError(f"{stuck.number} is stuck: {stuck.stuck_reason}")
        if time.monotonic() - began > LONGEST.total_seconds():
            raise RuntimeError(f"{filed()} of {statements} statements are drawn, and nobody waits longer.")
        if round(time.monotonic() - began) % 10 == 0:
            print(f"{filed()} of {statements} drawn", flush=True)
        time.sleep(1)


def filed() -> int:
    return Statement.objects.filter(state__in=[StatementState.FILED, StatementState.SENT]).count()


def main(partners: int, events: int) -> None:
    create_database()
    for _ in prepare():
        pass
    with on_the_platform():
        statements = a_month_is_closed(partners=partners, events=events)
        alone = [a_pdf_alone(statement) for statement in Statement.objects.order_by("id")[:ALONE]]
        with in_the_background():
            drawn = timed(lambda: all_are_filed(statements))
    print(json.dumps({"statements": statements, "alone": alone, "drawn": drawn}))
