"""A plain form becomes a correct one: labels, hints, errors and the links of the summary meet."""

from __future__ import annotations

from datetime import date, time

import html5lib
import pytest
from django import forms
from django.test import RequestFactory

from guildhall.kernel import Money, NotReady
from guildhall.web.forms import ClockField, DateField, FilterForm, Form, MoneyField, Option
from guildhall.web.parts import FilterTag
from guildhall.web.refusals import shown_on


class AdvertForm(Form):
    title = forms.CharField(label="Job title", help_text="As on the advert")
    closing_on = DateField(label="Closing date", help_text="For example, 27 3 2026")
    salary = MoneyField(label="Salary", at_least=Money.of("100"))
    contract = forms.ChoiceField(
        label="Contract",
        widget=forms.RadioSelect,
        choices=[("p", "Permanent"), ("f", Option("Fixed", hint="Say how long"))],
    )
    notes = forms.CharField(label="Notes", widget=forms.Textarea, max_length=200, required=False)

    def accepted(self) -> dict[str, object]:
        return self.answers()


class ListFilter(FilterForm):
    words = forms.CharField(label="Title", required=False)
    state = forms.MultipleChoiceField(label="State", required=False, choices=[("open", "Open"), ("closed", "Closed")])
    mine = forms.BooleanField(label="Only mine", required=False)


def query(written: str):
    return RequestFactory().get(f"/?{written}").GET


def tree_of(form: forms.Form):
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(f"<form>{form}</form>")


def test_every_link_of_the_summary_lands_on_a_control_and_every_description_exists():
    form = AdvertForm({"salary": "lots"})

    tree = tree_of(form)

    controls = {one.get("id") for one in tree.iter() if one.tag in ("input", "select", "textarea")}
    ids = {one.get("id") for one in tree.iter() if one.get("id")}
    links = [one.get("href")[1:] for one in tree.iter("a")]
    described = [word for one in tree.iter() for word in (one.get("aria-describedby") or "").split()]
    assert links == ["id_title", "id_closing_on_0", "id_salary", "id_contract_0"]
    assert set(links) <= controls
    assert set(described) == {
        "id_title_helptext", "id_title_error", "id_closing_on_helptext", "id_closing_on_error", "id_salary_error",
        "id_contract_error", "id_contract_1_hint", "id_notes-info",
    }  # fmt: skip
    assert set(described) <= ids


def test_the_summary_says_what_to_do_in_the_words_of_the_field():
    form = AdvertForm(
        {"title": "", "closing_on_day": "31", "closing_on_month": "2", "closing_on_year": "2026", "salary": "5"}
    )

    said = [error for errors in form.errors.values() for error in errors]

    assert said == [
        "Enter job title",
        "Closing date must be a real date, such as 27 3 2026",
        "Salary must be £100 or more",
        "Select contract",
    ]


def test_labels_say_which_answers_are_optional_and_nothing_is_left_to_the_browser():
    text = str(AdvertForm())

    assert "Notes (optional)" in text
    assert "Job title (optional)" not in text
    assert " required" not in text


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ({"on_day": "6", "on_month": "8", "on_year": "2026"}, date(2026, 8, 6)),
        ({"on_day": "06", "on_month": "aug", "on_year": "26"}, date(2026, 8, 6)),
        ({"on_day": "6th", "on_month": "August", "on_year": "2026"}, date(2026, 8, 6)),
        ({"on_day": "6/8/2026"}, date(2026, 8, 6)),
        ({"on": "2026-08-06"}, date(2026, 8, 6)),
        ({}, None),
    ],
)
def test_a_day_is_read_from_any_sane_writing(written, day):
    class DayForm(Form):
        on = DateField(required=False)

    assert DayForm(written).answers() == {"on": day}


@pytest.mark.parametrize(
    "written", [{"on_day": "31", "on_month": "2", "on_year": "2026"}, {"on_day": "6"}, {"on": "soon"}]
)
def test_what_is_no_day_is_refused(written):
    class DayForm(Form):
        on = DateField(label="Start date")

    assert DayForm(written).errors == {"on": ["Start date must be a real date, such as 27 3 2026"]}


@pytest.mark.parametrize(
    ("written", "clock"), [("5pm", time(17)), ("12:15 am", time(0, 15)), ("17.30", time(17, 30)), ("midday", time(12))]
)
def test_a_time_of_day_is_read_from_any_sane_writing(written, clock):
    class ClockForm(Form):
        at = ClockField()

    assert ClockForm({"at": written}).answers() == {"at": clock}


def test_a_day_and_money_are_shown_again_as_they_were_kept():
    form = AdvertForm(initial={"closing_on": date(2026, 8, 6), "salary": Money.of("1250")})

    values = [one.get("value") for one in tree_of(form).iter("input")]

    assert values == [None, "6", "8", "2026", "1250.00", "p", "f"]


def test_a_refusal_puts_every_reason_on_the_form():
    form = AdvertForm({"title": "Nurse", "closing_on": "2026-08-06", "salary": "200", "contract": "p"})

    with shown_on(form):
        raise NotReady(["Add a contact.", "Add criteria."])

    assert form.non_field_errors() == ["Add a contact.", "Add criteria."]


def test_answers_that_make_no_sense_never_reach_the_verb():
    form, reached = AdvertForm({}), []

    with shown_on(form):
        reached.append(form.accepted())

    assert reached == []
    assert list(form.errors) == ["title", "closing_on", "salary", "contract"]


def test_a_filter_shows_what_is_in_force_each_with_the_way_without_it():
    form = ListFilter.of(query("words=nurse&state=open&state=closed&mine=on&page=3"))

    assert form.tags() == [
        FilterTag("Title: nurse", "?state=open&state=closed&mine=on"),
        FilterTag("State: Open", "?words=nurse&state=closed&mine=on"),
        FilterTag("State: Closed", "?words=nurse&state=open&mine=on"),
        FilterTag("Only mine", "?words=nurse&state=open&state=closed"),
    ]


def test_a_filter_leaves_out_what_makes_no_sense():
    form = ListFilter.of(query("state=lost&words=nurse"))

    assert form.chosen == {"words": "nurse"}
