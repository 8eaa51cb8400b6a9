"""Addresses that fail, for the test of the error pages."""

from django.urls import path

from observatori.urls import handler400, handler403, handler404, handler500, urlpatterns  # noqa: F401


def fail(request):
    return 1 / 0


urlpatterns = [path("", fail), path("api/", fail), *urlpatterns]
