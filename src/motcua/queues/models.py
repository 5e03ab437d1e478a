"""Services and counters of a desk, tickets and turns of a day, appointments. Nobody's name is kept here."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from motcua.kernel.uuid7 import uuid7

STATES = ["waiting", "called", "serving", "done", "no_show", "cancelled", "lapsed"]
AT_COUNTER = Q(state__in=["called", "serving"])


def _days() -> Func:
    return Func(
        F("valid_from"), F("valid_to"), Value("[]"), function="daterange", output_field=DateRangeField()
    )


class Service(models.Model):
    """The identity of one thing people queue for at a desk (dịch vụ): reception, return of results, advice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "queue_service"

    def __str__(self) -> str:
        return str(self.id)


class ServiceVersion(models.Model):
    """How a service is called and offered from one day to another; `valid_to` is the last day on which it holds.

    prefix         letter of its numbers, one service a letter at a desk
    fields         fields of procedures it is for; empty: all
    minutes        that one person usually takes
    slot_minutes   length of a slot of appointments
    slot_capacity  appointments in a slot; 0: none are given
    is_online      whether a number may be taken from home on the same day
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="versions")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=2)
    fields = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField()
    slot_minutes = models.PositiveSmallIntegerField()
    slot_capacity = models.PositiveSmallIntegerField(default=0)
    is_online = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    instrument = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        db_table = "queue_service_version"
        constraints = [
            ExclusionConstraint(
                name="queue_service_one_at_a_time",
                expressions=[("service", RangeOperators.EQUAL), (_days(), RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="queue_prefix_one_service",
                expressions=[
                    ("desk", RangeOperators.EQUAL),
                    ("prefix", RangeOperators.EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="queue_service_days_ordered",
            ),
            models.CheckConstraint(
                condition=Q(prefix__regex=r"^[A-Z]{1,2}$"), name="queue_prefix_is_letters"
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, 240), slot_minutes__range=(5, 240)),
                name="queue_service_minutes_sensible",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Counter(models.Model):
    """A counter of a desk (quầy) with the number that is called, and what it serves."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120, blank=True, default="")
    services = models.ManyToManyField(Service, related_name="counters", db_table="queue_counter_service")
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "queue_counter"
        constraints = [
            models.UniqueConstraint(fields=["desk", "number"], name="queue_counter_number_once"),
            models.CheckConstraint(condition=Q(number__range=(1, 99)), name="queue_counter_number_called"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Sitting(models.Model):
    """Who sits at a counter since when; one officer a counter, one counter an officer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="sittings")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "queue_sitting"
        constraints = [
            models.UniqueConstraint(
                fields=["counter"], condition=Q(closed_at=None), name="queue_sitting_one_a_counter"
            ),
            models.UniqueConstraint(
                fields=["account"], condition=Q(closed_at=None), name="queue_sitting_one_an_officer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counter_id} since {self.opened_at}"


class Appointment(models.Model):
    """A place in a slot (lịch hẹn). No name: whoever knows the reference comes, whoever knows the secret changes it.

    place  1 up to the capacity of the slot: two people never have the same one
    email  for the confirmation and the reminder; emptied when the day is over
    """

    class State(models.TextChoices):
        BOOKED = "booked"
        USED = "used"
        CANCELLED = "cancelled"
        NO_SHOW = "no_show"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    reference = models.CharField(max_length=12, unique=True)
    secret_hash = models.CharField(max_length=64)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    email = models.CharField(max_length=254, blank=True, default="")
    language = models.CharField(max_length=5, default="vi")
    priority = models.CharField(max_length=10, default="none")
    booked_at = models.DateTimeField()
    moves = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "queue_appointment"
        constraints = [
            models.UniqueConstraint(
                fields=["service", "starts_at", "place"],
                condition=Q(state__in=["booked", "used"]),
                name="queue_appointment_no_double",
            ),
            models.CheckConstraint(condition=Q(place__gte=1), name="queue_appointment_place_from_one"),
            models.CheckConstraint(
                condition=Q(state="booked", ended_at=None) | (~Q(state="booked") & Q(ended_at__isnull=False)),
                name="queue_appointment_ended_whole",
            ),
        ]
        indexes = [models.Index(fields=["desk", "starts_at"], name="queue_appointment_of_day")]

    def __str__(self) -> str:
        return self.reference


class Ticket(models.Model):
    """One number of one day (số thứ tự).

    first_service  for which it was taken; `service` where it stands now
    lines_at       since when it counts in the line: put back it stands behind those who wait
    calls          how often it was called at its counter
    dossier_code   that its holder scanned at the kiosk, so that the clerk stands on it; "" for none
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    first_service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    appointment = models.OneToOneField(
        Appointment, null=True, on_delete=models.PROTECT, related_name="ticket"
    )
    day = models.DateField()
    label = models.CharField(max_length=8)
    channel = models.CharField(max_length=12)
    priority = models.CharField(max_length=10, default="none")
    lane = models.CharField(max_length=5)
    state = models.CharField(max_length=10, default="waiting")
    reference = models.CharField(max_length=12, unique=True)
    secret_hash = models.CharField(max_length=64, blank=True, default="")
    dossier_code = models.CharField(max_length=40, blank=True, default="")
    counter = models.ForeignKey(Counter, null=True, on_delete=models.PROTECT, related_name="+")
    calls = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField()
    lines_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "queue_ticket"
        constraints = [
            models.UniqueConstraint(fields=["desk", "day", "label"], name="queue_ticket_once"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="queue_ticket_state_known"),
            models.CheckConstraint(
                condition=(AT_COUNTER & Q(counter__isnull=False)) | (~AT_COUNTER & Q(counter=None)),
                name="queue_ticket_at_counter",
            ),
            models.UniqueConstraint(
                fields=["counter"],
                condition=Q(state__in=["called", "serving"]),
                name="queue_ticket_one_a_counter",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "called", "serving"], ended_at=None)
                | (~Q(state__in=["waiting", "called", "serving"]) & Q(ended_at__isnull=False)),
                name="queue_ticket_ended_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["desk", "lane", "lines_at"], condition=Q(state="waiting"), name="queue_ticket_line"
            ),
            models.Index(fields=["desk", "day", "service"], name="queue_ticket_of_day"),
        ]

    def __str__(self) -> str:
        return self.label


