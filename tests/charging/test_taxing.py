"""VAT: once on the document, and never credited twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.taxing import DocumentAmount, credited_in_notes, document_totals, taxed
from guildhall.kernel import Money
from tests.charging.simulations import outputs, refusals
from tests.charging.tables import table


def test_the_last_credit_note_takes_the_difference():
    # 20% of 10.03 is 2.006, so 2.01. Of 3.34 it is 0.668, so 0.67; of 6.68 it is 1.336, so 1.34 less 0.67; of all it
    # is 2.01 less 1.34.
    credited = outputs(
        "credit_notes_vat",
        lines_net=["3.34", "3.34", "3.35"],
        vat_percent=20,
        credit_note_order=["3.34", "3.34", "3.35"],
    )

    assert credited == {
        "invoice": {"net": "10.03", "vat": "2.01", "gross": "12.04"},
        "credit_notes": table("""
            net     vat     gross
            3.34    0.67    4.01
            3.34    0.67    4.01
            3.35    0.67    4.02
        """),
        "sum_of_credit_notes": "12.04",
        "balance_after": "0.00",
    }


def test_notes_that_would_round_up_each_time_do_not_over_credit():
    # 20% of 0.03 is 0.006, so 0.01 each time it is rounded alone; of 0.12 it is 0.024, so 0.02 in all.
    credited = outputs(
        "credit_notes_vat", lines_net=["0.12"], vat_percent=20, credit_note_order=["0.03", "0.03", "0.03", "0.03"]
    )

    assert [note["vat"] for note in credited["credit_notes"]] == ["0.01", "0.00", "0.01", "0.00"]
    assert credited["balance_after"] == "0.00"


def test_more_than_the_invoice_is_not_credited():
    assert refusals("credit_notes_vat", lines_net=["1.00"], vat_percent=20, credit_note_order=["0.60", "0.41"]) == [
        "£1.01 is credited, which is more than the £1.00 that was invoiced."
    ]


def test_a_part_of_a_month_is_credited_net_first_and_tax_on_it():
    # 100.00 × 7 ÷ 31 is 22.580…; 20% of 22.58 is 4.516.
    credited = outputs("prorata_credit", monthly=["100.00", "0.10"], days_credited=7, days_in_month=31, tax_percent=20)

    assert credited["notes"] == table("""
        net      tax     gross
        22.58    4.52    27.10
        0.02     0.00    0.02
    """)
    assert refusals("prorata_credit", monthly=[], days_credited=32, days_in_month=31, tax_percent=20) == [
        "days_credited: 32 is more than the 31 days of the month"
    ]


DOCUMENT = {
    "lines": table("""
        net      vat    rate
        1.01     S      20
        10.00    S      5
        1.01     S      20.0
        3.00     E      0
    """),
    "document_charges": [{"net": "0.50", "vat": "S", "rate": 20}],
    "document_allowances": [{"net": "0.10", "vat": "S", "rate": 20}],
    "prepaid": "5.00",
}


def test_an_e_invoice_is_taxed_by_category_and_rate():
    # S at 20%: 1.01 + 1.01 + 0.50 - 0.10 = 2.42, tax 0.484; S at 5%: 10.00, tax 0.50; E: 3.00.
    totals = outputs("ubl_totals", **DOCUMENT)

    assert totals == {
        "line_total": "15.02",
        "tax_exclusive": "15.42",
        "vat": table("""
            category    rate    base     tax
            S           20      2.42     0.48
            S           5       10.00    0.50
            E           0       3.00     0.00
        """),
        "tax_inclusive": "16.40",
        "payable": "11.40",
        "faults": [],
    }


def test_category_o_shares_no_document_with_another():
    lines = [{"net": "-1.00", "vat": "O", "rate": 0}, {"net": "1.00", "vat": "S", "rate": 20}]

    assert outputs("ubl_totals", lines=lines)["faults"] == ["category O mixed with another"]
    assert outputs("ubl_totals", lines=lines[:1])["faults"] == []


def test_three_positions_on_the_same_lines():
    # 20% of 0.99 × 3 = 2.97 is 0.594; line by line it would be 0.20 each.
    positions = outputs(
        "vat_positions",
        lines_net=["0.99", "0.99", "0.99"],
        customers=[
            {"kind": "general practice", "category": "S", "rate": 20},
            {"kind": "council", "category": "E"},
            {"kind": "trust in the division", "category": "O", "rate": 0},
            {"kind": "another council", "category": "E"},
        ],
    )

    assert positions == {
        "tax": ["0.59", "0.00", "0.00", "0.00"],
        "gross": ["3.56", "2.97", "2.97", "2.97"],
        "line_by_line_would_be": ["0.60", "0.00", "0.00", "0.00"],
        "needs_reason_text": ["E", "O"],
    }


@pytest.mark.parametrize(
    ("customer", "words"),
    [
        ({"kind": "k", "category": "S"}, ["customers[0].rate: category S has a rate"]),
        ({"kind": "k", "category": "O", "rate": 20}, ["customers[0].rate: category O has no tax"]),
        ({"category": "S", "rate": 20}, ['customers[0].kind: missing key "kind"']),
    ],
)
def test_a_position_whose_rate_does_not_fit_is_refused(customer, words):
    assert refusals("vat_positions", lines_net=["1.00"], customers=[customer]) == words


@given(st.data(), st.integers(0, 10**9), st.fractions(0, 30, max_denominator=100))
def test_whatever_the_notes_they_never_credit_more_than_the_invoice_and_all_of_them_exactly_it(data, pence, percent):
    cuts = sorted(data.draw(st.lists(st.integers(0, pence), max_size=6)))
    nets = [Money(later - earlier) for earlier, later in zip([0, *cuts], [*cuts, pence], strict=True)]
    invoice = taxed(Money(pence), percent=percent)

    notes = credited_in_notes(invoice, percent=percent, nets=nets)

    so_far = [Money.total(note.gross for note in notes[: number + 1]) for number in range(len(notes))]
    assert all(credited <= invoice.gross for credited in so_far)
    assert all(note.tax.pence >= 0 for note in notes)
    assert so_far[-1] == invoice.gross


AMOUNTS = st.lists(
    st.builds(
        DocumentAmount, st.integers(-(10**6), 10**6).map(Money), st.sampled_from("SE"), st.sampled_from([0, 5, 20])
    ),
    max_size=8,
)


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_whatever_is_on_a_document_its_totals_add_up(lines, charges, allowances):
    totals = document_totals(lines, charges=charges, allowances=allowances)

    off = Money.total(one.net for one in allowances)
    assert totals.tax_exclusive == totals.line_total + Money.total(one.net for one in charges) - off
    assert Money.total(part.base for part in totals.vat) == totals.tax_exclusive
    assert totals.payable == totals.tax_exclusive + Money.total(part.tax for part in totals.vat)
