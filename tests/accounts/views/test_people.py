"""The administrators' pages: people, invitations, teams."""

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Invitation, OutboxMail, Team, User
from tests.factories.accounts import InvitationFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def paths(member):
    """Every administrators' page and action, each about something that exists."""
    team, invitation = TeamFactory(), InvitationFactory()
    return {
        "get": ["/people/", f"/people/{member.pk}/", "/people/invite/"]
        + [f"/people/{member.pk}/deactivate/"]
        + ["/people/teams/add/", f"/people/teams/{team.pk}/"],
        "post": [
            f"/people/invitation/{invitation.pk}/renew/",
            f"/people/invitation/{invitation.pk}/revoke/",
            f"/people/teams/{team.pk}/remove/",
        ],
    }


@pytest.mark.parametrize(
    ("role", "get", "post"),
    [(Role.ADMINISTRATOR, 200, 302), (Role.MEMBER, 403, 403), (Role.READER, 403, 403)],
)
def test_people_pages_are_for_administrators(client, paths, role, get, post):
    client.force_login(UserFactory(role=role))

    assert {client.get(path).status_code for path in paths["get"]} == {get}
    assert {client.post(path).status_code for path in paths["post"]} == {post}


def test_refused_member_changes_nothing(as_member, paths, administrator):
    for path in paths["get"] + paths["post"]:
        as_member.post(path, {"do": "deactivate", "name": "x", "role": "administrator"})
    as_member.post(f"/people/{administrator.pk}/deactivate/")

    assert User.objects.active().count() == User.objects.count()
    assert Team.objects.count() == Invitation.objects.count() == 1
    assert not OutboxMail.objects.exists()


def test_actions_are_not_done_by_a_get(as_administrator, paths):
    assert {as_administrator.get(path).status_code for path in paths["post"]} == {405}


@pytest.mark.parametrize("rows", [1, 3])
def test_people_page_asks_the_database_as_often_for_many_as_for_one(
    as_administrator, rows, django_assert_num_queries
):
    for _ in range(rows):
        TeamFactory().members.add(UserFactory())
        InvitationFactory()

    with django_assert_num_queries(5):  # session, reader, people, their teams, invitations
        as_administrator.get("/people/")


def test_everyone_reads_who_is_in_which_team_and_changes_nothing(as_reader, member):
    empty = as_reader.get("/people/teams/").content.decode()
    assert "An administrator adds one" in empty
    team = TeamFactory(name="Payments")
    team.members.add(member)
    page = as_reader.get("/people/teams/").content.decode()
    assert "Payments" in page
    assert member.name in page
    assert f"/people/teams/{team.pk}/" not in page
    assert "/people/teams/add/" not in page


def test_profile_says_which_teams_one_is_in(as_member, member):
    assert "You are in no team yet" in as_member.get("/people/profile/").content.decode()
    for name in ("Payments", "Search"):
        TeamFactory(name=name).members.add(member)
    assert "You are in Payments, Search." in as_member.get("/people/profile/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_teams_page_asks_the_database_as_often_for_many_as_for_one(
    as_administrator, rows, django_assert_num_queries
):
    for _ in range(rows):
        TeamFactory().members.add(UserFactory())

    with django_assert_num_queries(4):  # session, reader, teams, their people
        as_administrator.get("/people/teams/")


def test_role_is_changed_on_the_persons_page(as_administrator, member):
    response = as_administrator.post(f"/people/{member.pk}/", {"do": "role", "role": "reader"})

    assert response.url == "/people/"
    assert User.objects.get(pk=member.pk).is_reader


@pytest.mark.parametrize(
    ("page", "data"), [("", {"do": "role", "role": "member"}), ("deactivate/", {})]
)
def test_last_administrator_is_told_what_to_do_first(as_administrator, administrator, page, data):
    response = as_administrator.post(f"/people/{administrator.pk}/{page}", data)

    assert "Make someone else an administrator first" in response.content.decode()
    assert User.objects.get(pk=administrator.pk).is_administrator
    assert User.objects.get(pk=administrator.pk).is_active


def test_access_is_closed_and_opened_on_the_persons_page(as_administrator, member):
    as_administrator.post(f"/people/{member.pk}/deactivate/")
    assert not User.objects.get(pk=member.pk).is_active
    assert "cannot sign in" in as_administrator.get("/people/").content.decode()

    as_administrator.post(f"/people/{member.pk}/", {"do": "reactivate"})
    assert User.objects.get(pk=member.pk).is_active


