"""The road of a draft: who files, the sections of the form, papers, where to fetch the result, the last look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from motcua.eforms.rendering import open_sections
from motcua.eforms.schema import FormDocument
from motcua.journey.filing import Draft

APPLICANT, PAPERS, RESULT, REVIEW = "applicant", "papers", "result", "review"


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the road."""

    key: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Road:
    """All pages of a draft in order, and which one this is."""

    steps: tuple[Step, ...]
    now: int

    @property
    def number(self) -> int:
        return self.now + 1

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def title(self) -> str:
        return self.steps[self.now].title

    @property
    def progress(self) -> str:
        """Bước 2/6."""
        return gettext("Bước {number}/{total}").format(number=self.number, total=self.total)

    @property
    def previous_url(self) -> str:
        return self.steps[self.now - 1].url if self.now else ""

    @property
    def next_url(self) -> str:
        return self.steps[min(self.now + 1, len(self.steps) - 1)].url


def road(draft: Draft, form: FormDocument, answers: Mapping[str, Any], key: str) -> Road:
    """The road of a draft as it is answered; `key` is a section's id or one of the fixed steps."""
    steps = [_fixed(draft, APPLICANT, gettext("Người nộp hồ sơ"))]
    steps += [Step(one.id, one.title, section_url(draft, one.id)) for one in open_sections(form, answers)]
    steps += [
        _fixed(draft, PAPERS, gettext("Giấy tờ kèm theo")),
        _fixed(draft, RESULT, gettext("Nơi nhận kết quả")),
        _fixed(draft, REVIEW, gettext("Kiểm tra và nộp")),
    ]
    keys = [one.key for one in steps]
    return Road(tuple(steps), keys.index(key))


def _fixed(draft: Draft, key: str, title: str) -> Step:
    return Step(key, title, reverse(f"portal:filing_{key}", args=[draft.pk]))


def section_url(draft: Draft, section_id: str) -> str:
    return reverse("portal:filing_section", args=[draft.pk, section_id])
