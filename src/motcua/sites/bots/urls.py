"""Addresses for other machines, all under /kenh/."""

from __future__ import annotations

from django.urls import path

from motcua.sites.bots import post, sms, zalo

app_name = "bots"
urlpatterns = [
    path("sms/<str:hook>/mo", sms.question, name="sms_question"),
    path("sms/<str:hook>/dlr", sms.receipt, name="sms_receipt"),
    path("sms/<str:hook>/esms", sms.esms_receipt, name="sms_esms"),
    path("buu-chinh/<uuid:carrier_id>", post.webhook, name="post_webhook"),
    path("zalo/webhook", zalo.webhook, name="zalo_webhook"),
]
