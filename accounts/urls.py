"""Addresses under /people/."""

from django.urls import path

from accounts.views import demo, guide, invitation, mail, people, preference, profile, team

app_name = "accounts"
urlpatterns = [
    path("", people.people, name="people"),
    path("profile/", profile.profile, name="profile"),
    path("notifications/", preference.notifications, name="notifications"),
    path("unsubscribe/<str:token>/", preference.unsubscribe, name="unsubscribe"),
    path("mail/", mail.failed, name="mail"),
    path("mail/<int:pk>/again/", mail.again, name="mail-again"),
    path("guide/dismiss/", guide.dismiss, name="guide-dismiss"),
    path("guide/bring-back/", guide.bring_back, name="guide-bring-back"),
    path("<int:pk>/", people.change, name="person-change"),
    path("<int:pk>/deactivate/", people.deactivate, name="person-deactivate"),
    path("invite/", invitation.invite, name="invite"),
    path("invitation/<int:pk>/renew/", invitation.renew, name="invitation-renew"),
    path("invitation/<int:pk>/revoke/", invitation.revoke, name="invitation-revoke"),
    path("invitation/<str:secret>/", invitation.accept, name="invitation-accept"),
    path("teams/", team.teams, name="teams"),
    path("teams/add/", team.add, name="team-add"),
    path("teams/<int:pk>/", team.change, name="team-change"),
    path("teams/<int:pk>/remove/", team.remove, name="team-remove"),
    path("demo-sign-in/", demo.sign_in, name="demo-sign-in"),
]
