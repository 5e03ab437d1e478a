"""Agencies, units, desks and who is posted where: a stable identity, dated versions (TN19-5.1, design §3).

Keys of other folders point to the identity, papers keep the name of the day. `valid_to` is the last
day on which a version holds; none means that it still does.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from motcua.agencies.rules import LEVEL_NAMES, ROLE_NAMES
from motcua.kernel.uuid7 import uuid7

# plain values: a migration must not import the house
_LEVELS = [(level.value, name) for level, name in LEVEL_NAMES.items()]
_ROLES = [(role.value, name) for role, name in ROLE_NAMES.items()]


def _days() -> Func:
    """PostgreSQL daterange with both days inside; no end is infinity."""
    return Func(
        F("valid_from"), F("valid_to"), Value("[]"), function="daterange", output_field=DateRangeField()
    )


def _one_at_a_time(name: str, *columns: str) -> ExclusionConstraint:
    """No two rows of the same `columns` hold on the same day."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((column, RangeOperators.EQUAL) for column in columns),
            (_days(), RangeOperators.OVERLAPS),
        ],
    )


def _ordered(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name=name
    )


def _folded(column: str = "name") -> models.GeneratedField:
    return models.GeneratedField(
        expression=Func(F(column), function="vi_norm"), output_field=models.TextField(), db_persist=True
    )


class Dated(models.Model):
    """What holds from one day to another, by a decision."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    instrument = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class Commune(Dated):
    """A commune, ward or special zone (xã, phường, đặc khu) as one decision drew it.

    Codes live on after mergers, so a code names one commune on a day, not for ever; communes abolished
    before codes were collected have none.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=5, null=True)
    name = models.CharField(max_length=120)
    folded = _folded()
    kind = models.CharField(max_length=20)
    district = models.CharField(max_length=120, blank=True)
    province_code = models.CharField(max_length=2)
    province_name = models.CharField(max_length=120)

    class Meta:
        db_table = "commune"
        constraints = [
            _one_at_a_time("commune_code_no_overlap", "code"),
            _one_at_a_time("commune_name_no_overlap", "province_code", "district", "name"),
            _ordered("commune_days_ordered"),
            models.CheckConstraint(
                condition=Q(code__isnull=True) | Q(code__regex=r"^\d{5}$"), name="commune_code_5_digits"
            ),
        ]
        indexes = [models.Index(fields=["province_code", "folded"], name="commune_by_name")]

    def __str__(self) -> str:
        return self.name


class CommuneSuccession(models.Model):
    """What became of an abolished commune: it went whole, or in part, into another."""

    class Share(models.TextChoices):
        WHOLE = "whole", "Toàn bộ"
        PART = "part", "Một phần"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    predecessor = models.ForeignKey(Commune, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Commune, models.PROTECT, related_name="origins")
    on = models.DateField()
    share = models.CharField(max_length=5, choices=Share.choices)
    instrument = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "commune_succession"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="commune_succession_once"),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="commune_not_own_successor"
            ),
            models.CheckConstraint(condition=Q(share__in=["whole", "part"]), name="commune_share_known"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Agency(models.Model):
    """The identity of an agency (cơ quan); what it is called and where it sits is in its versions.

    `key` is its name in a province file, so that loading again finds it; `code` its identifier by
    Quyết định 20/2020/QĐ-TTg, provisional while no decision has been entered.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=35, unique=True)
    code_is_provisional = models.BooleanField(default=False)
    key = models.CharField(max_length=80, unique=True, null=True)

    class Meta:
        db_table = "agency"
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z0-9]+(\.[A-Z0-9]+)*$"), name="agency_code_shape"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class AgencyVersion(Dated):
    """How an agency is called, placed and reached from one day to another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="versions")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=120)
    folded = _folded()
    level = models.CharField(max_length=10, choices=_LEVELS)
    kind = models.CharField(max_length=40)
    parent = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="children")
    commune_code = models.CharField(max_length=5, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)

    class Meta:
        db_table = "agency_version"
        constraints = [
            _one_at_a_time("agency_version_no_overlap", "agency"),
            _ordered("agency_version_days_ordered"),
            models.CheckConstraint(
                condition=Q(level__in=[code for code, _ in _LEVELS]), name="agency_level_known"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("agency")), name="agency_not_own_parent"
            ),
        ]
        indexes = [
            models.Index(fields=["commune_code", "kind"], name="agency_version_by_commune"),
            models.Index(fields=["parent"], name="agency_version_by_parent"),
            models.Index(fields=["folded"], name="agency_version_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """An agency's work went to another on a day (chuyển giao nhiệm vụ)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    predecessor = models.ForeignKey(Agency, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Agency, models.PROTECT, related_name="origins")
    on = models.DateField()
    is_main = models.BooleanField(default=True)
    instrument = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "agency_succession"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="agency_succession_once"),
            models.UniqueConstraint(
                fields=["predecessor"], condition=Q(is_main=True), name="agency_one_main_successor"
            ),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="agency_not_own_successor"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Unit(models.Model):
    """The identity of a unit inside an agency (phòng, chi nhánh)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units")
    key = models.CharField(max_length=80)

    class Meta:
        db_table = "unit"
        constraints = [models.UniqueConstraint(fields=["agency", "key"], name="unit_key_once")]

    def __str__(self) -> str:
        return self.key


class UnitVersion(Dated):
    """How a unit is called from one day to another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)

    class Meta:
        db_table = "unit_version"
        constraints = [
            _one_at_a_time("unit_version_no_overlap", "unit"),
            _ordered("unit_version_days_ordered"),
        ]

    def __str__(self) -> str:
        return self.name


