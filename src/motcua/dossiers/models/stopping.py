"""What turns a dossier off the straight road: a date set anew, an apology, a verification, a request to stop."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_noop

from motcua.dossiers.models.core import Dossier
from motcua.dossiers.models.partitions import Numbered, OfDossier
from motcua.kernel.uuid7 import uuid7


class Extension(Numbered):
    """One proposal to set the date of return anew (đề nghị gia hạn), and what the leader made of it.

    The database lets one be approved in the life of a dossier (NĐ 61/2018 Đ.19 k.9: hẹn lại không quá một lần) and
    one wait at a time. `lapsed`: the dossier was finished before the leader answered.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", gettext_noop("Chờ lãnh đạo quyết định")
        APPROVED = "approved", gettext_noop("Đã duyệt")
        REFUSED = "refused", gettext_noop("Không duyệt")
        LAPSED = "lapsed", gettext_noop("Không còn cần")

    state = models.CharField(max_length=8, choices=State.choices, default=State.PROPOSED)
    reason = models.TextField()
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answer = models.TextField(blank=True, default="")
    slip_id = models.UUIDField(null=True)

    class Meta:
        db_table = "dossier_extension"

    def __str__(self) -> str:
        return f"extension #{self.no} ({self.state})"


class Apology(Numbered):
    """An apology issued when the promised date had passed (xin lỗi muộn); it moves no date and is counted.

    `agency` is the one that was late; `expected_at` when it thinks to be ready, null once there is a result.
    """

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.TextField()
    due_at = models.DateTimeField()
    expected_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    slip_id = models.UUIDField(null=True)

    class Meta:
        db_table = "dossier_apology"

    def __str__(self) -> str:
        return f"apology #{self.no}"


class Verification(Numbered):
    """One verification outside the papers (thẩm tra, xác minh); TN19-12.3, NĐ 61/2018 Đ.19 k.3b.

    Where the applicant attended, `held_at`, `place` and `participants` are known too.
    """

    content = models.TextField()
    applicant_attended = models.BooleanField(default=False)
    held_at = models.DateTimeField(null=True)
    place = models.TextField(blank=True, default="")
    participants = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        db_table = "dossier_verification"

    def __str__(self) -> str:
        return f"verification #{self.no}"


class VerificationFile(OfDossier):
    """A record, photograph or measurement of a verification."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+", db_index=False)
    verification = models.ForeignKey(
        Verification, on_delete=models.PROTECT, related_name="files", db_constraint=False, db_index=False
    )
    file = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    no = models.SmallIntegerField()

    class Meta:
        db_table = "dossier_verification_file"

    def __str__(self) -> str:
        return f"file {self.no}"


class StopRequest(Numbered):
    """The applicant asks to stop the handling (đề nghị dừng giải quyết); TT 03/2025/TT-VPCP Đ.7.

    `way` tells how they asked. `lapsed`: a decision came before the desk's answer. What was given back stands in
    `originals` (name and count of each paper) and on the charges, as it was printed on Mẫu 05.
    """

    class Way(models.TextChoices):
        ONLINE = "online", gettext_noop("Trên trang hồ sơ trực tuyến")
        IN_PERSON = "in_person", gettext_noop("Trực tiếp tại Bộ phận Một cửa")
        IN_WRITING = "in_writing", gettext_noop("Bằng văn bản")

    class State(models.TextChoices):
        ASKED = "asked", gettext_noop("Chờ Bộ phận Một cửa trả lời")
        STOPPED = "stopped", gettext_noop("Đã dừng giải quyết")
        DECLINED = "declined", gettext_noop("Không dừng")
        LAPSED = "lapsed", gettext_noop("Không thực hiện vì đã có kết quả")

    way = models.CharField(max_length=10, choices=Way.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asker_name = models.CharField(max_length=200)
    reason = models.TextField()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answer = models.TextField(blank=True, default="")
    originals = models.JSONField(default=list)
    slip_id = models.UUIDField(null=True)

    class Meta:
        db_table = "dossier_stop_request"

    def __str__(self) -> str:
        return f"request to stop #{self.no} ({self.state})"
