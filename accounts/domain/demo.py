"""The invented people of a demo installation, and where their one-click sign-in is allowed."""

import ipaddress
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from accounts.enums import Role
from accounts.models import Team, User

from .audit import record
from .team import add_team, set_members

STREAM = "people"


@dataclass(frozen=True)
class DemoPerson:
    """One of the cast: the part they play, and what they come to do.

    The main three are offered first: one for each of those whom the product is for.
    """

    part: str
    name: str
    job: str
    comes_to: str
    role: str = Role.MEMBER
    colour: int = 1
    volunteers: bool = False
    is_main: bool = False
    time_zone: str = "Europe/Berlin"

    @property
    def email(self):
        return f"{self.name.split()[0].lower()}@example.com"

    @property
    def initials(self):
        return User(name=self.name).initials


CAST = (
    DemoPerson(
        "author", "Maya Reyes", "engineer", "writes after an incident", colour=1, is_main=True
    ),
    DemoPerson("colleague", "Robin Lindqvist", "engineer", "was there too, adds a view", colour=2),
    DemoPerson(
        "facilitator",
        "Amara Okafor",
        "facilitator",
        "runs the review",
        colour=3,
        volunteers=True,
        is_main=True,
    ),
    DemoPerson(
        "reader",
        "Noor Tan",
        "stakeholder",
        "reads and asks",
        role=Role.READER,
        colour=4,
        is_main=True,
    ),
    DemoPerson("outsider", "Sven Kimura", "engineer", "works in another team", colour=5),
    DemoPerson(
        "administrator",
        "Dana Brandt",
        "administrator",
        "looks after people and settings",
        role=Role.ADMINISTRATOR,
        colour=6,
    ),
)

TEAMS = {
    "Checkout": ("author", "colleague"),
    "Search": ("outsider",),
    "Reliability": ("facilitator", "administrator"),
}


def ensure_demo_people():
    """Make the demo people who do not exist yet; all of them, by part.

    Nobody can sign in as them with a password: theirs are unusable. Those who exist are
    left as they are, whatever was changed about them since.
    """
    people = {}
    with transaction.atomic():
        for one in CAST:
            person = User.objects.filter(email=one.email).first()
            people[one.part] = person or _add(one)
    return people


def ensure_demo_teams(people):
    """Make the teams that do not exist yet, of these demo people by part."""
    with transaction.atomic():
        for name, parts in TEAMS.items():
            if not Team.objects.filter(name=name).exists():
                team = add_team(name, by=people["administrator"])
                set_members(team, [people[part] for part in parts], by=people["administrator"])


def _add(one):
    person = User(
        email=one.email,
        name=one.name,
        role=one.role,
        colour=one.colour,
        volunteers=one.volunteers,
        time_zone=one.time_zone,
    )
    person.set_unusable_password()
    person.full_clean()
    person.save()
    record("person added", person, by=None, stream=STREAM, after={"role": person.role})
    return person


def is_loopback(host):
    """Whether a host name or address can only mean this machine (a port is ignored)."""
    host = host.strip().lower()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    if host.rstrip(".") == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    # A server that listens on IPv6 sees IPv4 callers as ::ffff:127.0.0.1.
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def is_demo_open(host, address):
    """Whether one-click sign-in is offered to a request for this host from this address.

    Both must be loopback: the host alone is what the browser claims, the address alone is
    also what every request behind a proxy on this machine shows.
    """
    if not settings.DEMO:
        return False
    return settings.DEMO_FORCE or (is_loopback(host) and is_loopback(address))
