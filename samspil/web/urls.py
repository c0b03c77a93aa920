"""The addresses that belong to no feature: front page, thread, search, statements."""

from django.urls import path
from django.views.i18n import set_language

from samspil.web import health, leaving, mail, second_factor, views

app_name = "web"
urlpatterns = [
    path("", views.front, name="front"),
    path("traad/<uuid:pk>/", views.thread, name="thread"),
    path("traad/<uuid:pk>/tilfoej/", views.link, name="link"),
    path("sammenhaeng/<uuid:pk>/traek-tilbage/", views.unlink, name="unlink"),
    path("soeg/", views.search, name="search"),
    path("opgaver/", views.duties, name="duties"),
    path("opgaver/<uuid:pk>/", views.duty, name="duty"),
    path("fil/<uuid:pk>/", views.file, name="file"),
    path("min-konto/", views.account, name="account"),
    path("min-konto/ekstra-noegle/", second_factor.page, name="second_factor"),
    path("afmeld/<str:signed>/", mail.decline, name="decline"),
    path("luk/", leaving.leave, name="leave"),
    path("farvel/", leaving.closed, name="closed"),
    path("m/", mail.invitation_link, name="invitation_door"),
    path("m/<str:token>/", mail.invitation_link, name="invitation_link"),
    path("indbydelse/<int:pk>/", mail.invitation, name="invitation"),
    path("her-endnu/", views.still_here, name="still_here"),
    path("sprog/", set_language, name="language"),
    path("om/", views.about, name="about"),
    path("was/", views.was, name="was"),
    path("privatliv/", views.privacy, name="privacy"),
    path("driftstatus/", health.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
]
