"""A year's cost as it adds up, and where it is heading, beside what is contributed."""

from __future__ import annotations

from guildhall.charging.queries.forecasts import YearForecast
from guildhall.kernel import FinancialYear, Money
from guildhall.web import charts, spelling


def forecast_chart(forecast: YearForecast, *, year: FinancialYear) -> charts.Chart:
    """A line of what the year had cost by the end of each month, dashed from the first month that is not closed.

    What is contributed is drawn evenly, a twelfth a month; instalments are on the page of the year.
    """
    closed, unknown = len(forecast.so_far), [None] * (len(forecast.so_far) - 1)
    series = [charts.Series("At this rate", [*forecast.so_far, *forecast.at_rate])]
    if forecast.at_profile:
        series.append(charts.Series("As last year went", [*unknown, forecast.so_far[-1], *forecast.at_profile]))
    if forecast.budget:
        evenly = [Money(forecast.budget.pence * month // 12) for month in range(1, 13)]
        series.append(charts.Series("Contributed", evenly))
    return charts.line(
        [month.title for month in year.months],
        series,
        headline=_headline(forecast, year),
        measure=f"What {year} costs from April on, excluding VAT; forecasts are dashed",
        of="By the end of",
        forecast_from=closed,
    )


def _headline(forecast: YearForecast, year: FinancialYear) -> str:
    if forecast.months == len(year.months):
        return f"{year} cost {spelling.money(forecast.actual)}"
    if not forecast.budget:
        return f"At this rate {year} comes to {spelling.money(forecast.run_rate)}"
    word = "more" if forecast.is_over else "less"
    return f"At this rate {year} costs {spelling.money(abs(forecast.variance))} {word} than is contributed"
