"""The filters and tags that every template has without loading anything."""

from __future__ import annotations

from collections.abc import Callable

from django import template
from django.http import QueryDict
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from guildhall.kernel import Money
from guildhall.web import charts, spelling

register = template.Library()
NO_DATA = SafeString('<span class="app-no-data">No data</span>')


def _spelt(spell: Callable[..., str]) -> Callable[[object], str]:
    """A filter that spells a value, and says "No data" for what is not known."""

    def spelt(value: object) -> str:
        return NO_DATA if value is None or value == "" else spell(value)

    return spelt


for _name in (
    "uk_date",
    "uk_weekday",
    "uk_time",
    "uk_datetime",
    "deadline",
    "month",
    "money",
    "rate",
    "count",
    "percent",
):
    register.filter(_name, _spelt(getattr(spelling, _name)))


@register.filter
def money_column(amount: Money | None) -> str:
    """Money in a column of figures: two decimals, and a credit says so."""
    if amount is None:
        return NO_DATA
    credit = SafeString(' <span class="app-money__note">Credit</span>') if amount.pence < 0 else ""
    return format_html('<span class="app-money">{}{}</span>', spelling.money_in_column(amount), credit)


@register.filter
def known(value: object) -> object:
    """The value, or "No data" in quiet text: never an empty cell."""
    return NO_DATA if value is None or value == "" else value


@register.filter
def counted(number: int, nouns: str) -> str:
    """A counted noun: `{{ 3|counted:"approval,approvals" }}`."""
    return spelling.plural(number, *nouns.split(","))


@register.filter
def chart(drawn: charts.Chart) -> str:
    """The SVG of a chart that charts.py drew."""
    return SafeString(drawn.svg)


@register.simple_tag(takes_context=True)
def csrf_token(context: template.Context) -> str:
    """The hidden field that proves a form is ours; unlike Django's own it is found inside `only` includes too."""
    request = getattr(context, "request", None) or context.get("request")
    if request is None:
        return ""
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: object) -> str:
    """This page's query string with some of it changed; None takes a word out: `{% with_query page=2 %}`."""
    request = getattr(context, "request", None) or context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


def _wrapped(component: str, content: str, **options: object) -> SafeString:
    return SafeString(render_to_string(f"components/{component}.html", {"content": SafeString(content), **options}))


@register.simple_block_tag(name="card")
def card(content: str, title: str = "", level: int = 2, kind: str = "", id: str = "") -> str:
    """A white card: `{% card title="Offer" %}…{% endcard %}`. Kinds: brand, quiet, flush."""
    return _wrapped("card", content, title=title, level=level, kind=kind, id=id)


@register.simple_block_tag(name="details")
def details(content: str, summary: str = "Details", open: bool = False) -> str:
    """Text that opens when asked: `{% details "How we work this out" %}…{% enddetails %}`."""
    return _wrapped("details", content, summary=summary, open=open)


@register.simple_block_tag(name="panel")
def panel(content: str, title: str = "") -> str:
    """The green end of a journey, with what was done: `{% panel "Vacancy published" %}…{% endpanel %}`."""
    return _wrapped("panel", content, title=title)


@register.simple_block_tag(name="inset")
def inset(content: str) -> str:
    """A line that must not be missed: `{% inset %}…{% endinset %}`."""
    return _wrapped("inset", content)


@register.simple_block_tag(name="warning")
def warning(content: str, title: str = "Important") -> str:
    """A warning: `{% warning "Before you send" %}…{% endwarning %}`."""
    return _wrapped("warning", content, title=title)


@register.simple_block_tag(name="notice")
def notice(content: str, title: str = "", kind: str = "") -> str:
    """A notification banner: `{% notice kind="success" %}…{% endnotice %}`."""
    return _wrapped("notice", content, title=title, kind=kind)
