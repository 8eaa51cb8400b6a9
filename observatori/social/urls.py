from django.urls import path

from observatori.social import views

RECORDS = {
    "aliances": "alliance",
    "convenis": "agreement",
    "experiencies": "experience",
    "aprenentatges": "lesson",
}

app_name = "social"
urlpatterns = [
    path("targeta.png", views.home, name="home"),
    path("entitats/<slug:identity>/targeta.png", views.organisation, name="organisation"),
    *(
        path(f"{room}/<slug:identity>/targeta.png", views.record, {"kind": kind}, name=kind)
        for room, kind in RECORDS.items()
    ),
]
