"""Addresses of the officers' site."""

from __future__ import annotations

from django.urls import path

from motcua.sites.desk.views import (
    book,
    check,
    counter,
    dossier,
    files,
    handover,
    oversight,
    paper,
    search,
    step,
    work,
)

app_name = "desk"
urlpatterns = [
    path("", work.work, name="work"),
    path("tiep-nhan/", work.reception, name="reception"),
    path("tra-ket-qua/", work.handovers, name="handover"),
    path("ho-so/", work.dossiers, name="dossiers"),
    path("tim/", search.search, name="search"),
    path("ho-so/<uuid:dossier_id>/", dossier.dossier, name="dossier"),
    path("ho-so/<uuid:dossier_id>/to-khai/", dossier.answers, name="answers"),
    path("ho-so/<uuid:dossier_id>/dien-bien/", dossier.history, name="history"),
    path("ho-so/<uuid:dossier_id>/ket-thuc/", handover.close, name="close"),
    path("ho-so/<uuid:dossier_id>/kiem-tra/", check.check, name="check"),
    path("ho-so/<uuid:dossier_id>/da-kiem-tra/", check.concluded, name="concluded"),
    path("ho-so/<uuid:dossier_id>/bo-sung/", check.supplement, name="supplement"),
    path("ho-so/<uuid:dossier_id>/thu-phi/", handover.pay, name="pay"),
    path("ho-so/<uuid:dossier_id>/tra-ket-qua/", handover.hand_over, name="hand_over"),
    path("ho-so/<uuid:dossier_id>/viec/<uuid:task_id>/", step.step, name="step"),
    path("ho-so/<uuid:dossier_id>/viec/<uuid:task_id>/nhan/", step.claim, name="claim"),
    path("ho-so/<uuid:dossier_id>/viec/<uuid:task_id>/phan-cong/", step.assign, name="assign"),
    path("ho-so/<uuid:dossier_id>/tep/<uuid:file_id>/", files.attachment, name="file"),
    path("ho-so/<uuid:dossier_id>/xem-tep/<uuid:file_id>/", files.viewer, name="viewer"),
    path("ho-so/<uuid:dossier_id>/giay/<uuid:document_id>/", files.slip, name="slip"),
    path("ho-so/<uuid:dossier_id>/viec/<uuid:task_id>/don-doc/", oversight.urge_step, name="urge"),
    path("theo-doi/", oversight.watch, name="watch"),
    path("theo-doi/<slug:slug>/", oversight.watch_list, name="watch_list"),
    path("don-doc/<uuid:urge_id>/", oversight.answer, name="urge_answer"),
    path("giay/", paper.paper, name="paper"),
    path("giay/ban-giao/", paper.give, name="paper_give"),
    path("giay/ban-giao/<uuid:record_id>/", paper.record, name="paper_record"),
    path("giay/ban-giao/<uuid:record_id>/thu-hoi/", paper.withdraw, name="paper_withdraw"),
    path("giay/ban-giao/<uuid:record_id>/in/", paper.record_pdf, name="paper_record_pdf"),
    path("ho-so/<uuid:dossier_id>/giay-to/", paper.of_dossier, name="paper_of"),
    path("ho-so/<uuid:dossier_id>/giay-to/<uuid:bundle_id>/nhan/", paper.label, name="paper_label"),
    path("ho-so/<uuid:dossier_id>/giay-to/<uuid:bundle_id>/luu/", paper.archive, name="paper_archive"),
    path("so-theo-doi/", book.books, name="books"),
    path("so-theo-doi/csv/", book.export, name="books_export"),
    path("so-theo-doi/tap/<uuid:volume_id>/", book.volume, name="book_volume"),
    path("ho-so/<uuid:dossier_id>/phieu-kiem-soat/", book.control_sheet, name="control_sheet"),
    path("nop/", counter.choose, name="counter"),
    path("nop/<uuid:draft_id>/nguoi-nop/", counter.applicant, name="counter_applicant"),
    path("nop/<uuid:draft_id>/to-khai/<slug:section_id>/", counter.section, name="counter_section"),
    path("nop/<uuid:draft_id>/kiem-tra/", counter.review, name="counter_review"),
]
