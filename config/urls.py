"""All addresses of the installation, app by app."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.account.urls")),
    path("people/", include("accounts.urls")),
    path("", include("reviews.urls")),
    path("", include("postmortems.urls")),
]

handler500 = "config.errors.server_error"
