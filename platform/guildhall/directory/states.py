"""An employment's life. No column holds it: it is read off the dates, so that nobody forgets to move it.

planned --the first day comes--> active --the end comes--> ended
planned --withdraw--> withdrawn (it never began)
planned --move--> planned (another first day, a higher revision)
"""

from django.db.models import TextChoices


class EmploymentState(TextChoices):
    PLANNED = "planned", "Planned"
    ACTIVE = "active", "Active"
    ENDED = "ended", "Ended"
    WITHDRAWN = "withdrawn", "Withdrawn"


class EmploymentKind(TextChoices):
    STAFF = "staff", "Staff"
    STUDENT = "student", "Student"
    AGENCY = "agency", "Agency"
    VOLUNTEER = "volunteer", "Volunteer"
    CONTRACTOR = "contractor", "Contractor"


class SiteKind(TextChoices):
    SITE = "site", "Site"
    PRACTICE = "practice", "Practice"
