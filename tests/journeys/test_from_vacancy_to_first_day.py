"""Steps two to four: a vacancy goes out, a candidate gets the job, and the robot has their account ready."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta

from apps.partnership.demo.members import PASSWORD
from tests.journeys.walker import House, Walker

EMPLOYER = "Northfield Community Health Trust"
ADVERT = "Keep people on their feet.\n\nYou join a team of nine at the harbour clinic, with time to learn."
DUTIES = "Run a clinic on your own.\nTeach people to look after their feet.\nKeep clear notes."
CRITERIA = (
    ("Registered with the Health and Care Professions Council", "essential", "form"),
    ("Plans a clinic for others", "desirable", "form"),
    ("Works well in a small team", "essential", "interview"),
)
MISSING = (
    "Add a contract type.",
    "Add a pay band.",
    "Add the main duties.",
    "Add at least one essential criterion to the person specification.",
    "Add a closing date and time.",
    "Choose at least two panel members.",
    "Choose an approver.",
)
ANSWERS = ("Registered since 2019, and audited twice without a finding.", "I plan the rota of four people each month.")


@dataclass(frozen=True)
class Story:
    """What this telling is about: its own job and its own candidate, since several tellings share one house."""

    token: str = field(default_factory=lambda: secrets.token_hex(2))

    @property
    def title(self) -> str:
        return f"Podiatrist, harbour team {self.token}"

    @property
    def candidate(self) -> str:
        return f"Zuleika Quill{self.token}"

    @property
    def email(self) -> str:
        return f"zuleika.{self.token}@jobs.example"


def test_from_vacancy_to_first_day(walk, house: House):
    story = Story()
    rita = walk("recruiter").sign_in("recruiter@northfield.example", host="northfield", path="/recruitment/")
    rita.look("recruitment")

    reference = _a_vacancy_is_drafted(rita, story)
    _it_is_approved(walk, rita, reference)
    _it_is_published(rita, reference)
    casey = _a_candidate_finds_it_and_joins(walk, house, story)
    casey = _a_candidate_applies(walk, casey, story)
    receipt = _it_is_sent(casey, house, story)
    _the_vacancy_closes(rita, reference)
    for post in ("panel", "panel2"):
        _it_is_scored_without_a_name(walk, post, story, reference)
    _they_are_shortlisted_and_offered(rita, story, reference)
    _the_offer_is_accepted(casey, house, story, receipt)
    fiona = walk("partner finance").sign_in("finance@northfield.example", host="northfield", path="/usage/")
    before = _accounts_prepared(fiona)
    _the_start_is_confirmed(rita, casey, house, story, reference)
    _the_robot_gets_them_ready(walk, story)
    assert _accounts_prepared(fiona.open("northfield", "/usage/").look("usage after a starter")) == before + 1


def _a_vacancy_is_drafted(rita: Walker, story: Story) -> str:
    rita.open("northfield", "/vacancies/").look("vacancies").follow("Draft a vacancy").look("a new vacancy")
    rita.fill(title=story.title, posts="1", site="Harbour clinic", postcode="nf1 2ab").select(
        staff_group="allied_health"
    )
    rita.press("Save and continue").sees("You have completed 1 of 6 sections").look("a draft with one section")
    reference = re.search(r"/vacancies/([^/]+)/", rita.page.url)[1]

    rita.press("Submit for approval").sees("There is a problem").look("submitted too early")
    for missing in MISSING:
        assert missing in rita.page.locator(".nhsuk-error-summary").inner_text()

    rita.follow("Pay and hours").choose("Permanent", "Full time", "Flexible working").fill(hours="37.5")
    rita.select(band="6").look("pay and hours").press("Save and continue")
    rita.follow("The advert").fill(description=ADVERT, duties=DUTIES).look("the advert").press("Save and continue")
    rita.follow("Person specification").look("an empty person specification")
    for row, (text, weight, assessed_by) in enumerate(CRITERIA):
        rita.fill(**{f"row{row}-text": text})
        rita.select(**{f"row{row}-weight": weight, f"row{row}-assessed_by": assessed_by})
    rita.press("Add more rows").look("more rows").press("Save and continue")
    rita.follow("Dates").fill_day("closing_on", _in(14)).fill_day("interview_on", _in(21)).fill(closing_time="5pm")
    rita.look("dates").press("Save and continue")
    rita.follow("People").fill(contact_name="Petra Novak", contact_email="petra.novak@northfield.example")
    for box in rita.page.locator('[name="panel"]').all():
        box.check()
    rita.page.locator('[name="approver_id"]').first.check()
    rita.look("people").press("Save and continue")
    rita.sees("You have completed 6 of 6 sections").look("a whole draft")
    rita.follow("See it as candidates will").look("a preview").open("northfield", f"/vacancies/{reference}/draft/")
    rita.press("Submit for approval").sees("is with its approver").look("waiting for approval")
    return reference


def _it_is_approved(walk, rita: Walker, reference: str) -> None:
    anil = walk("approver").sign_in("approver@northfield.example", host="northfield", path=f"/vacancies/{reference}/")
    anil.follow("Approve or send back").look("deciding")
    anil.choose("Approve").press("Save decision").sees("is approved").look("approved")


def _it_is_published(rita: Walker, reference: str) -> None:
    rita.open("northfield", f"/vacancies/{reference}/").follow("Publish vacancy").look("publishing")
    rita.fill_day("closing_on", _in(-2)).press("Publish vacancy")
    rita.sees("There is a problem").look("published with a closing date that has passed")
    rita.fill_day("closing_on", _in(14)).press("Publish vacancy").sees("is published").look("published")


def _a_candidate_finds_it_and_joins(walk, house: House, story: Story) -> Walker:
    casey = walk("candidate").open("jobs").look("the jobs board")
    casey.fill(q=story.token).press("Find jobs").reloads_until(f"1 job for “{story.token}”").look("found by its words")
    casey.unfold("Search and filter").choose("Band 6").press("Find jobs").sees(f"1 job for “{story.token}”").look(
        "found by its band"
    ).follow(story.title)
    _job_posting_is_whole(casey.look("the advert"), story)

    casey.press("Sign in to apply").look("signing in").follow("Create an account").look("creating an account")
    casey.fill(name=story.candidate, email=story.email, password1="").press("Create account")
    casey.sees("There is a problem").look("an account without a password")
    casey.fill(password1=PASSWORD + " again").press("Create account").sees("Check your e-mail").look(
        "a code is asked for"
    )
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", house.latest_mail(to=story.email, containing="code"), re.M)[1]
    casey.fill(code=code).press("Continue").sees("Apply for this job").look("the advert, signed in")
    return casey


def _job_posting_is_whole(casey: Walker, story: Story) -> None:
    posting = json.loads(casey.page.locator('script[type="application/ld+json"]').inner_text())

    assert (posting["@type"], posting["title"]) == ("JobPosting", story.title)
    assert posting["hiringOrganization"]["name"] == EMPLOYER
    assert posting["validThrough"].startswith(f"{_in(14).isoformat()}T17:00:00")
    assert posting["employmentType"] == ["FULL_TIME"]
    assert posting["baseSalary"]["value"]["minValue"] < posting["baseSalary"]["value"]["maxValue"]


def _a_candidate_applies(walk, casey: Walker, story: Story) -> Walker:
    casey.press("Apply for this job").sees("You can leave and come back").look("an application begins")
    casey.follow("Your details").look("their details").fill(
        phone="01632 960 444", address="4 Quay Lane\nHarbour\nNF1 2AB"
    )
    casey.press("Save and continue").follow("Employment history").look("no jobs yet")
    _add_a_job(casey, "Podiatrist", "A clinic by the sea", date(2019, 9, 2), date(2023, 3, 31))
    _add_a_job(casey, "Locum podiatrist", "An agency", date(2024, 2, 5), None)
    casey.sees("does not account for").look("a gap is asked about").fill(gaps="I cared for my father.")
    casey.press("Save and continue").follow("Supporting information").look("supporting information")
    casey.page.locator("textarea").first.fill(ANSWERS[0])
    casey.press("Save and come back later").sees("In progress").look("saved for later")

    home = walk("candidate later").sign_in(
        story.email, host="jobs", path="/applications/", password=PASSWORD + " again"
    )
    home.look("my applications").follow(story.title).follow("Supporting information")
    for area, answer in zip(home.page.locator("textarea").all(), ANSWERS, strict=True):
        area.fill(answer)
    home.press("Save and continue").follow("Qualifications").look("no qualifications yet")
    home.follow("Add a qualification").fill(subject="Podiatry", place="Harbour University", year="2019")
    home.select(level="Degree").look("a qualification").press("Save").look("one qualification").press(
        "Save and continue"
    )
    home.follow("Declarations").press("Save and continue").sees("There is a problem").look("nothing declared")
    home.choose("Yes", "What I have written is true and complete").press("Save and continue")
    return home


def _add_a_job(casey: Walker, role: str, employer: str, starts_on: date, ends_on: date | None) -> None:
    casey.follow("Add a job").fill(role=role, employer=employer, duties="Clinics and home visits.")
    casey.fill_day("starts_on", starts_on)
    if ends_on:
        casey.fill_day("ends_on", ends_on)
    casey.look(f"a job as {role}").press("Save")


def _it_is_sent(casey: Walker, house: House, story: Story) -> str:
    casey.look("everything answered").follow("Check your answers and send").sees("I cared for my father.")
    casey.look("checking answers").press("Send application").sees("Application sent").look("sent")
    receipt = casey.page.locator(".nhsuk-panel strong").inner_text()
    assert receipt in house.latest_mail(to=story.email, containing="We have your application")
    casey.follow("Follow this application").sees(receipt).look("following it")
    return receipt


def _the_vacancy_closes(rita: Walker, reference: str) -> None:
    rita.open("northfield", f"/vacancies/{reference}/").look("open, with an application")
    rita.follow("Close early").look("closing early").press("Close vacancy").sees("There is a problem")
    rita.fill(reason="The clinic opens sooner than planned.").press("Close vacancy").sees("is closed").look("closed")


def _it_is_scored_without_a_name(walk, post: str, story: Story, reference: str) -> None:
    scorer = walk(post).sign_in(f"{post}@northfield.example", host="northfield", path="/scores/")
    _names_nobody(scorer.look("waiting for scores"), story)
    scorer.page.locator("main tr", has_text=reference).locator("a").first.click()
    _names_nobody(scorer.sees(ANSWERS[0]).look("an application to score"), story)
    scorer.press("Lock my scores").sees("There is a problem").look("locked before scoring")
    for radio in scorer.page.locator('input[type="radio"][value="3"]').all():
        radio.check()
    scorer.press("Save scores").sees("Your scores are kept").look("scores kept")
    _names_nobody(scorer, story)
    scorer.press("Lock my scores").sees("are locked").look("scores locked")
    _names_nobody(
        scorer.open("northfield", f"/vacancies/{reference}/applications/").look("applications, no names"), story
    )


def _names_nobody(walker: Walker, story: Story) -> None:
    everything = f"{walker.page.title()} {walker.page.url} {walker.page.content()}"
    for trace in (*story.candidate.split(), story.email, "Quay Lane", "960 444"):
        assert trace not in everything, f"{walker.page.url} tells a scorer “{trace}”"


def _they_are_shortlisted_and_offered(rita: Walker, story: Story, reference: str) -> None:
    rita.open("northfield", f"/vacancies/{reference}/applications/").look("applications scored")
    _names_nobody(rita, story)
    rita.follow("Confirm the shortlist").look("shortlisting")
    rita.page.locator('[name="chosen"]').first.check()
    rita.press("Confirm shortlist").sees(story.candidate).look("shortlisted").follow(story.candidate)
    rita.look("a shortlisted application").follow("Record the interview outcome").choose("Appointable")
    rita.look("an outcome").press("Save outcome").follow("Make an offer").look("an offer to make")
    rita.press("Send offer").sees("There is a problem").look("an offer without a day to reply by")
    rita.fill(salary="1.00").fill_day("starts_on", _in(40)).fill_day("reply_by", _in(10)).press("Send offer")
    rita.sees("Offer a salary within the band").look("an offer below the band").fill(salary=_lowest_pay(rita))
    rita.press("Send offer").sees("The offer is made").look("offered")


def _lowest_pay(rita: Walker) -> str:
    return re.search(r"runs from £([\d,]+)", rita.page.locator("main").inner_text())[1].replace(",", "")


def _the_offer_is_accepted(casey: Walker, house: House, story: Story, receipt: str) -> None:
    letter = house.latest_mail(to=story.email, containing="would like to offer you")
    casey.page.goto(re.search(r"http://\S+", letter)[0])
    casey.sees(receipt).look("an offer").follow("Reply to the offer").look("replying")
    casey.press("Send my answer").sees("There is a problem").look("no answer chosen")
    casey.choose("Accept the offer").press("Send my answer").sees("You have accepted the offer").look("accepted")


def _the_start_is_confirmed(rita: Walker, casey: Walker, house: House, story: Story, reference: str) -> None:
    rita.open("northfield", f"/vacancies/{reference}/applications/?stage=over").follow(story.candidate)
    rita.follow("Confirm the start date").look("a first day").press("Confirm start date")
    rita.sees("The start date is confirmed").look("starting")
    rita.open("northfield", f"/vacancies/{reference}/").sees("Filled").look("a filled vacancy")
    house.latest_mail(to=story.email, containing="You start as")
    casey.page.reload()
    casey.sees("You start on").look("a first day to look forward to").open("jobs", "/applications/").look("my work")


def _the_robot_gets_them_ready(walk, story: Story) -> None:
    ama = walk("account approver").sign_in("accounts@northfield.example", host="northfield", path="/accounts/requests/")
    ama.reloads_until(story.candidate).look("requests").follow(story.candidate).look("a joiner")
    ama.press("Approve request").reloads_until("given back").look("the robot has made the account")
    assert "zuleika.quill" in ama.page.locator("main").inner_text()
    ama.open("northfield", "/accounts/list/").look("accounts").open("northfield", "/accounts/").look("account services")


def _accounts_prepared(fiona: Walker) -> int:
    """The year's count of accounts prepared, as the last row of the usage page says it."""
    fiona.sees("What you used, by month")
    table = fiona.page.locator("main table", has_text="What you used, by month")
    heads = [head.strip().lower() for head in table.locator("thead th").all_inner_texts()]
    totals = table.locator("tr").last.locator("th, td").all_inner_texts()
    return int(re.findall(r"[\d,]+$", totals[heads.index("accounts prepared")].strip())[-1].replace(",", ""))


def _in(days: int) -> date:
    return date.today() + timedelta(days=days)
