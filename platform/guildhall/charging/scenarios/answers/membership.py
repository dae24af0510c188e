"""Partners that join, leave and merge."""

from __future__ import annotations

from collections.abc import Callable

from guildhall.charging.joining import Joiner, ring_fenced_surplus, share_year_with_joiner
from guildhall.charging.leaving import Leaving, exit_statement
from guildhall.charging.merging import Merger, merge_technology_credits, share_year_with_merger
from guildhall.charging.scenarios.reading import Reader
from guildhall.charging.scenarios.values import amount, code, day, number, quantity, year
from guildhall.charging.scenarios.writing import Outputs, exactly, journal_lines, plain
from guildhall.kernel import Money, Month


def mid_year_joiner(inputs: Reader) -> Callable[[], Outputs]:
    financial_year = inputs.take("financial_year", year)
    pool = inputs.take("fixed_pool_year", amount)
    users = inputs.key_weights("users")
    joiner = inputs.inside("joiner", _joiner)
    surplus = inputs.inside_if_given("surplus", _surplus)

    def answer() -> Outputs:
        shared = share_year_with_joiner(year=financial_year, pool_year=pool, users=users, joiner=joiner)
        outputs = {
            "month_before": plain(shared.month_before),
            "month_after": plain(shared.month_after),
            "year_by_monthly_close": plain(shared.by_monthly_close),
            "user_days": exactly(shared.user_days),
            "year_by_user_days": plain(shared.by_user_days),
            "difference_monthly_minus_user_days": plain(shared.difference),
        }
        if surplus:
            fenced = ring_fenced_surplus(before=surplus[0], after=surplus[1], users=users, joiner=joiner)
            outputs["surplus_ring_fenced"] = plain(fenced)
        return outputs

    return answer


def _joiner(reader: Reader) -> Joiner:
    joiner = Joiner(reader.take("code", code), reader.take("users", quantity), reader.take("from", day))
    reader.parties.add(joiner.code)
    return joiner


def _surplus(reader: Reader) -> tuple[Money, Money]:
    return reader.take("before_joining", amount), reader.take("after_joining", amount)


def leaver(inputs: Reader) -> Callable[[], Outputs]:
    who = inputs.take("leaver", code)
    inputs.take("last_day", day)
    leaving = Leaving(
        leaver=who,
        months=inputs.take("months_in", number(most=12)),
        monthly_contributions=inputs.take("monthly_contributions", amount),
        monthly_cost=inputs.take("monthly_actual_cost", amount),
        key=inputs.key_weights("key"),
        technology_credit=inputs.take("technology_credit_balance", amount),
        stranded=inputs.take("stranded_commitment", amount),
    )

    def answer() -> Outputs:
        settled = exit_statement(leaving)
        return {
            "paid": settled.paid.plain,
            "cost_share": settled.cost_share.plain,
            "technology_credit": settled.technology_credit.plain,
            "stranded_share": settled.stranded_share.plain,
            "net_payable_to_leaver": settled.net_payable.plain,
            "month_after_exit": plain(settled.month_after_exit),
        }

    return answer


def merger(inputs: Reader) -> Callable[[], Outputs]:
    effective = inputs.take("effective", day)
    if effective and effective.day != 1:
        inputs.fault("effective", f"{effective} is not the first of a month")
    merging, successor = inputs.codes("merging"), inputs.take("successor", code)
    pool = inputs.take("monthly_pool", amount)
    users = inputs.key_weights("users")
    balances = inputs.map_of("technology_credit", amount)
    for partner in sorted(set(balances) - set(users) - {successor}) if users else ():
        inputs.fault(f"technology_credit.{partner}", f"{partner} has no users and is not the successor")
    inputs.parties.add(successor)

    def answer() -> Outputs:
        merged = Merger(Month(effective.year, effective.month), merging, successor)
        shared = share_year_with_merger(merged, monthly_pool=pool, users=users)
        credits = merge_technology_credits(merged, balances=balances)
        return {
            "before": plain(shared.before),
            "after": plain(shared.after),
            "year": plain(shared.year),
            "total": shared.total.plain,
            "technology_credit": plain(credits.balances),
            "journal": journal_lines(credits.journal),
        }

    return answer
