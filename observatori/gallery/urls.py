from django.urls import path

from observatori.gallery import views

app_name = "gallery"
urlpatterns = [
    path("", views.components, name="components"),
    path("formulari/", views.refused, name="refused"),
    path("dialeg/", views.dialog, name="dialog"),
]
