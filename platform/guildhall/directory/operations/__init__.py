"""What can be done to the directory. Steps, where another room's verb does them as part of its own act."""

from guildhall.directory.operations.people import (
    Arrival,
    move_employment,
    plan_employment,
    withdraw_employment,
)
from guildhall.directory.operations.places import SitesToPlace, import_sites, place_department, place_site
from guildhall.directory.operations.staff import StaffCounts, import_staff_in_bulk

__all__ = [
    "Arrival",
    "SitesToPlace",
    "StaffCounts",
    "import_sites",
    "import_staff_in_bulk",
    "move_employment",
    "place_department",
    "place_site",
    "plan_employment",
    "withdraw_employment",
]
