"""Every component with sample values, for whoever builds pages; shown only where nobody works in earnest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

from guildhall.web import samples
from guildhall.web.charts import Chart
from guildhall.web.errors import NotFound
from guildhall.web.forms import ClockField, DateField, FilterForm, Form, MoneyField, Option
from guildhall.web.pages import Page
from guildhall.web.paging import Paged
from guildhall.web.parts import Act, Card, Due, Empty, Event, Figure, JobState, Link, Row, Table, Tag, Task
from guildhall.web.views import PageView

SIDES = {
    "parts": "Parts",
    "lists": "Lists and figures",
    "form": "Form",
    "errors": "Form with errors",
    "front": "Front page",
}


class SampleForm(Form):
    """One field of each kind."""

    title = forms.CharField(label="Job title", help_text="As it stands on the advert", max_length=100)
    closing_on = DateField(label="Closing date", help_text="For example, 27 3 2026")
    starts_at = ClockField(label="Interviews start at", help_text="For example, 9:30am", required=False)
    salary = MoneyField(label="Salary from", help_text="A year, before tax")
    band = forms.ChoiceField(label="Pay band", choices=[("", "Choose a band"), ("5", "Band 5"), ("6", "Band 6")])
    contract = forms.ChoiceField(
        label="What kind of contract is it?",
        widget=forms.RadioSelect,
        choices=[
            ("permanent", Option("Permanent")),
            ("fixed", Option("Fixed term", hint="Say until when in the advert")),
        ],
    )
    pattern = forms.MultipleChoiceField(
        label="Working patterns",
        widget=forms.CheckboxSelectMultiple,
        help_text="Select all that apply",
        choices=[
            ("full", "Full time"),
            ("part", "Part time"),
            ("nights", Option("Nights", hint="Between 8pm and 6am")),
        ],
    )
    summary = forms.CharField(label="Summary of the job", widget=forms.Textarea(attrs={"rows": 4}), max_length=500)
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), required=False
    )
    description = forms.FileField(label="Job description", help_text="PDF, up to 5 MB", required=False)
    checked = forms.BooleanField(label="I have checked the advert with the line manager")


class SampleFilter(FilterForm):
    """A filter as a list has it."""

    words = forms.CharField(label="Title or reference", required=False)
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Any"), ("draft", "Draft"), ("open", "Open"), ("closed", "Closed")]
    )
    site = forms.ChoiceField(label="Site", required=False, choices=[("", "Any"), ("north", "North wing")])


@dataclass(frozen=True, kw_only=True)
class PartsPage(Page):
    """What a record is made of."""

    template: ClassVar[str] = "pages/web/gallery_parts.html"

    sides: list[Link]
    rows: list[Row]
    tasks: list[Task]
    tags: list[Tag]
    events: list[Event]
    acts: list[Act]
    links: list[Link]
    jobs: list[JobState]
    sections: list[dict[str, object]]

    @classmethod
    def of(cls) -> Self:
        return cls(
            title="Parts of a record",
            caption="Gallery",
            back=Link("Back to the front page", "/"),
            sides=sides("parts"),
            rows=samples.rows(),
            tasks=samples.tasks(),
            tags=samples.tags(),
            events=samples.events(),
            acts=samples.acts(),
            links=samples.links(),
            jobs=samples.jobs(),
            sections=[{"heading": "The job", "rows": samples.rows()[:2]}],
        )


@dataclass(frozen=True, kw_only=True)
class ListsPage(Page):
    """What lists, homes and reports are made of."""

    template: ClassVar[str] = "pages/web/gallery_lists.html"

    sides: list[Link]
    figures: list[Figure]
    due: list[Due]
    table: Table
    money_table: Table
    filter: FilterForm
    paged: Paged
    charts: list[Chart]
    empties: list[Empty]
    cards: list[Card]
    stages: list[Link]
    years: list[Link]

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        return cls(
            title="Lists and figures",
            headline="3 approvals are waiting for you",
            sides=sides("lists"),
            figures=samples.figures(),
            due=samples.due(),
            table=samples.table(),
            money_table=samples.money_table(),
            filter=SampleFilter.of(query),
            paged=Paged(["row"] * 25, count=243, number=3),
            charts=samples.drawn_charts(),
            empties=samples.empties(),
            cards=samples.cards(),
            stages=samples.stages(),
            years=samples.years(),
        )


@dataclass(frozen=True, kw_only=True)
class FormPage(Page):
    """A form with each kind of field."""

    template: ClassVar[str] = "pages/web/gallery_form.html"

    sides: list[Link]
    form: Form
    cancel: Link

    @classmethod
    def of(cls, form: Form, *, side: str) -> Self:
        cancel = Link("Cancel", "/gallery/")
        return cls(title="A form with each kind of field", sides=sides(side), form=form, cancel=cancel)


@dataclass(frozen=True, kw_only=True)
class FrontPage(Page):
    """A public front page."""

    template: ClassVar[str] = "pages/web/gallery_front.html"

    lines: list[str]
    button: Link
    links: list[Link]
    figures: list[Figure]
    services: list[Card]

    @classmethod
    def of(cls) -> Self:
        return cls(
            title="The shared back office that its members own",
            lines=[
                "Trusts, boards and councils run recruitment and accounts together, and share the cost by use.",
                "Every penny is explained. What is left over goes back to the members.",
            ],
            button=Link("See how costs are shared", "/gallery/lists/"),
            links=[Link("Find a job", "/gallery/"), Link("Sign in", "/sign-in/")],
            figures=samples.front_figures(),
            services=samples.services(),
        )


class GalleryView(PageView):
    """The gallery; a page that is not there for people who work in earnest."""

    gate: ClassVar[str] = "anyone"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not (settings.DEBUG or settings.DEMO):
            raise NotFound
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, side: str = "parts") -> HttpResponse:
        pages = {
            "parts": PartsPage.of,
            "lists": lambda: ListsPage.of(request.GET),
            "form": lambda: FormPage.of(SampleForm(), side="form"),
            "errors": lambda: FormPage.of(SampleForm({"closing_on_day": "31", "salary": "lots"}), side="errors"),
            "front": FrontPage.of,
        }
        if side not in pages:
            raise NotFound
        return self.page(pages[side]())

    def post(self, request: HttpRequest, side: str = "form") -> HttpResponse:
        form = SampleForm(request.POST, request.FILES)
        form.is_valid()
        return self.page(FormPage.of(form, side="errors"), status=422)


def sides(current: str) -> list[Link]:
    """The pages of the gallery."""
    return [Link(text, f"/gallery/{side}/", current=side == current) for side, text in SIDES.items()]
