from django.urls import path

from alliances import views

app_name = "alliances"
urlpatterns = [
    path("aliances/", views.AllianceList.as_view(), name="list"),
    path("aliances/<slug:slug>/", views.AllianceDetail.as_view(), name="alliance"),
    path("convenis/<slug:code>/", views.AgreementDetail.as_view(), name="agreement"),
]
