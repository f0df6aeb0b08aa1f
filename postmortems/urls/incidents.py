"""Addresses of incidents."""

from django.urls import path

from postmortems.views import incident, incident_access

urlpatterns = [
    path("incidents/new/", incident.open_new, name="incident-open"),
    path("incidents/<int:pk>/", incident.incident, name="incident"),
    path("incidents/<int:pk>/change/", incident.change, name="incident-change"),
    path("incidents/<int:pk>/obligation/", incident.obligation, name="incident-obligation"),
    path("incidents/<int:pk>/visibility/", incident_access.visibility, name="incident-visibility"),
    path("incidents/<int:pk>/access/grant/", incident_access.grant, name="access-grant"),
    path("incidents/<int:pk>/access/withdraw/", incident_access.withdraw, name="access-withdraw"),
    path("incidents/<int:pk>/postmortem/", incident.start, name="postmortem-start"),
]