@pytest.mark.parametrize("data", [{}, {"do": "role"}, {"do": "role", "role": "root"}, {"do": "x"}])
def test_unknown_wish_about_a_person_changes_nothing(as_administrator, member, data):
    assert as_administrator.post(f"/people/{member.pk}/", data).status_code == 200

    assert User.objects.get(pk=member.pk).role == Role.MEMBER


def test_invite_sends_and_lists(as_administrator):
    data = {"email": "Robin@Example.com", "role": "reader"}

    page = as_administrator.post("/people/invite/", data, follow=True).content.decode()

    assert "The invitation to robin@example.com is on its way" in page
    assert OutboxMail.objects.get().to == "robin@example.com"


@pytest.mark.parametrize(
    "email",
    ["taken@example.com", "invited@example.com", "no address", "a\x00@example.com", "x" * 300]
    + ["<script>@example.com"],
)
def test_refused_invitation_gives_back_what_was_typed(as_administrator, email):
    UserFactory(email="taken@example.com")
    InvitationFactory(email="invited@example.com")

    response = as_administrator.post("/people/invite/", {"email": email, "role": "reader"})

    form = response.context["form"]
    assert form.errors["email"]
    assert form["email"].value() == email
    assert "<script>@" not in response.content.decode()
    assert form["role"].value() == "reader"
    assert not OutboxMail.objects.exists()


def test_empty_lists_say_what_to_do(as_administrator):
    assert "Invite the people who respond" in as_administrator.get("/people/").content.decode()
    assert "Add one for each group" in as_administrator.get("/people/teams/").content.decode()


def test_team_is_added_changed_and_removed(as_administrator, member, reader):
    as_administrator.post("/people/teams/add/", {"name": "Payments", "members": [member.pk]})
    team = Team.objects.get()
    assert list(team.members.all()) == [member]

    data = {"name": "Checkout", "members": [reader.pk]}
    as_administrator.post(f"/people/teams/{team.pk}/", data)
    team.refresh_from_db()
    assert (team.name, list(team.members.all())) == ("Checkout", [reader])

    as_administrator.post(f"/people/teams/{team.pk}/remove/")
    assert not Team.objects.exists()


@pytest.mark.parametrize("name", ["payments", "", "a\x00b", "\u202ex", "x" * 81])
def test_refused_team_gives_back_what_was_typed(as_administrator, member, name):
    TeamFactory(name="Payments")
    team = TeamFactory(name="Search")

    for path in ["/people/teams/add/", f"/people/teams/{team.pk}/"]:
        response = as_administrator.post(path, {"name": name, "members": [member.pk]})
        form = response.context["form"]
        assert form.errors
        assert form["name"].value() == name
        assert form["members"].value() == [str(member.pk)]

    assert list(team.members.all()) == []
    assert Team.objects.count() == 2


def test_team_keeps_a_deactivated_member_when_saved(as_administrator):
    team, gone = TeamFactory(), UserFactory(is_active=False)
    team.members.add(gone)

    as_administrator.post(f"/people/teams/{team.pk}/", {"name": "New", "members": [gone.pk]})

    team.refresh_from_db()
    assert (team.name, list(team.members.all())) == ("New", [gone])


def test_renewed_invitation_is_mailed_again(as_administrator):
    invitation = InvitationFactory()

    as_administrator.post(f"/people/invitation/{invitation.pk}/renew/")

    assert OutboxMail.objects.get().to == invitation.email


def test_accepted_invitation_can_be_neither_renewed_nor_revoked(as_administrator):
    invitation = InvitationFactory(accepted_at=timezone.now())

    for verb in ["renew", "revoke"]:
        path = f"/people/invitation/{invitation.pk}/{verb}/"
        assert as_administrator.post(path).status_code == 404
    assert Invitation.objects.exists()


def test_names_are_shown_as_text(as_administrator):
    UserFactory(name="<b>Maya</b>")

    page = as_administrator.get("/people/").content.decode()

    assert "&lt;b&gt;Maya&lt;/b&gt;" in page
    assert "<b>Maya" not in page
