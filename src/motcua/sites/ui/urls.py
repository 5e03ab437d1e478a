"""Addresses shared by all sites."""

from __future__ import annotations

from django.urls import path

from motcua.sites.ui import gallery, views

app_name = "ui"
urlpatterns = [
    path("giao-dien/<slug:version>.css", views.colours, name="colours"),
    path("giao-dien/<slug:version>.svg", views.emblem, name="emblem"),
    path("ngon-ngu/<slug:language>", views.language, name="language"),
    path("ui/thu-vien", gallery.gallery, name="gallery"),
]
