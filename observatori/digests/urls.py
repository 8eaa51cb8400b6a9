from django.urls import path

from observatori.digests import views

app_name = "digests"
urlpatterns = [
    path("", views.Subscribe.as_view(), name="subscribe"),
    path("rebuda/", views.Received.as_view(), name="received"),
    path("confirmar/<str:secret>/", views.confirm, name="confirm"),
    path("<slug:token>/", views.Manage.as_view(), name="manage"),
    path("<slug:token>/baixa/", views.leave, name="leave"),
]
