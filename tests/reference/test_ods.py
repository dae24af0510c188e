"""The organisation files: every row is accounted for."""

from collections import Counter
from datetime import date

import pytest

from guildhall.reference.errors import OdsFileUnreadable
from guildhall.reference.ods import OdsFault, OdsLayout, OdsOrganisation, OdsStatus, read_ods
from tests.evidence import shared_data


def a_row(code="D81047", name="ASHWELL SURGERY", opened="19740401", closed="", status="A", parent="06K", setting="4"):
    cells = [
        code,
        name,
        "Y61",
        "Q79",
        "LAWYERS CLOSE",
        '"BALDOCK, HERTS"',
        "",
        "",
        "",
        "SG7 5PY",
        opened,
        closed,
        status,
    ]
    return ",".join([*cells, "B", parent, *[""] * 10, setting, ""])


def read(*rows, layout=OdsLayout.PRACTICES):
    return read_ods("\r\n".join(rows).encode(), layout=layout)


def test_a_practice_is_read_whole():
    file = read(a_row())

    assert file.organisations == (
        OdsOrganisation(
            number=1,
            code="D81047",
            name="ASHWELL SURGERY",
            address=("LAWYERS CLOSE", "BALDOCK, HERTS"),
            postcode="SG7 5PY",
            opened_on=date(1974, 4, 1),
            closed_on=None,
            status=OdsStatus.ACTIVE,
            parent="06K",
            geography="Q79",
            setting="4",
        ),
    )
    assert file.faults == ()


def test_a_trust_has_no_status_column_so_its_closing_date_speaks():
    file = read(a_row("RC1", status="", closed="20200331"), a_row("RC9", status=""), layout=OdsLayout.TRUSTS)

    assert [(o.code, o.status, o.is_open, o.parent) for o in file.organisations] == [
        ("RC1", OdsStatus.CLOSED, False, ""),
        ("RC9", OdsStatus.ACTIVE, True, ""),
    ]


def test_every_bad_row_is_a_fault_with_its_number_and_what_to_do():
    file = read(
        a_row("A1"),
        "one,two",
        a_row("AAA01", name=""),
        a_row("AAA02", opened=""),
        a_row("AAA03", opened="20240230"),
        a_row("AAA04", opened="20240201", closed="20240131"),
        a_row("AAA05", status="X"),
        a_row("AAA06"),
        a_row("AAA06"),
        "",
        a_row("AAA07"),
    )

    assert file.faults == (
        OdsFault(1, "“A1” is no organisation code. A code has 3 to 8 letters and digits."),
        OdsFault(2, "The row has 2 columns and needs 27. Take the file as it was published."),
        OdsFault(3, "AAA01 has no name. Add it in the second column."),
        OdsFault(4, "AAA02 has no opening date. Add it in column 11 as YYYYMMDD."),
        OdsFault(5, "“20240230” is no date for AAA03. Write dates as YYYYMMDD."),
        OdsFault(6, "AAA04 closes before it opens. Check columns 11 and 12."),
        OdsFault(7, "“X” is no status for AAA05. It is A, C, D or P."),
        OdsFault(9, "AAA06 stands in row 8 already. Keep one of the two rows."),
        OdsFault(10, "The row has 0 columns and needs 27. Take the file as it was published."),
    )
    assert ([o.code for o in file.organisations], file.rows) == (["AAA06", "AAA07"], 11)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04\x00\xff", "D81047,NÜRNBERG".encode("latin-1")])
def test_what_is_no_organisation_file_is_refused(content):
    with pytest.raises(OdsFileUnreadable):
        read_ods(content, layout=OdsLayout.TRUSTS)


@pytest.mark.parametrize(
    ("name", "layout", "rows", "closed"),
    [
        ("etr_2025-12.csv", OdsLayout.TRUSTS, 273, 68),
        ("eccg_2025-12.csv", OdsLayout.COMMISSIONERS, 320, 161),
        ("epraccur_2019-10.csv", OdsLayout.PRACTICES, 14303, 2427),
        ("partner_trust_sites_2018-09.csv", OdsLayout.TRUSTS, 493, 1),
    ],
)
def test_every_row_of_a_published_file_is_read(name, layout, rows, closed):
    file = read_ods(shared_data("orgs", name).read_bytes(), layout=layout)

    assert (len(file.organisations), file.faults) == (rows, ())
    assert Counter(o.closed_on is not None for o in file.organisations)[True] == closed
