"""Carriers, parcels with what the carrier told of them, batches for the postman, envelopes that came in.

A parcel may be asked for before there is a dossier (a pick-up), so these tables lie beside the dossier's partitions,
like the hand-over records.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from motcua.custody.post.rules import PURPOSE_NAMES, STATE_NAMES, STATE_NAMES_IN, Direction, Purpose, State
from motcua.kernel.uuid7 import uuid7


class PostCarrier(models.Model):
    """A carrier the province has a contract with; secrets are sealed. `by_hand`: the clerk types the numbers."""

    class Kind(models.TextChoices):
        BY_HAND = "by_hand", gettext_noop("Ghi tay số hiệu bưu gửi")
        HTTP = "http", gettext_noop("Kết nối với hệ thống của đơn vị bưu chính")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    settings = models.JSONField(default=dict)
    secrets_sealed = models.TextField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "post_carrier"

    def __str__(self) -> str:
        return self.name


class PostBatch(models.Model):
    """Parcels that were given to a postman together (giấy bàn giao bưu chính); the desk's confirmation is the record
    itself, the postman's `taken_at` with the name the clerk read on the postman's card."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=40)
    year = models.SmallIntegerField()
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    carrier = models.ForeignKey(PostCarrier, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    postman_name = models.CharField(max_length=120, blank=True, default="")
    postman_paper = models.CharField(max_length=60, blank=True, default="")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField(null=True)
    taken_key = models.UUIDField(null=True)
    document_id = models.UUIDField(null=True)

    class Meta:
        db_table = "post_batch"
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "number"], name="post_batch_number_once"),
            models.CheckConstraint(
                condition=Q(taken_at=None, taken_by=None, postman_name="")
                | (Q(taken_at__isnull=False, taken_by__isnull=False) & ~Q(postman_name="")),
                name="post_batch_taken_whole",
            ),
        ]
        indexes = [models.Index(fields=["desk", "-made_at"], name="post_batch_of_desk")]

    def __str__(self) -> str:
        return self.number


