"""Tasks: who has to do what next, until when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_noop

from motcua.dossiers.models.partitions import Numbered, OfDossier
from motcua.kernel.uuid7 import uuid7


class Task(OfDossier):
    """One step of one part of a dossier, waiting for somebody or done (việc).

    A task waits in one pool (unit + role, or desk + role) until somebody owns it. Work lists are two index scans:
    mine, and unowned in my pools. `step_id` names the step of the pinned process, or `reception` and `return`
    for the desk's own work. While the dossier waits for somebody outside the task is held (`held_at`): its time
    stands still. Partitioned like the dossier; key in the database (dossier_id, id).
    """

    class State(models.TextChoices):
        OPEN = "open", gettext_noop("Đang mở")
        DONE = "done", gettext_noop("Đã xong")
        SENT_BACK = "sent_back", gettext_noop("Đã trả lại bước trước")
        CANCELLED = "cancelled", gettext_noop("Đã huỷ")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    part = models.ForeignKey(
        "dossiers.Part", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    no = models.SmallIntegerField()
    step_id = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    name = models.TextField()
    pool = models.ForeignKey("agencies.Pool", on_delete=models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    priority = models.SmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        db_table = "task"

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class Opinion(Numbered):
    """What another unit or agency was asked about a dossier, and what it said (lấy ý kiến); TN19-12.5a, 12.5b.

    Whoever is asked has a part of the dossier and a task in it, so that access and work lists need no rule of their
    own. `waiting_task` is the asker's step that cannot be finished before the answer; without it the work goes on
    meanwhile. A body that has no account here is named in `outside_name`: the asker's place records what it wrote.
    """

    class State(models.TextChoices):
        ASKED = "asked", gettext_noop("Đang lấy ý kiến")
        LATE = "late", gettext_noop("Quá hạn trả lời")
        ANSWERED = "answered", gettext_noop("Đã trả lời")
        REVOKED = "revoked", gettext_noop("Đã thu hồi")
        ASSENTED = "assented", gettext_noop("Không trả lời, coi như đồng ý")

    part = models.ForeignKey(
        "dossiers.Part", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    waiting_task = models.ForeignKey(
        Task, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    agency = models.ForeignKey(
        "agencies.Agency", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(
        "agencies.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    outside_name = models.CharField(max_length=200, blank=True, default="")
    content = models.TextField()
    silence_consents = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    asked_for = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answer = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")

    class Meta:
        db_table = "opinion"

    def __str__(self) -> str:
        return f"opinion #{self.no} ({self.state})"

    @property
    def is_late(self) -> bool:
        """Whether the answer came, or is still to come, after its day.

        What was taken back or counts as consent has no answer that could be late.
        """
        if self.state == self.State.ANSWERED and self.ended_at is not None:
            return self.ended_at > self.due_at
        return self.state == self.State.LATE


class OpinionFile(OfDossier):
    """A file that came with a question or with its answer."""

    class Side(models.TextChoices):
        QUESTION = "question", gettext_noop("Kèm câu hỏi")
        ANSWER = "answer", gettext_noop("Kèm trả lời")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    opinion = models.ForeignKey(
        Opinion, on_delete=models.PROTECT, related_name="files", db_constraint=False, db_index=False
    )
    file = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    side = models.CharField(max_length=8, choices=Side.choices)
    page = models.SmallIntegerField()

    class Meta:
        db_table = "opinion_file"

    def __str__(self) -> str:
        return f"{self.side} p{self.page}"


class UnitInCharge(models.Model):
    """Which unit of an agency handles which procedures (phòng chuyên môn phụ trách).

    The most exact row counts: for the procedure, then for its field, then for everything (both empty).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("agencies.Unit", on_delete=models.PROTECT, related_name="+")
    procedure_code = models.CharField(max_length=130, blank=True, default="")
    field = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "unit_in_charge"
        constraints = [
            models.UniqueConstraint(fields=["agency", "procedure_code", "field"], name="unit_in_charge_once"),
            models.CheckConstraint(
                condition=models.Q(procedure_code="") | models.Q(field=""), name="unit_in_charge_one_measure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.procedure_code or self.field or 'tất cả'}"


class Run(models.Model):
    """One act on many dossiers, done one after another and told afterwards (lượt xử lý hàng loạt).

    Its id is the idempotency key of the page that began it; each line's act gets a key of its own from it. A run that
    is cut off goes on with the lines that still wait. `facts` holds ids and codes, and what was typed once for all.
    """

    class Kind(models.TextChoices):
        HAND_WORK_OVER = "hand_work_over", gettext_noop("Bàn giao việc của một cán bộ")
        CARRY_OVER = "carry_over", gettext_noop("Chuyển hồ sơ sang cơ quan kế thừa")
        CLAIM = "claim", gettext_noop("Nhận việc")
        ASSIGN = "assign", gettext_noop("Phân công")
        HAND_ON = "hand_on", gettext_noop("Hoàn thành bước và chuyển tiếp")
        APPROVE = "approve", gettext_noop("Phê duyệt")
        HAND_OVER = "hand_over", gettext_noop("Trả kết quả")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "run"
        indexes = [
            models.Index(fields=["starts_at"], condition=models.Q(finished_at=None), name="run_unfinished")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class RunLine(models.Model):
    """One dossier of a run: still to be done, done, or refused and why."""

    class State(models.TextChoices):
        WAITING = "waiting", gettext_noop("Đang chờ")
        DONE = "done", gettext_noop("Đã xong")
        REFUSED = "refused", gettext_noop("Không thực hiện được")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="lines")
    no = models.IntegerField()
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="+")
    task_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    refusal = models.CharField(max_length=60, blank=True, default="")
    sentence = models.TextField(blank=True, default="")
    sentence_facts = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "run_line"
        constraints = [
            models.UniqueConstraint(fields=["run", "no"], name="run_line_no_once"),
            models.CheckConstraint(
                condition=models.Q(state="waiting", done_at=None)
                | (models.Q(state__in=["done", "refused"], done_at__isnull=False)),
                name="run_line_done_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(state="refused") | models.Q(refusal="", sentence=""),
                name="run_line_refused_says_why",
            ),
        ]
        indexes = [models.Index(fields=["run"], condition=models.Q(state="waiting"), name="run_line_waiting")]

    def __str__(self) -> str:
        return f"#{self.no} ({self.state})"
