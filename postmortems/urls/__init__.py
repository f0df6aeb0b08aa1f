"""All addresses of incidents and postmortems, by subject."""

from . import drafts, incidents, reading, records, workflow

app_name = "postmortems"

urlpatterns = [
    *reading.urlpatterns,
    *incidents.urlpatterns,
    *records.urlpatterns,
    *drafts.urlpatterns,
    *workflow.urlpatterns,
]
