"""Addresses of what administrators set for the whole installation."""

from django.urls import path

from postmortems.views import service, setting, template, wording

OF_ONE = "settings/templates/<int:pk>/"
SECTION = f"{OF_ONE}sections/<slug:key>/"

urlpatterns = [
    path("settings/", setting.settings, name="settings"),
    path("settings/severities/", setting.severities, name="setting-severities"),
    path("settings/clocks/", setting.clocks, name="setting-clocks"),
    path("settings/services/", service.services, name="setting-services"),
    path("settings/services/<int:pk>/", service.service, name="setting-service"),
    path("settings/words/", wording.known_words, name="setting-words"),
    path("settings/templates/", template.templates, name="templates"),
    path("settings/templates/choices/", template.chosen, name="template-choices"),
    path(OF_ONE, template.template, name="template"),
    path(f"{OF_ONE}preview/", template.preview, name="template-preview"),
    path(f"{OF_ONE}copy/", template.copy, name="template-copy"),
    path(f"{OF_ONE}retire/", template.retire, name="template-retire"),
    path(f"{OF_ONE}bring-back/", template.bring_back, name="template-bring-back"),
    path(f"{OF_ONE}add-section/", template.section_add, name="template-section-add"),
    path(SECTION, template.section_change, name="template-section"),
    path(f"{SECTION}move/", template.section_move, name="template-section-move"),
    path(f"{SECTION}remove/", template.section_remove, name="template-section-remove"),
]
