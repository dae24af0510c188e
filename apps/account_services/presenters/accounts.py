"""The list of accounts, the target systems, and what needs a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from apps.account_services.models import Account, TargetSystem, Task
from apps.account_services.presenters.words import ACCOUNTS, EXCEPTIONS, TARGETS, request_url, sides
from apps.account_services.states import NamingPolicy, TargetKind, TaskStep
from guildhall.web.forms import FilterForm, Form
from guildhall.web.pages import Page
from guildhall.web.paging import Paged
from guildhall.web.parts import Cell, Column, Empty, Link, Row, Table, Tag
from guildhall.web.spelling import plural


@dataclass(frozen=True, kw_only=True)
class AccountsPage(Page):
    template: ClassVar[str] = "pages/account_services/accounts.html"
    sides: Sequence[Link]
    filter: FilterForm
    paged: Paged[Any]
    table: Table | None
    empty: Empty

    @classmethod
    def of(cls, paged: Paged[Account], *, filter: FilterForm) -> Self:
        rows = [
            [
                Cell(account.login, note=account.employment.person.name),
                account.target.name,
                Tag("Switched on", "green") if account.enabled else Tag("Switched off", "grey"),
                account.observed_at,
            ]
            for account in paged.rows
        ]
        columns = [Column("Login"), Column("Target system"), Column("State"), Column("Last read back")]
        empty = (
            Empty("No account matches", "Take a filter off to see more.", Link("Clear filters", "?"), "nothing_matches")
            if filter.tags()
            else Empty("No accounts yet", "The robot makes them once a request is approved.")
        )
        return cls(
            title="Accounts made",
            headline=plural(paged.count, "account"),
            sides=sides(ACCOUNTS),
            filter=filter,
            paged=paged,
            table=Table("Accounts", columns, rows, caption_hidden=True) if rows else None,
            empty=empty,
        )


@dataclass(frozen=True, slots=True)
class TargetCard:
    """A target system's settings. The credential is not among them."""

    name: str
    rows: Sequence[Row]


@dataclass(frozen=True, kw_only=True)
class TargetsPage(Page):
    template: ClassVar[str] = "pages/account_services/targets.html"
    sides: Sequence[Link]
    cards: Sequence[TargetCard]
    add: Link | None
    empty: Empty

    @classmethod
    def of(cls, targets: Sequence[tuple[TargetSystem, int]], *, may_add: bool) -> Self:
        add = Link("Add a target system", f"{TARGETS}new/") if may_add else None
        return cls(
            title="Target systems",
            headline=f"Accounts are made on {plural(len(targets), 'system')}" if targets else "",
            sides=sides(TARGETS),
            cards=[TargetCard(target.name, _settings(target, standing)) for target, standing in targets],
            add=add,
            empty=Empty(
                "No target system yet",
                "Requests can be approved once there is a system to make accounts on."
                if may_add
                else "Ask an administrator to add one.",
                add,
            ),
        )


def _settings(target: TargetSystem, standing: int) -> list[Row]:
    rows = [Row("Kind", TargetKind(target.kind).label), Row("Logins", NamingPolicy(target.naming).label)]
    if target.kind == TargetKind.LDAP:
        rows += [
            Row("Address", target.address),
            Row("Accounts are made below", target.base),
            Row("The robot signs in as", target.bind_name),
            Row("Credential", "Sealed; it cannot be shown"),
        ]
    return [*rows, Row("Accounts standing", standing), Row("Added", target.added_at)]


@dataclass(frozen=True, kw_only=True)
class NewTargetPage(Page):
    template: ClassVar[str] = "pages/account_services/form.html"
    form: Form
    intro: str = "The robot makes accounts there for everyone whose request is approved from then on."
    button: str = "Add target system"
    cancel: Link
    rows: Sequence[Row] = ()

    @classmethod
    def of(cls, form: Form) -> Self:
        return cls(
            title="Add a target system",
            form=form,
            back=Link("Target systems", TARGETS),
            cancel=Link("Cancel", TARGETS),
        )


@dataclass(frozen=True, kw_only=True)
class ExceptionsPage(Page):
    template: ClassVar[str] = "pages/account_services/exceptions.html"
    sides: Sequence[Link]
    table: Table | None
    empty: Empty

    @classmethod
    def of(cls, tasks: Sequence[Task]) -> Self:
        rows = [
            [
                Cell(
                    task.request.employment.person.name,
                    url=f"{EXCEPTIONS}{task.id}/",
                    note=f"{TaskStep(task.step).label}. {task.reason}",
                ),
                task.account.target.name,
                task.request.due_on,
            ]
            for task in tasks
        ]
        columns = [Column("Who, and why the robot stopped"), Column("Target system"), Column("Due")]
        return cls(
            title="Needs a person",
            headline=plural(len(tasks), "task needs a person", "tasks need a person") if tasks else "",
            sides=sides(EXCEPTIONS),
            table=Table("Tasks that need a person", columns, rows, caption_hidden=True) if rows else None,
            empty=Empty(
                "Nothing needs a person",
                "What the robot cannot finish comes here, with the reason.",
                kind="nothing_left",
            ),
        )


@dataclass(frozen=True, kw_only=True)
class ExceptionPage(Page):
    """One task to finish by hand: what is to stand there, and two facts to type back."""

    template: ClassVar[str] = "pages/account_services/form.html"
    form: Form
    intro: str
    rows: Sequence[Row]
    button: str = "Mark as done by hand"
    cancel: Link

    @classmethod
    def of(cls, task: Task, form: Form) -> Self:
        return cls(
            title=TaskStep(task.step).label,
            caption=task.request.employment.person.name,
            back=Link("Needs a person", EXCEPTIONS),
            cancel=Link("Cancel", EXCEPTIONS),
            form=form,
            intro="Do this on the target system, then type back two facts that you read there.",
            rows=[
                Row("Why the robot stopped", task.reason),
                Row("Target system", task.account.target.name),
                Row("Login to use", task.account.login),
                Row("Name", task.account.desired.get("name", "")),
                Row("E-mail address", task.account.desired.get("email", "")),
                Row("Request", Link(task.request.reference, request_url(task.request))),
            ],
        )
