"""Sample values for the gallery: nobody's real figures."""

from __future__ import annotations

from datetime import UTC, date, datetime

from guildhall.kernel import Money
from guildhall.web import charts
from guildhall.web.parts import (
    Act,
    Card,
    Cell,
    Column,
    Due,
    Empty,
    Event,
    Figure,
    JobState,
    Link,
    Row,
    Table,
    Tag,
    Task,
    Tick,
)

MAY_8 = datetime(2026, 5, 8, 13, 30, tzinfo=UTC)
MONTHS = ["April", "May", "June", "July", "August", "September"]


def rows() -> list[Row]:
    return [
        Row("Job title", "Staff nurse, acute medicine", change_url="#job-title"),
        Row("Salary", Money.of("31049"), change_url="#salary"),
        Row("Closing date", date(2026, 12, 1), change_url="#closing-date"),
        Row("Published", MAY_8),
        Row("State", Tag("Open", "green")),
        Row("Sites", ["North wing", "Riverside clinic"]),
        Row("Approved by", None),
    ]


def tasks() -> list[Task]:
    return [
        Task("The job", Tag("Completed"), url="#the-job"),
        Task("Criteria", Tag("Incomplete", "blue"), url="#criteria", hint="What the panel will score"),
        Task("Advert in Welsh", Tag("Not started", "grey"), url="#welsh"),
        Task("Publish", Tag("Cannot start yet")),
    ]


def tags() -> list[Tag]:
    colours = ("white", "grey", "green", "aqua-green", "blue", "purple", "pink", "red", "orange", "yellow")
    return [Tag(colour.capitalize(), colour) for colour in colours] + [Tag("Completed")]


def events() -> list[Event]:
    return [
        Event("Closing date moved", MAY_8, by="Rita Osei", changes=["From 1 May 2026 to 12 May 2026"]),
        Event("Approved", datetime(2026, 5, 1, 9, 0, tzinfo=UTC), by="Anil Shah", text="Funding is confirmed."),
        Event("Draft begun", datetime(2026, 4, 28, 11, 0, tzinfo=UTC), by="Rita Osei", url="#draft"),
    ]


def acts() -> list[Act]:
    return [
        Act("Publish vacancy", "/gallery/form/", kind=""),
        Act("Save as template", "/gallery/form/"),
        Act("Withdraw vacancy", "/gallery/form/", kind="warning"),
        Act("Remove", "/gallery/form/", kind="link", hidden="Riverside clinic"),
    ]


def links() -> list[Link]:
    return [Link("Home", "/"), Link("Vacancies", "/gallery/lists/")]


def jobs() -> list[JobState]:
    return [
        JobState("preparing", "Checking rows", "It usually takes under a minute.", done=340, of=1200),
        JobState(
            "ready", "Your report is ready", "Kept until 22 December 2026.", link=Link("Download (CSV, 14 KB)", "#get")
        ),
        JobState(
            "failed", "The report could not be made", "The file could not be read.", link=Link("Try again", "#again")
        ),
        JobState("gone", "This report is no longer available", "Reports are kept for 30 days."),
    ]


def figures() -> list[Figure]:
    return [
        Figure("Approvals waiting", 3, url="#approvals", note="Oldest: 2 days"),
        Figure("Scores due", 12, url="#scores", note="By Friday 4 December"),
        Figure("Interviews this week", 0, url="#interviews"),
        Figure("Cost this month", Money.of("3733"), url="#cost", note="As at 22 November 2026", alert=True),
    ]


def due() -> list[Due]:
    return [
        Due("Approve: Staff nurse, acute medicine", "#one", when="2 days late", about="NF-26-0042", late=True),
        Due("Score 4 applications: Ward clerk", "#two", when="Today at 5pm", about="NF-26-0039"),
        Due("Answer a message from Casey", "#three", when="Tuesday 1 December 2026", about="NF-26-0031"),
    ]


