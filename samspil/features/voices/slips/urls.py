"""Addresses of pads and slips."""

from django.urls import path

from samspil.features.voices.slips import views

urlpatterns = [
    path("sedler/", views.pads, name="pads"),
    path("sedler/ny/", views.hand_out, name="hand_out"),
    path("sedler/<uuid:pk>/", views.pad, name="pad"),
    path("sedler/<uuid:pk>/udskriv/", views.print_pad, name="print_pad"),
    path("sedler/<uuid:pk>/skriv-ind/", views.type_in, name="type_in"),
    path("sedler/<uuid:pk>/resten-er-ubrugt/", views.set_rest_aside, name="set_rest_aside"),
    path("sedler/seddel/<uuid:pk>/ubrugt/", views.set_aside, name="set_aside"),
    path("sedler/seddel/<uuid:pk>/tabt/", views.lose, name="lose"),
    path("sedler/seddel/<uuid:pk>/ude/", views.put_back, name="put_back"),
    path("sedler/seddel/<uuid:pk>/spaer/", views.block, name="block"),
]
