"""All addresses of incidents and postmortems, by subject."""

from . import drafts, inbox, incidents, reading, records, settings, workflow

app_name = "postmortems"

urlpatterns = [
    *reading.urlpatterns,
    *inbox.urlpatterns,
    *incidents.urlpatterns,
    *records.urlpatterns,
    *drafts.urlpatterns,
    *workflow.urlpatterns,
    *settings.urlpatterns,
]
