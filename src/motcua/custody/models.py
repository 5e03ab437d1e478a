"""Bundles of paper, what lies in them, and the records by which they change hands."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from motcua.custody.post.models import Envelope, Parcel, ParcelEvent, PostBatch, PostCarrier
from motcua.custody.rules import CARRIER_NAMES, HOLDER_NAMES, Holder, Place
from motcua.dossiers.models.partitions import Numbered, OfDossier
from motcua.kernel.uuid7 import uuid7

__all__ = [
    "Bundle",
    "Envelope",
    "HandoverRecord",
    "Item",
    "Line",
    "Parcel",
    "ParcelEvent",
    "Passage",
    "PostBatch",
    "PostCarrier",
]


class Bundle(Numbered):
    """The paper of one dossier that travels together (túi giấy tờ); partitioned like the dossier.

    `code` is printed on its label as QR, bars and words; nobody can guess it. Custody changes only by a record
    that both sides confirmed. `transfer_due_at`: until when it must have left the desk that received it (TN19-11.2),
    `unit_due_at`: the same by the rule of so many working hours (DN15-4.3a), `transferred_at`: when it was given.
    `inherited_at`: when a merger brought it from an abolished agency to where it lies. `parcel`: in which it went.
    """

    code = models.CharField(max_length=24)
    holder = models.CharField(max_length=10, choices=[(str(one), name) for one, name in HOLDER_NAMES.items()])
    agency = models.ForeignKey(
        "agencies.Agency", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(
        "agencies.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    desk = models.ForeignKey(
        "agencies.Desk", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    opened_desk = models.ForeignKey(
        "agencies.Desk", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    opened_at = models.DateTimeField()
    held_since = models.DateTimeField()
    transfer_due_at = models.DateTimeField(null=True)
    unit_due_at = models.DateTimeField(null=True)
    transferred_at = models.DateTimeField(null=True)
    inherited_at = models.DateTimeField(null=True)
    parcel = models.ForeignKey(
        Parcel, null=True, on_delete=models.PROTECT, related_name="bundles", db_index=False
    )

    class Meta:
        db_table = "custody_bundle"

    def __str__(self) -> str:
        return f"bundle #{self.no}"

    @property
    def place(self) -> Place:
        """Who holds it now."""
        return Place(Holder(self.holder), self.agency_id, self.unit_id, self.desk_id, self.account_id)


class Item(OfDossier):
    """One paper in a bundle; `returned_at` once the original went back to the applicant."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    bundle = models.ForeignKey(
        Bundle, on_delete=models.PROTECT, related_name="items", db_constraint=False, db_index=False
    )
    no = models.SmallIntegerField()
    paper_id = models.UUIDField(null=True)
    name = models.TextField()
    originals = models.SmallIntegerField()
    copies = models.SmallIntegerField()
    must_return = models.BooleanField(default=False)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "custody_item"

    def __str__(self) -> str:
        return self.name


class Passage(Numbered):
    """One accepted dossier by the rule of so many working hours (DN15-4.3a): complete, with the unit, until when."""

    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+", db_index=False)
    complete_at = models.DateTimeField()
    with_unit_at = models.DateTimeField()
    unit_due_at = models.DateTimeField()

    class Meta:
        db_table = "custody_passage"

    def __str__(self) -> str:
        return f"with the unit at {self.with_unit_at}"


class HandoverRecord(models.Model):
    """One batch of bundles given by one place to another (giấy bàn giao); its number runs by agency and year.

    The giver's confirmation is the record itself, the receiver's `confirmed_at`; `confirm_key` is the idempotency
    key of the confirmation, the record's id that of the giving.
    """

    class State(models.TextChoices):
        OPEN = "open", gettext_noop("Chờ bên nhận xác nhận")
        CONFIRMED = "confirmed", gettext_noop("Đã xác nhận")
        WITHDRAWN = "withdrawn", gettext_noop("Đã thu hồi")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=40)
    year = models.SmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    from_kind = models.CharField(max_length=10)
    from_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    from_unit = models.ForeignKey("agencies.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    from_desk = models.ForeignKey("agencies.Desk", null=True, on_delete=models.PROTECT, related_name="+")
    from_account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    to_kind = models.CharField(max_length=10)
    to_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey("agencies.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    to_desk = models.ForeignKey("agencies.Desk", null=True, on_delete=models.PROTECT, related_name="+")
    to_account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    carrier_kind = models.CharField(
        max_length=8, choices=[(str(one), name) for one, name in CARRIER_NAMES.items()], default="hand"
    )
    carrier_name = models.CharField(max_length=120, blank=True, default="")
    carrier_number = models.CharField(max_length=60, blank=True, default="")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True, default="")
    confirm_key = models.UUIDField(null=True)
    document_id = models.UUIDField(null=True)

    class Meta:
        db_table = "custody_record"
        constraints = [
            models.UniqueConstraint(
                fields=["from_agency", "year", "number"], name="custody_record_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None, ended_by=None)
                | (~Q(state="open") & Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="custody_record_ended_whole",
            ),
            models.CheckConstraint(
                condition=Q(carrier_kind="hand") | (~Q(carrier_name="") & ~Q(carrier_number="")),
                name="custody_record_carrier_known",
            ),
            models.CheckConstraint(
                condition=Q(from_kind__in=["desk", "unit", "person"], to_kind__in=["desk", "unit", "person"]),
                name="custody_record_places",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def giver(self) -> Place:
        return Place(
            Holder(self.from_kind),
            self.from_agency_id,
            self.from_unit_id,
            self.from_desk_id,
            self.from_account_id,
        )

    @property
    def receiver(self) -> Place:
        return Place(
            Holder(self.to_kind), self.to_agency_id, self.to_unit_id, self.to_desk_id, self.to_account_id
        )


class Line(OfDossier):
    """One bundle on a record. A bundle stands on one open line at most."""

    class State(models.TextChoices):
        GIVEN = "given", gettext_noop("Chờ xác nhận")
        RECEIVED = "received", gettext_noop("Đã nhận")
        MISSING = "missing", gettext_noop("Bên nhận báo thiếu")
        WITHDRAWN = "withdrawn", gettext_noop("Đã thu hồi")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    record = models.ForeignKey(HandoverRecord, on_delete=models.PROTECT, related_name="lines", db_index=False)
    bundle = models.ForeignKey(
        Bundle, on_delete=models.PROTECT, related_name="lines", db_constraint=False, db_index=False
    )
    no = models.SmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.GIVEN)

    class Meta:
        db_table = "custody_line"

    def __str__(self) -> str:
        return f"line {self.no}: {self.state}"
