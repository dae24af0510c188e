"""A file for every partner at once: all rows are accounted for, and only partners' own places are placed."""

from io import StringIO

import pytest
from django.core.management import call_command

from guildhall.directory.importing import FAULT, SKIPPED, preview
from guildhall.directory.queries import known_sites
from guildhall.directory.rules import Change, Owner, Skipped, facts_of
from guildhall.reference.ods import OdsLayout, read_ods
from tenants.context import inside, on_the_platform
from tenants.models import Partner
from tests.evidence import shared_data

HOST = Owner("t_host", "East and North Hertfordshire", "06K")
TRUST = Owner("t_trust", "Luton and Dunstable", "RC9")
OWNERS = [HOST, TRUST, Owner("t_none", "A council", "")]


def a_row(code, *, parent="", setting="4", status="A", closed=""):
    cells = [code, f"{code} SURGERY", "Y61", "Q79", "THE ROAD", "", "", "", "", "SG7 5PY", "19740401", closed, status]
    return ",".join([*cells, "B", parent, *[""] * 10, setting, ""])


def a_file(*rows, layout):
    return read_ods("\n".join(rows).encode(), layout=layout)


def outcomes_of(file, **known):
    found = preview(file, owners=OWNERS, known=known)
    return [(row.code, row.outcome, row.partner, row.reason) for row in found.outcomes]


def test_a_practice_goes_to_its_commissioner_and_everything_else_says_why_not():
    file = a_file(
        a_row("D81047", parent="06K"),
        a_row("D81048", parent="00K"),
        a_row("D81049", parent="06K", setting="1"),
        a_row("D81050", parent="06K", status="D"),
        a_row("D81051", parent="06K", status="P"),
        a_row("D81052", parent="06K", status="C", closed="20200331"),
        "broken",
        layout=OdsLayout.PRACTICES,
    )

    assert outcomes_of(file) == [
        ("D81047", Change.ADDED, HOST.name, ""),
        ("D81048", SKIPPED, "", Skipped.COMMISSIONER_NOT_REGISTERED),
        ("D81049", SKIPPED, "", Skipped.NO_PRACTICE),
        ("D81050", SKIPPED, "", Skipped.DORMANT),
        ("D81051", SKIPPED, "", Skipped.PROPOSED),
        ("D81052", Change.ADDED, HOST.name, ""),
        ("", FAULT, "", "The row has 1 columns and needs 27. Take the file as it was published."),
    ]


def test_a_trust_and_its_sites_go_to_the_partner_with_its_code():
    file = a_file(a_row("RC9"), a_row("RC901"), a_row("RC1"), a_row("RC101"), layout=OdsLayout.TRUSTS)

    assert outcomes_of(file) == [
        ("RC9", Change.ADDED, TRUST.name, ""),
        ("RC901", Change.ADDED, TRUST.name, ""),
        ("RC1", SKIPPED, "", Skipped.NOT_REGISTERED),
        ("RC101", SKIPPED, "", Skipped.NOT_REGISTERED),
    ]


def test_what_is_closed_here_stays_closed_and_what_stands_elsewhere_stays_there():
    closed = facts_of(
        a_file(a_row("RC9", closed="20200331"), layout=OdsLayout.TRUSTS).organisations[0], layout=OdsLayout.TRUSTS
    )
    elsewhere = facts_of(a_file(a_row("RC901"), layout=OdsLayout.TRUSTS).organisations[0], layout=OdsLayout.TRUSTS)

    file = a_file(a_row("RC9"), a_row("RC901"), layout=OdsLayout.TRUSTS)

    assert outcomes_of(file, t_trust={"RC9": closed}, t_host={"RC901": elsewhere}) == [
        ("RC9", SKIPPED, TRUST.name, Skipped.KEPT_CLOSED),
        ("RC901", SKIPPED, "", Skipped.PLACED_ELSEWHERE),
    ]


@pytest.fixture
def two_partners_of_hertfordshire(db):
    """Northfield and Eastmoor under real organisation codes, for this test alone."""
    with on_the_platform():
        Partner.objects.filter(code="northfield").update(ods_code="06K")
        Partner.objects.filter(code="eastmoor").update(ods_code="RWR")
        return Partner.objects.get(code="northfield"), Partner.objects.get(code="eastmoor")


def run(name, layout, *options):
    said = StringIO()
    call_command("partners", "import", str(shared_data("orgs", name)), "--layout", layout, *options, stdout=said)
    return [" ".join(line.split()) for line in said.getvalue().splitlines()]


def test_the_published_practices_find_their_commissioner(two_partners_of_hertfordshire):
    northfield, _ = two_partners_of_hertfordshire

    said = run("partner_practices_2019-10.csv", "epraccur")

    assert said == [
        "Added 57",
        "Updated 0",
        "Unchanged 0",
        "Skipped 190",
        "190 Its commissioner is not a partner.",
        "Not read 0",
        "Rows in the file 247",
        "Northfield Hospitals NHS Trust: 57 rows",
    ]
    with inside(northfield):
        assert len(known_sites()) == 57


def test_the_published_sites_find_their_trust_and_come_once(two_partners_of_hertfordshire):
    _, eastmoor = two_partners_of_hertfordshire
    run("partner_trust_sites_2018-09.csv", "etr")

    again = run("partner_trust_sites_2018-09.csv", "etr")

    assert again == [
        "Added 0",
        "Updated 0",
        "Unchanged 230",
        "Skipped 263",
        "263 Would be a partner: no partner is registered with this organisation code.",
        "Not read 0",
        "Rows in the file 493",
        "Eastmoor Mental Health Trust: 230 rows",
        "Eastmoor Mental Health Trust had this file before. Nothing was changed there.",
    ]
    with inside(eastmoor):
        assert len(known_sites()) == 230


@pytest.mark.parametrize(
    ("name", "layout", "rows"),
    [("etr_2025-12.csv", "etr", 273), ("eccg_2025-12.csv", "eccg", 320), ("epraccur_2019-10.csv", "epraccur", 14_303)],
)
def test_every_row_of_a_published_file_is_accounted_for(two_partners_of_hertfordshire, name, layout, rows):
    file = read_ods(shared_data("orgs", name).read_bytes(), layout=OdsLayout(layout))

    found = preview(file, owners=[Owner("t_n", "Northfield", "06K"), Owner("t_e", "Eastmoor", "RWR")], known={})

    parts = (found.added, found.updated, found.unchanged, sum(found.skipped.values()), len(found.faults))
    assert (sum(parts), [row.number for row in found.outcomes]) == (rows, list(range(1, rows + 1)))


def test_a_preview_changes_nothing_and_one_partner_alone_can_be_chosen(two_partners_of_hertfordshire):
    northfield, _ = two_partners_of_hertfordshire

    said = run("partner_practices_2019-10.csv", "epraccur", "--preview", "--partner", "eastmoor")

    assert said[:1] + said[3:6] == [
        "Would be added 0",
        "Skipped 247",
        "190 Its commissioner is not a partner.",
        "57 It belongs to a partner that was not asked for.",
    ]
    with inside(northfield):
        assert known_sites() == {}
