from django.urls import path

from alliances import views
from alliances.feeds import AllianceFeed
from alliances.transparency import views as transparency

app_name = "alliances"
urlpatterns = [
    path("aliances/", views.AllianceList.as_view(), name="list"),
    path("aliances/feed/", AllianceFeed(), name="list_feed"),
    path("aliances/<slug:slug>/", views.AllianceDetail.as_view(), name="alliance"),
    path("convenis/<slug:code>/", views.AgreementDetail.as_view(), name="agreement"),
    path("semafor/", views.CompletenessFigures.as_view(), name="completeness_figures"),
    path("convenis/<slug:code>/comparacio/", views.AgreementComparison.as_view(), name="comparison"),
    path("convenis/<slug:code>/text.pdf", views.AgreementTextPdf.as_view(), name="text_pdf"),
    path("entitats/<slug:slug>/transparencia/", transparency.Transparency.as_view(), name="transparency"),
    path(
        "entitats/<slug:slug>/transparencia/inserida/",
        transparency.Framed.as_view(),
        name="transparency_framed",
    ),
    path("entitats/<slug:slug>/transparencia.csv", transparency.as_csv, name="transparency_csv"),
    path("entitats/<slug:slug>/transparencia.xlsx", transparency.as_xlsx, name="transparency_xlsx"),
]