class Desk(models.Model):
    """The identity of a one-stop desk (Bộ phận Một cửa) and the agency it belongs to.

    A department's counter at the provincial centre belongs to the department; `host` is the centre's desk.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="desks")
    key = models.CharField(max_length=80)
    host = models.ForeignKey("self", models.PROTECT, null=True, related_name="counters")

    class Meta:
        db_table = "desk"
        constraints = [
            models.UniqueConstraint(fields=["agency", "key"], name="desk_key_once"),
            models.CheckConstraint(
                condition=Q(host__isnull=True) | ~Q(host=F("id")), name="desk_not_own_host"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class DeskVersion(Dated):
    """How a desk is called and reached from one day to another; no calendar name is the province's own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="versions")
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    calendar_name = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "desk_version"
        constraints = [
            _one_at_a_time("desk_version_no_overlap", "desk"),
            _ordered("desk_version_days_ordered"),
        ]

    def __str__(self) -> str:
        return self.name


class Pool(models.Model):
    """The one id that tasks wait in: a duty at a place of work."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="pools")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="pools")
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, related_name="pools")
    role = models.CharField(max_length=30, choices=_ROLES)

    class Meta:
        db_table = "pool"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "unit", "desk", "role"], nulls_distinct=False, name="pool_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=[code for code, _ in _ROLES]), name="pool_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.agency_id}"


class Posting(Dated):
    """An officer does a duty at a place from one day to another (phân công); TN14-8.1, NB18-14.1.

    The place and the duty are the pool's; they are repeated here so that lists need no join.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="postings")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="postings")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="postings")
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, related_name="postings")
    role = models.CharField(max_length=30, choices=_ROLES)
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="postings")

    class Meta:
        db_table = "posting"
        constraints = [
            _one_at_a_time("posting_no_overlap", "account", "pool"),
            _ordered("posting_days_ordered"),
            models.CheckConstraint(
                condition=Q(role__in=[code for code, _ in _ROLES]), name="posting_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.role}"


class Setting(Dated):
    """A choice that the law leaves to the province (no agency) or to one agency, from one day to another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=60)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="settings")
    value = models.JSONField()

    class Meta:
        db_table = "setting"
        constraints = [
            models.UniqueConstraint(
                fields=["name", "agency", "valid_from"], nulls_distinct=False, name="setting_once"
            ),
            _ordered("setting_days_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class Delegation(Dated):
    """An officer's duty is done by a colleague from one day to another (uỷ quyền, nghỉ phép); TN19-14.5.

    The duty stays the giver's; what the delegate does is written down as done on the giver's behalf.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    delegate = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="delegations")

    class Meta:
        db_table = "delegation"
        constraints = [
            _one_at_a_time("delegation_no_overlap", "giver", "pool"),
            _ordered("delegation_days_ordered"),
            models.CheckConstraint(condition=~Q(giver=F("delegate")), name="delegation_to_another"),
            models.CheckConstraint(condition=Q(valid_to__isnull=False), name="delegation_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} → {self.delegate_id}"
