"""At which day balances are wanted."""

from __future__ import annotations

from datetime import date

from guildhall.web.fields import DateField
from guildhall.web.forms import FilterForm
from guildhall.web.spelling import uk_date


class BalancesFilter(FilterForm):
    """The day at whose end balances are taken; today, unless one is chosen."""

    on = DateField(label="At the end of", required=False)

    def _words(self, name: str, value: object) -> str:
        return uk_date(value) if isinstance(value, date) else str(value)
