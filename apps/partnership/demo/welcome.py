"""What the demo prints when it is ready: where to go and as whom."""

from __future__ import annotations

from apps.partnership.demo.members import HOSTS, MEMBERS, PASSWORD, SEVENTH, colleagues_of


def welcome(port: int) -> str:
    """Addresses and sign-ins, for a terminal."""
    base = f"guildhall.localhost:{port}"
    northfield = next(member for member in MEMBERS if member.code == "northfield")
    lines = [
        "",
        "Guildhall is ready.",
        f"  The partnership   http://{base}/",
        f"  The jobs board    http://jobs.{base}/",
        *(f"  {member.application.short_name:<17} http://{member.code}.{base}/" for member in (*MEMBERS, SEVENTH)),
        f"  Mail that went out http://{base}/mail/",
        "",
        f"Everyone signs in with the password: {PASSWORD}",
        *(f"  {colleague.email:<34} {colleague.roles[0].label}" for colleague in HOSTS),
        *(f"  {colleague.email:<34} {colleague.roles[0].label}" for colleague in colleagues_of(northfield)),
        "  candidate@jobs.example             Candidate",
        "At another partner, put its name in place of northfield. Ctrl-C stops everything; the data stays.",
        "",
    ]
    return "\n".join(lines)
