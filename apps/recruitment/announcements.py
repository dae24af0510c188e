"""What recruitment announces, to whoever hears it."""

from datetime import date
from uuid import UUID

from guildhall.notices.announcements import Announcement

VACANCY_PUBLISHED = Announcement(
    "recruitment.vacancy_published",
    "A vacancy is on the jobs board, or will be from its opening moment. Nothing is enclosed.",
    vacancy_id=int,
    reference=str,
)
START_DATE_CONFIRMED = Announcement(
    "recruitment.start_date_confirmed",
    "Somebody starts on a day; a moved start is a higher revision, one that fell through has no day. "
    "Enclosed: post, name, email, site, manager, band.",
    starter_id=UUID,
    revision=int,
    starts_on=date | None,
)
