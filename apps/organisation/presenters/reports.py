"""Reports by letter: which one has, and what else there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from django.forms import BaseForm

from guildhall.charging.models import ReportOrder
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Column, Empty, Link, Table


@dataclass(frozen=True, kw_only=True)
class ReportsPage(Page):
    """One's own reports."""

    template: ClassVar[str] = "pages/organisation/reports.html"
    table: Table
    empty: Empty
    form: BaseForm | None

    @classmethod
    def of(cls, orders: Sequence[ReportOrder], *, form: BaseForm | None) -> Self:
        """Takes: a form to ask for one more; None, if one has all there are."""
        return cls(
            title="Reports by letter",
            back=Link("Usage and cost", "/usage/"),
            table=Table(
                "What is sent to you",
                [Column("Report"), Column("When"), Column("Last sent"), Column("Stop it")],
                [
                    [
                        order.name,
                        order.get_rhythm_display(),
                        order.sent_on or "Not yet",
                        Act("Stop", f"/reports/{order.id}/end/", hidden=f"sending {order.name}"),
                    ]
                    for order in orders
                ],
            ),
            empty=Empty("Nothing is sent to you", "Choose a report, and how often you want it."),
            form=form,
        )
