"""Addresses of what belongs to one applicant."""

from __future__ import annotations

from django.urls import path

from motcua.sites.portal.mine import (
    again,
    dossiers,
    inbox,
    lookers,
    not_mine,
    notices,
    post,
    receipts,
    return_place,
    stopping,
    supplement,
)

DOSSIER = "ho-so/<uuid:dossier_id>/"

urlpatterns = [
    path("ho-so-cua-toi/", dossiers.mine, name="dossiers"),
    path(DOSSIER, dossiers.dossier, name="dossier"),
    path(DOSSIER + "phieu/<uuid:document_id>", dossiers.slip, name="dossier_slip"),
    path(DOSSIER + "tep/<uuid:file_id>", dossiers.attached, name="dossier_file"),
    path(DOSSIER + "to-khai", dossiers.printed, name="dossier_form"),
    path(DOSSIER + "rut", stopping.withdraw, name="withdraw"),
    path(DOSSIER + "dung", stopping.ask_stop, name="ask_stop"),
    path(DOSSIER + "ngay-hen", stopping.due, name="due"),
    path(DOSSIER + "ngay-hen.pdf", stopping.due_print, name="due_print"),
    path(DOSSIER + "bo-sung", supplement.supplement, name="supplement"),
    path(DOSSIER + "chung-tu", receipts.hand_in, name="receipt"),
    path(DOSSIER + "noi-nhan", return_place.change, name="return_place"),
    path(DOSSIER + "buu-chinh", post.delivery, name="post_delivery"),
    path("thu-tuc/<slug:slug>/buu-chinh-den-lay", post.pick_up, name="pick_up"),
    path(DOSSIER + "ai-da-xem", lookers.looked, name="dossier_lookers"),
    path(DOSSIER + "nop-lai", again.again, name="again"),
    path(DOSSIER + "nhan-thong-bao", notices.of_dossier, name="dossier_notices"),
    path("nhan-thong-bao/", notices.own, name="notices"),
    path("so/<str:token>", not_mine.page, name="not_mine"),
    path("hop-thu/", inbox.inbox, name="inbox"),
    path("hop-thu/<uuid:message_id>", inbox.message, name="inbox_message"),
    path("demo/thu", inbox.demo_mailbox, name="demo_mailbox"),
]
