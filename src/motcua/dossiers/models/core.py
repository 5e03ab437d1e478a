"""The dossier, its parts and its codes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from motcua.dossiers.models.partitions import OfDossier
from motcua.kernel.uuid7 import uuid7


class Dossier(models.Model):
    """One request of one applicant under one release of a procedure (hồ sơ).

    The row carries what lists and the public status need of the lead part, so that both read one row. `event_seq`
    and `event_hash` are the head of its chain of events. `version` grows with every act: a page that was opened
    before another officer's act is told so. `outcome` is what was signed, granted or refused; it is for the public
    only once the dossier is decided.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    reference = models.CharField(max_length=24)
    code = models.CharField(max_length=60, null=True)
    release = models.ForeignKey("procedures.Release", on_delete=models.PROTECT, related_name="+")
    procedure_code = models.CharField(max_length=40)
    procedure_name = models.TextField()
    case = models.CharField(max_length=60, blank=True, default="")
    channel = models.CharField(max_length=12)
    state = models.CharField(max_length=24)
    waiting_cause = models.CharField(max_length=24, blank=True, default="")
    outcome = models.CharField(max_length=8, blank=True, default="")
    money_state = models.CharField(max_length=12, default="none")
    custody_state = models.CharField(max_length=12, default="none")
    exchange_state = models.CharField(max_length=12, default="none")
    applicant_name = models.CharField(max_length=200)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+", db_index=False)
    return_desk = models.ForeignKey(
        "agencies.Desk", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    agency_name = models.CharField(max_length=300)
    unit_name = models.CharField(max_length=300, blank=True, default="")
    owner_name = models.CharField(max_length=200, blank=True, default="")
    priority = models.SmallIntegerField(default=0)
    secret_hash = models.CharField(max_length=64, blank=True, default="")
    token = models.CharField(max_length=32)
    submitted_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    waits_until = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    version = models.IntegerField(default=1)
    event_seq = models.IntegerField(default=0)
    event_hash = models.BinaryField(default=b"\x00" * 32)

    organisation_stamp: int | None = None  # of `agencies.memory`, as it held when the row was locked

    class Meta:
        db_table = "dossier"

    def __str__(self) -> str:
        return self.code or self.reference


class Part(OfDossier):
    """One agency's share of a dossier (phần việc): who may see it and who is late is read from parts only.

    `phase` names the stretch of a joint process that the part does; the lead, the desks and opinions have none.
    """

    class Duty(models.TextChoices):
        RECEPTION = "reception", "Tiếp nhận"
        LEAD = "lead", "Chủ trì giải quyết"
        COOPERATION = "cooperation", "Phối hợp"
        RETURN = "return", "Trả kết quả"
        REQUEST = "request", "Trả lời đề nghị của người nộp"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="parts", db_index=False)
    no = models.SmallIntegerField()
    duty = models.CharField(max_length=12, choices=Duty.choices)
    phase = models.CharField(max_length=40, blank=True, default="")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(
        "agencies.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    desk = models.ForeignKey(
        "agencies.Desk", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=10, default="open")
    due_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossier_part"

    def __str__(self) -> str:
        return f"{self.duty} #{self.no}"


class DossierCode(models.Model):
    """Every name a dossier is found by (mã hồ sơ): reference before acceptance, statutory code, later others.

    Unique in the whole province, so not partitioned; no key to the dossier, so that a year can be detached.
    """

    class Kind(models.TextChoices):
        REFERENCE = "reference", "Mã tham chiếu trước khi tiếp nhận"
        STATUTORY = "statutory", "Mã số hồ sơ"
        OUTAGE = "outage", "Số phiếu tiếp nhận khi hệ thống ngừng hoạt động"

    code = models.CharField(primary_key=True, max_length=60)
    dossier_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    issuer_id = models.UUIDField(null=True)
    issued_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "dossier_code"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier_id"], condition=models.Q(kind="statutory"), name="dossier_one_statutory_code"
            )
        ]
        indexes = [
            # as people type it who leave out dots and dashes
            models.Index(
                models.Func(models.F("code"), models.Value(".-"), models.Value(""), function="translate"),
                name="dossier_code_bare",
            ),
        ]

    def __str__(self) -> str:
        return self.code
