from django.urls import include, path

from experiences import views
from experiences.feeds import ExperienceFeed

experiences = (
    [
        path("experiencies/", views.ExperienceList.as_view(), name="list"),
        path("experiencies/feed/", ExperienceFeed(), name="list_feed"),
        path("experiencies/<slug:slug>/", views.ExperienceDetail.as_view(), name="experience"),
    ],
    "experiences",
)
lessons = (
    [
        path("aprenentatges/", views.Guide.as_view(), name="list"),
        path("aprenentatges/<slug:slug>/", views.LessonDetail.as_view(), name="lesson"),
    ],
    "lessons",
)
urlpatterns = [path("", include(experiences)), path("", include(lessons))]
