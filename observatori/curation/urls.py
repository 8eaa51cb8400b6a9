"""The rooms of the staff, under /curadoria/."""

from django.urls import path

from observatori.curation import claims, confirmations, organisations, radar, review, views

app_name = "curation"
urlpatterns = [
    path("", views.Queue.as_view(), name="queue"),
    path("convenis/", views.Agreements.as_view(), name="agreements"),
    path("radar/", radar.StaffRadar.as_view(), name="radar"),
    path("radar.csv", radar.radar_file, name="radar_file"),
    path("confirmacions/", confirmations.Confirmations.as_view(), name="confirmations"),
    path("confirmacions/<int:pk>/recorda/", confirmations.remind_partner, name="remind"),
    path("entitats/", organisations.Organisations.as_view(), name="organisations"),
    path("entitats/<slug:slug>/", organisations.Check.as_view(), name="organisation"),
    path("peticions/", claims.Claims.as_view(), name="claims"),
    path("peticions/<int:pk>/accepta/", claims.approve, name="approve_claim"),
    path("peticions/<int:pk>/denega/", claims.Refuse.as_view(), name="refuse_claim"),
    path("<slug:code>/", review.Review.as_view(), name="review"),
    path("<slug:code>/assigna/", review.give, name="assign"),
    path("<slug:code>/comentaris/<int:pk>/", review.Conversation.as_view(), name="comment"),
]