class Turn(models.Model):
    """One calling of a ticket to a counter, with its end: what statistics and waiting times are made of."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="turns")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+", db_index=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+", db_index=False)
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="turns", db_index=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField()
    lane = models.CharField(max_length=5)
    waited_since = models.DateTimeField()
    called_at = models.DateTimeField()
    said_at = models.DateTimeField()
    calls = models.PositiveSmallIntegerField(default=1)
    served_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        db_table = "queue_turn"
        constraints = [
            models.UniqueConstraint(
                fields=["counter"], condition=Q(ended_at=None), name="queue_turn_one_a_counter"
            ),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(ended_at=None), name="queue_turn_one_a_ticket"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="queue_turn_ended_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "day", "said_at"], name="queue_turn_of_day"),
            models.Index(fields=["service", "-called_at"], name="queue_turn_of_service"),
            models.Index(fields=["counter", "-called_at"], name="queue_turn_of_counter"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} at {self.counter_id}"


class Rating(models.Model):
    """How somebody was served, 1 to 5, once for each ticket (đánh giá); nobody's name, no words."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="rating")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+", db_index=False)
    score = models.PositiveSmallIntegerField()
    rated_at = models.DateTimeField()

    append_only = True

    class Meta:
        db_table = "queue_rating"
        constraints = [
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="queue_rating_one_to_five")
        ]
        indexes = [models.Index(fields=["desk", "rated_at"], name="queue_rating_of_desk")]

    def __str__(self) -> str:
        return f"{self.score}"
