from django.urls import path

from observatori.documents import views
from observatori.documents.downloads import download

app_name = "documents"
urlpatterns = [
    path("documents/<uuid:public_id>/", download, name="download"),
    path("tauler/<slug:organisation>/documents/<slug:code>/", views.record, name="record"),
    path("tauler/<slug:organisation>/documents/<slug:code>/puja/", views.add, name="add"),
    path(
        "tauler/<slug:organisation>/documents/<slug:code>/<uuid:public_id>/versio-nova/",
        views.replace,
        name="replace",
    ),
    path(
        "tauler/<slug:organisation>/documents/<slug:code>/<uuid:public_id>/dades/",
        views.change,
        name="change",
    ),
    path(
        "tauler/<slug:organisation>/documents/<slug:code>/<uuid:public_id>/retira/",
        views.remove,
        name="remove",
    ),
]
