"""Addresses of numbers and appointments."""

from __future__ import annotations

from django.urls import path

from motcua.sites.portal.queue import views

urlpatterns = [
    path("lay-so", views.desks, name="queue"),
    path("lay-so/<uuid:desk_id>", views.desk, name="queue_desk"),
    path("so-thu-tu/<slug:reference>", views.ticket, name="ticket"),
    path("lich-hen/<uuid:service_id>", views.book, name="book"),
    path("lich-hen", views.appointment, name="appointment"),
]
