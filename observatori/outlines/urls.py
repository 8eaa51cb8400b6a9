from django.urls import path

from observatori.outlines.views import OutlinePage

app_name = "outlines"
urlpatterns = [path("convenis/<slug:code>/esborrany/", OutlinePage.as_view(), name="outline")]
