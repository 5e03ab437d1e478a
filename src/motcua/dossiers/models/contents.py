"""What the applicant brought: who they are, what they wrote, which papers; and what they get."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_noop

from motcua.dossiers.models.core import Dossier, Part
from motcua.dossiers.models.partitions import OfDossier
from motcua.kernel.uuid7 import uuid7


class Party(OfDossier):
    """A person or organisation as it stood at submission, with its role in this dossier (chủ thể).

    A snapshot: later changes of the person do not change the dossier. The personal number is sealed and found by
    its keyed hash.
    """

    class Role(models.TextChoices):
        APPLICANT = "applicant", gettext_noop("Người nộp hồ sơ")
        PRINCIPAL = "principal", gettext_noop("Người được nộp thay")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="parties", db_index=False)
    role = models.CharField(max_length=12, choices=Role.choices)
    kind = models.CharField(max_length=12)
    full_name = models.CharField(max_length=200)
    number_sealed = models.TextField(blank=True, default="")
    number_hash = models.CharField(max_length=64, blank=True, default="")
    tax_code = models.CharField(max_length=14, blank=True, default="")
    born_on = models.DateField(null=True)
    sex = models.CharField(max_length=6, blank=True, default="")
    phone = models.CharField(max_length=15, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    address = models.TextField(blank=True, default="")
    relation = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        db_table = "dossier_party"

    def __str__(self) -> str:
        return self.full_name


class Answers(OfDossier):
    """What was entered in the e-form, one row each time it was handed in; personal numbers in it are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="answers", db_index=False)
    no = models.SmallIntegerField()
    answers = models.JSONField()
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "dossier_answers"

    def __str__(self) -> str:
        return f"answers #{self.no}"


class Paper(OfDossier):
    """One component of the dossier and what the desk found of it (thành phần hồ sơ)."""

    class Finding(models.TextChoices):
        UNCHECKED = "unchecked", gettext_noop("Chưa kiểm tra")
        OK = "ok", gettext_noop("Đạt")
        MISSING = "missing", gettext_noop("Thiếu")
        WRONG = "wrong", gettext_noop("Chưa đúng")
        EXPIRED = "expired", gettext_noop("Hết hạn")
        NOT_NEEDED = "not_needed", gettext_noop("Không cần nộp")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="papers", db_index=False)
    no = models.SmallIntegerField()
    component_id = models.CharField(max_length=80)
    name = models.TextField()
    required = models.BooleanField(default=False)
    originals = models.SmallIntegerField(default=0)
    copies = models.SmallIntegerField(default=0)
    form = models.CharField(max_length=12, default="none")
    finding = models.CharField(max_length=12, choices=Finding.choices, default=Finding.UNCHECKED)
    remark = models.TextField(blank=True, default="")

    class Meta:
        db_table = "dossier_paper"

    def __str__(self) -> str:
        return self.name


class PaperFile(OfDossier):
    """A file of a component; several pages, several rows. Replaced files stay, superseded."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+", db_index=False)
    paper = models.ForeignKey(
        Paper, on_delete=models.PROTECT, related_name="files", db_constraint=False, db_index=False
    )
    file = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    page = models.SmallIntegerField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossier_paper_file"

    def __str__(self) -> str:
        return f"page {self.page}"


class Result(OfDossier):
    """What the agency decided and the desk hands over (kết quả giải quyết). Never overwritten.

    A refusal after appraisal is a result too: its reasons, its slip (Mẫu 03) of the leader.
    A wrong one is corrected by another row that `supersedes` it and says why (`correction`); the old one stays,
    `superseded_at`, and when it was out already it is taken back (`taken_back_at`, or the note why that was not
    possible). A trigger lets nothing else of a result change but its hand-over, once.
    """

    class Kind(models.TextChoices):
        GRANTED = "granted", gettext_noop("Được giải quyết")
        REFUSED = "refused", gettext_noop("Không được giải quyết")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="results", db_index=False)
    part = models.ForeignKey(
        Part, on_delete=models.PROTECT, related_name="results", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.GRANTED)
    reasons = models.TextField(blank=True, default="")
    slip_id = models.UUIDField(null=True)
    name = models.TextField()
    number = models.CharField(max_length=80, blank=True, default="")
    signed_on = models.DateField()
    signer_name = models.CharField(max_length=200)
    file = models.ForeignKey(
        "documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    receiver_name = models.CharField(max_length=200, blank=True, default="")
    receiver_paper = models.CharField(max_length=80, blank=True, default="")
    supersedes = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    correction = models.TextField(blank=True, default="")
    superseded_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        db_table = "dossier_result"

    def __str__(self) -> str:
        return self.name
