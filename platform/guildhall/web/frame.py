"""What stands around every page: whose host this is, where one can go, who is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guildhall.web.parts import Act, Link


@dataclass(frozen=True, slots=True)
class NavItem:
    """A place in the navigation."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class FrameBanner:
    """A line under the header of every page. Kinds: "" (for information), warning, acting."""

    text: str
    kind: str = ""
    link: Link | None = None
    act: Act | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The frame of a page, filled by the context processor `frame` in `access`.

    Takes: `organisation`, the partner's name on its own host, else empty; `host_kind`, base, jobs or partner;
    `nav`, the header's places; `signed_in_as`, a name, or empty; `links`, the footer's; `theme`, one of colour.THEMES;
    `jobs_url`, the jobs host.
    """

    organisation: str = ""
    host_kind: str = "base"
    home_url: str = "/"
    nav: Sequence[NavItem] = ()
    signed_in_as: str = ""
    account_url: str = ""
    sign_in_url: str = "/sign-in/"
    sign_out_url: str = "/sign-out/"
    jobs_url: str = ""
    links: Sequence[NavItem] = ()
    theme: str = "teal"
    demo: bool = False
    banners: Sequence[FrameBanner] = ()
    logo_url: str = ""
    logo_alt: str = ""

    @property
    def brand_class(self) -> str:
        return f"theme-{self.theme}"

    @property
    def is_partner(self) -> bool:
        """Is this a partner's own host? Then the header names the product after the organisation."""
        return self.host_kind == "partner"

    @property
    def name(self) -> str:
        """Whose host this is, in words: the organisation, the jobs board, or Guildhall itself."""
        return self.organisation or ("Guildhall jobs" if self.host_kind == "jobs" else "Guildhall")
