"""The workspace of organisations, under /tauler/. Its forms, members and keys have addresses of their own."""

from django.urls import path

from observatori.workspace import (
    calendars,
    claims,
    commitments,
    confirmations,
    organisation,
    procedure_template,
    procedures,
    radar,
    views,
)

app_name = "workspace"
urlpatterns = [
    path("", views.home, name="home"),
    path("reclama/<slug:code>/", claims.Ask.as_view(), name="claim"),
    path("<slug:organisation>/", views.Desk.as_view(), name="organisation"),
    path("<slug:organisation>/entitat/", organisation.Correct.as_view(), name="correct"),
    path("<slug:organisation>/aliances/", views.Alliances.as_view(), name="alliances"),
    path("<slug:organisation>/convenis/", views.Agreements.as_view(), name="agreements"),
    path("<slug:organisation>/radar/", radar.OrganisationRadar.as_view(), name="radar"),
    path("<slug:organisation>/radar.csv", radar.radar_file, name="radar_file"),
    path("<slug:organisation>/radar/<slug:code>/", radar.GiveCharge.as_view(), name="charge"),
    path("<slug:organisation>/calendaris/", calendars.Calendars.as_view(), name="calendars"),
    path("<slug:organisation>/calendaris/<int:pk>/tanca/", calendars.revoke, name="revoke_calendar"),
    path("<slug:organisation>/experiencies/", views.Experiences.as_view(), name="experiences"),
    path("<slug:organisation>/tramits/", procedures.Pending.as_view(), name="pending"),
    path("<slug:organisation>/tramits/plantilla/", procedure_template.Template.as_view(), name="template"),
    path(
        "<slug:organisation>/convenis/<slug:code>/tramits/",
        procedures.Procedures.as_view(),
        name="procedures",
    ),
    path("<slug:organisation>/compromisos/", commitments.Commitments.as_view(), name="commitments"),
    path("<slug:organisation>/compromisos.csv", commitments.commitments_file, name="commitments_file"),
    path("<slug:organisation>/confirmacions/", confirmations.Confirmations.as_view(), name="confirmations"),
    path("<slug:organisation>/confirmacions/<int:pk>/recorda/", confirmations.remind_partner, name="remind"),
    path(
        "<slug:organisation>/confirmacions/<int:pk>/",
        confirmations.ConfirmationPage.as_view(),
        name="confirmation",
    ),
]