def table() -> Table:
    columns = [
        Column("Vacancy", sort="title", sorted="ascending"),
        Column("Choose"),
        Column("Site"),
        Column("State"),
        Column("Applications", numeric=True, sort="applications"),
        Column("Closes", sort="closes"),
    ]
    named = ["Staff nurse, acute medicine", "Ward clerk", "Healthcare assistant, nights", "Data analyst"]
    states = [Tag("Open", "green"), Tag("Draft", "grey"), Tag("Closing soon", "yellow"), Tag("Closed")]
    lines = [
        [
            Cell(name, url=f"#v{at}", note=f"NF-26-004{at}"),
            Tick("chosen", str(at), f"Choose {name}"),
            "North wing",
            state,
            at * 417,
            date(2026, 12, at + 1),
        ]
        for at, (name, state) in enumerate(zip(named, states, strict=True))
    ]
    lines[1][5] = None
    return Table("Vacancies", columns, lines, caption_hidden=True)


def money_table() -> Table:
    columns = [
        Column("What was used"),
        Column("Units", numeric=True),
        Column("Rate", numeric=True),
        Column("Charge", numeric=True),
    ]
    lines = [
        [Cell("Applications received", url="#a"), 1204, "12.5p", Money.of("150.50")],
        [Cell("Vacancies published", url="#v"), 18, "£14.20", Money.of("255.60")],
        [Cell("Correction for April", url="#c", note="One vacancy counted twice"), 1, "£14.20", Money.of("-14.20")],
    ]
    return Table("November 2026, excluding VAT", columns, lines, totals=["Total", "", "", Money.of("391.90")])


def drawn_charts() -> list[charts.Chart]:
    used = [("Northfield Hospitals", 1204), ("Eastmoor Mental Health", 812), ("Westholme Council", 96)]
    recruitment = [Money.of(str(amount)) for amount in (1200, 1350, 1100, 1900, 2100, 1800)]
    accounts = [Money.of(str(amount)) for amount in (400, 420, 800, 760, 690, 720)]
    layers = [charts.Series("Recruitment", recruitment[:3]), charts.Series("Accounts", accounts[:3])]
    lines = [charts.Series("Recruitment", recruitment), charts.Series("Accounts", accounts)]
    cost = "Cost a month, excluding VAT"
    return [
        charts.bar(used, headline="Northfield used the most", measure="Applications, November 2026", of="Partner"),
        charts.stacked_bar(MONTHS[:3], layers, headline="Accounts doubled in June", measure=cost, of="Month"),
        charts.line(MONTHS, lines, headline="Costs peak in August", measure=cost, of="Month", forecast_from=4),
    ]


def empties() -> list[Empty]:
    return [
        Empty("No vacancies yet", "A vacancy begins as a draft that only you see.", Link("Create a vacancy", "#new")),
        Empty(
            "Nothing matches",
            "Remove a filter, or try fewer words.",
            Link("Clear filters", "?"),
            kind="nothing_matches",
        ),
        Empty(
            "You cannot see costs", "Ask Adam Reid, your administrator, for the finance role.", kind="nothing_allowed"
        ),
        Empty("Nothing is waiting for you", "The next closing date is 4 December 2026.", kind="nothing_left"),
    ]


def cards() -> list[Card]:
    facts = ["£31,049 to £37,796 a year", "Full time", "Closes 11:59pm on Tuesday 1 December 2026"]
    return [
        Card("Staff nurse, acute medicine", url="#1", text="Northfield Hospitals NHS Trust", facts=facts),
        Card(
            "Ward clerk",
            url="#2",
            text="Eastmoor Mental Health Trust",
            facts=facts[1:],
            tag=Tag("Closing soon", "yellow"),
        ),
    ]


def stages() -> list[Link]:
    return [
        Link("Received", "?stage=received", current=True, count=42),
        Link("Shortlist", "?stage=shortlist", count=12),
        Link("Interview", "?stage=interview", count=0),
    ]


def years() -> list[Link]:
    return [Link("2025 to 2026", "?year=2025"), Link("2026 to 2027", "?year=2026", current=True)]


def front_figures() -> list[Figure]:
    return [
        Figure("Members", 7, note="On 22 November 2026"),
        Figure("Cost shared last year", Money.of("1204318"), note="April 2025 to March 2026"),
        Figure("Given back", Money.of("48120"), note="In cash and in technology"),
    ]


def services() -> list[Card]:
    return [
        Card("Recruitment", text="From a vacancy to the first day, with a jobs board that every member shares."),
        Card("Accounts", text="Accounts for people who join, move and leave, made by a robot and checked by a person."),
        Card("Cost sharing", text="Each month's cost shared by use, to the penny, on a statement one can follow."),
        Card("A say", text="Members vote on rates, budgets and what becomes of a surplus."),
    ]