class Parcel(models.Model):
    """One parcel (bưu gửi), out to an applicant or in from one.

    code         on our label, and in the key under which the carrier is asked: with `order_no` it never changes, so
                 that an order asked twice is one parcel
    name, phone, address  of whom it goes to, or where it is fetched
    collect_vnd  fees of the dossier that the post collects for us (DN15-4.3c); postage_vnd what the carrier takes
    item_ids     originals of the applicant that lie in it
    paper_reason why the result goes out although other paper of the dossier is elsewhere
    problem      why somebody has to look at it; "" when nothing is wrong
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=20, unique=True)
    order_no = models.SmallIntegerField(default=1)
    direction = models.CharField(max_length=3)
    purpose = models.CharField(max_length=6)
    state = models.CharField(max_length=10, default=State.WANTED.value)
    dossier = models.ForeignKey("dossiers.Dossier", null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    procedure_code = models.CharField(max_length=60, blank=True, default="")
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=15)
    address = models.CharField(max_length=400)
    wish = models.CharField(max_length=300, blank=True, default="")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    carrier = models.ForeignKey(PostCarrier, null=True, on_delete=models.PROTECT, related_name="+")
    waybill = models.CharField(max_length=40, blank=True, default="")
    postage_vnd = models.BigIntegerField(null=True)
    collect_vnd = models.BigIntegerField(default=0)
    item_ids = models.JSONField(default=list)
    paper_reason = models.CharField(max_length=500, blank=True, default="")
    document_id = models.UUIDField(null=True)
    batch = models.ForeignKey(PostBatch, null=True, on_delete=models.PROTECT, related_name="parcels")
    packed_at = models.DateTimeField(null=True)
    packed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    collected_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    receiver_name = models.CharField(max_length=200, blank=True, default="")
    polled_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        db_table = "post_parcel"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    direction__in=[one.value for one in Direction],
                    purpose__in=[one.value for one in Purpose],
                    state__in=[one.value for one in State],
                ),
                name="post_parcel_words_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["delivered", "returned", "lost", "cancelled"], ended_at__isnull=False)
                | (~Q(state__in=["delivered", "returned", "lost", "cancelled"]) & Q(ended_at__isnull=True)),
                name="post_parcel_ended_whole",
            ),
            models.CheckConstraint(
                condition=Q(direction="in") | Q(dossier__isnull=False), name="post_parcel_out_of"
            ),
            models.CheckConstraint(
                condition=Q(collect_vnd__gte=0, order_no__gte=1), name="post_parcel_counts"
            ),
            models.UniqueConstraint(
                fields=["carrier", "waybill"], condition=~Q(waybill=""), name="post_parcel_waybill_once"
            ),
            # one result is in one parcel: whoever packs it a second time finds this
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(direction="out", purpose="result")
                & Q(state__in=["wanted", "packed", "registered", "collected", "under_way"]),
                name="post_parcel_one_result",
            ),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(direction="out", purpose="papers")
                & Q(state__in=["wanted", "packed", "registered", "collected", "under_way"]),
                name="post_parcel_one_return",
            ),
        ]
        indexes = [
            models.Index("desk", "state", "asked_at", name="post_parcel_at_desk"),
            models.Index("waybill", name="post_parcel_by_waybill", condition=~Q(waybill="")),
            models.Index(fields=["dossier", "-id"], name="post_parcel_of_dossier"),
            models.Index(
                "polled_at", name="post_parcel_to_poll",
                condition=Q(state__in=["registered", "collected", "under_way"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.waybill or self.code

    @property
    def key(self) -> str:
        """What the carrier is asked under; the same parcel is never ordered under another one."""
        return f"{self.code}-{self.order_no}"

    @property
    def state_name(self) -> str:
        names = STATE_NAMES_IN if self.direction == Direction.IN else STATE_NAMES
        return names[State(self.state)]

    @property
    def purpose_name(self) -> str:
        return PURPOSE_NAMES[Purpose(self.purpose)]


class ParcelEvent(models.Model):
    """One thing the carrier or the desk told of a parcel, kept as it came; never changed."""

    append_only = True

    class Source(models.TextChoices):
        WEBHOOK = "webhook", gettext_noop("Bưu chính báo")
        POLL = "poll", gettext_noop("Hỏi bưu chính")
        DESK = "desk", gettext_noop("Bộ phận Một cửa ghi")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="events")
    dedupe_key = models.CharField(max_length=140)
    status = models.CharField(max_length=12)
    code = models.CharField(max_length=60)
    words = models.CharField(max_length=300, blank=True, default="")
    receiver = models.CharField(max_length=200, blank=True, default="")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=8, choices=Source.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "post_parcel_event"
        constraints = [models.UniqueConstraint(fields=["parcel", "dedupe_key"], name="post_event_once")]

    def __str__(self) -> str:
        return f"{self.status} {self.code}"


class Envelope(models.Model):
    """Papers that came by post (phong bì nhận qua bưu chính).

    sent_on     of the postmark; none where it cannot be read
    arrived_at  when it reached the desk: the reception is dated by it
    draft_id    the filing that was begun with it; `dossier` once there is one, or the one its papers belong to
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    no = models.IntegerField()
    sender_name = models.CharField(max_length=200)
    sender_phone = models.CharField(max_length=15, blank=True, default="")
    sender_address = models.CharField(max_length=400, blank=True, default="")
    carrier_name = models.CharField(max_length=120, blank=True, default="")
    waybill = models.CharField(max_length=40, blank=True, default="")
    sent_on = models.DateField(null=True)
    arrived_at = models.DateTimeField()
    contents = models.CharField(max_length=500, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    parcel = models.OneToOneField(Parcel, null=True, on_delete=models.PROTECT, related_name="envelope")
    draft_id = models.UUIDField(null=True, unique=True)
    dossier = models.ForeignKey("dossiers.Dossier", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "post_envelope"
        constraints = [
            models.UniqueConstraint(fields=["desk", "year", "no"], name="post_envelope_number_once"),
            models.CheckConstraint(
                condition=Q(arrived_at__lte=models.F("recorded_at")), name="post_envelope_came_before"
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "-arrived_at"], name="post_envelope_at_desk"),
            models.Index("waybill", name="post_envelope_by_waybill", condition=~Q(waybill="")),
        ]

    def __str__(self) -> str:
        return f"{self.no}/{self.year}"
