"""Doors of `access`, and the base views that every other room's doors stand on."""

from guildhall.access.views.base import (
    CandidateView,
    MemberView,
    PartnershipView,
    PartnerView,
    PublicView,
    SignedInView,
)

__all__ = ["CandidateView", "MemberView", "PartnerView", "PartnershipView", "PublicView", "SignedInView"]
