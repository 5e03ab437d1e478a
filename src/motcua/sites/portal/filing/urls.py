"""Addresses of filling and filing a dossier."""

from __future__ import annotations

from django.urls import path

from motcua.sites.portal.filing.views import finish, papers, resume, sections, start

DRAFT = "nop-ho-so/<uuid:draft_id>/"

urlpatterns = [
    path("tiep-tuc/", resume.resume, name="resume"),
    path(DRAFT, sections.draft, name="filing"),
    path(DRAFT + "da-luu", start.kept, name="filing_kept"),
    path(DRAFT + "nguoi-nop", sections.applicant, name="filing_applicant"),
    path(DRAFT + "to-khai/<slug:section_id>", sections.section, name="filing_section"),
    path(DRAFT + "giay-to", papers.papers, name="filing_papers"),
    path(DRAFT + "tep/<uuid:file_id>", papers.attached, name="filing_file"),
    path(DRAFT + "nhan-ket-qua", finish.result, name="filing_result"),
    path(DRAFT + "kiem-tra", finish.review, name="filing_review"),
    path(DRAFT + "ban-in", finish.printed, name="filing_print"),
    path(DRAFT + "da-nop", finish.done, name="filing_done"),
    path("nop-ho-so/<slug:slug>/", start.start, name="filing_start"),
]
