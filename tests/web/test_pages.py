"""Pages are valid, strict enough for our own policy, and stand when the database does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import html5lib
import pytest
from django import forms
from django.test import RequestFactory, override_settings
from django.urls import path

from guildhall.audit.models import AuditEntry
from guildhall.kernel import Actor, Already, NotAllowed, NotReady
from guildhall.web import errors
from guildhall.web.forms import Form
from guildhall.web.gallery import SIDES, GalleryView
from guildhall.web.pages import Page
from guildhall.web.paging import Paged, paginate
from guildhall.web.views import PageView

urlpatterns = [path("gallery/", GalleryView.as_view(), name="gallery")]
ANSWERS = [
    errors.bad_request, errors.forbidden, errors.not_found, errors.csrf_failure, errors.gone, errors.too_large,
    errors.misdirected, errors.too_many_requests, errors.server_error, errors.unavailable,
]  # fmt: skip


def a_request(address: str = "/", **data: str):
    factory = RequestFactory()
    return factory.post(address, data) if data else factory.get(address)


def tree_of(response):
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.content.decode())


def lint(tree) -> None:
    """What every page must hold to."""
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert sorted(ids) == sorted(set(ids))
    assert len(list(tree.iter("h1"))) == 1
    assert [
        one.tag for one in tree.iter() if any(name == "style" or name.startswith("on") for name in one.attrib)
    ] == []
    assert list(tree.iter("style")) == []
    described = {word for one in tree.iter() for word in (one.get("aria-describedby") or "").split()}
    assert described <= set(ids)
    unnamed = [one for one in tree.iter("th") if one.get("scope") not in ("col", "row")]
    assert unnamed == []


@pytest.fixture
def shown(settings) -> None:
    settings.DEMO = True


@pytest.mark.parametrize("side", SIDES)
def test_every_page_of_the_gallery_is_valid(side, shown):
    response = GalleryView.as_view()(a_request(f"/gallery/{side}/"), side=side)

    tree = tree_of(response)
    assert response.status_code == 200
    lint(tree)


def test_a_form_with_errors_says_so_in_the_title_and_keeps_what_was_typed(shown):
    response = GalleryView.as_view()(a_request("/gallery/form/", title="Nurse & carer"), side="form")

    tree = tree_of(response)
    assert response.status_code == 422
    assert next(tree.iter("title")).text == "Error: A form with each kind of field – Guildhall"
    assert next(one for one in tree.iter("input") if one.get("name") == "title").get("value") == "Nurse & carer"


def test_where_people_work_in_earnest_there_is_no_gallery(settings):
    settings.DEMO = settings.DEBUG = False

    with pytest.raises(errors.NotFound):
        GalleryView.as_view()(a_request())


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda one: one.__name__)
def test_an_error_page_is_valid_and_asks_no_database(answer):
    response = answer(a_request())  # this test has no database: asking one would fail it

    lint(tree_of(response))
    assert response.headers["Cache-Control"] == "no-store"


def test_the_error_pages_have_the_statuses_that_say_what_happened():
    assert [answer(a_request()).status_code for answer in ANSWERS] == [400, 403, 404, 403, 410, 413, 421, 429, 500, 503]


@pytest.mark.parametrize("answer", [errors.bad_request, errors.csrf_failure, errors.server_error, errors.unavailable])
def test_the_reference_on_an_error_page_is_the_requests_number(answer):
    request = a_request("/costs/")
    request.id = "0123456789abcdef"

    assert "0123456789abcdef" in answer(request).content.decode()


class DoorThatRefuses(PageView):
    refusal: ClassVar[Exception] = NotReady(["Add a job title.", "Add a contact."])

    def post(self, request):
        raise self.refusal


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(NotAllowed("publish this"), 403), (Already("It is published."), 409), (NotReady(["Add a title."]), 422)],
)
def test_a_refusal_that_no_form_takes_is_a_page_with_its_reasons(refusal, status):
    response = DoorThatRefuses.as_view(refusal=refusal)(a_request(word="1"))

    lint(tree_of(response))
    assert response.status_code == status
    assert all(reason in response.content.decode() for reason in refusal.reasons)


class DoorWithAFile(PageView):
    def get(self, request):
        return self.download("Statement – November.csv", "text/csv", b"a,b\n")


def test_a_download_is_kept_and_never_opened_inside_the_page():
    response = DoorWithAFile.as_view()(a_request())

    assert response.content == b"a,b\n"
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_what_a_signed_in_person_sees_is_stored_nowhere():
    signed_in, stranger = a_request(), a_request()
    signed_in.actor, stranger.actor = Actor(id="someone", name="Rita"), Actor(id=None, name="Nobody")

    answers = [DoorWithAFile.as_view()(request).headers.get("Cache-Control") for request in (signed_in, stranger)]

    assert answers == ["no-store", None]


class OneWord(Form):
    word = forms.CharField(label="Word")


@dataclass(frozen=True, kw_only=True)
class WordPage(Page):
    template: ClassVar[str] = "errors/error.html"
    form: Form


def test_a_page_knows_whether_its_form_holds_errors():
    pages = [WordPage(title="A word", form=form) for form in (OneWord(), OneWord({"word": "yes"}), OneWord({}))]

    assert [page.has_errors for page in pages] == [False, False, True]


def test_a_title_written_as_a_property_is_refused_when_the_page_is_written():
    with pytest.raises(TypeError, match="title is a field"):

        class LoosePage(Page):
            @property
            def title(self) -> str:
                return "Loose"


@override_settings(ROOT_URLCONF=__name__)
def test_the_pages_of_a_list_keep_the_query_and_name_where_one_is():
    from django.template.loader import render_to_string  # noqa: PLC0415  # optional: only this test draws a part alone

    paged = Paged(["row"] * 25, count=60, number=2)

    drawn = render_to_string("components/pagination.html", {"paged": paged}, a_request("/?state=open&page=2"))

    links = [
        (one.get("href"), one.get("aria-current")) for one in html5lib.parseFragment(drawn).iter() if one.get("href")
    ]
    assert links == [
        ("?state=open&page=1", None),
        ("?state=open&page=1", None),
        ("?state=open&page=2", "page"),
        ("?state=open&page=3", None),
        ("?state=open&page=3", None),
    ]


def test_a_page_past_the_end_is_the_last():
    assert paginate(list(range(60)), number="99") == Paged([*range(50, 60)], count=60, number=3)


def test_a_page_of_a_list_costs_two_queries_whatever_its_length(northfield, django_assert_num_queries):
    entries = AuditEntry.objects.order_by("id")

    with django_assert_num_queries(2):
        paged = paginate(entries, number="1", per_page=3)

    assert (len(paged.rows), paged.first, paged.last) == (3, 1, 3)
