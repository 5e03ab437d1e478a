"""People, enterprises and who may act for whom. Dossiers keep snapshots; these are the living records.

A personal number is kept twice and readable never: sealed (`number_sealed`, to show it to its owner) and as
a keyed hash (`number_hash`, to find it). The keys are no part of the database or its backups.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q

from motcua.kernel.uuid7 import uuid7


def _folded(column: str) -> models.GeneratedField:
    return models.GeneratedField(
        expression=Func(F(column), function="vi_norm"), output_field=models.TextField(), db_persist=True
    )


class Person(models.Model):
    """A natural person (cá nhân), with or without an account."""

    class Sex(models.TextChoices):
        MALE = "male", "Nam"
        FEMALE = "female", "Nữ"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="person")
    full_name = models.CharField(max_length=200)
    folded = _folded("full_name")
    number_sealed = models.TextField(blank=True)
    number_hash = models.CharField(max_length=64, unique=True, null=True)
    born_on = models.DateField(null=True)
    sex = models.CharField(max_length=6, choices=Sex.choices, blank=True)
    phone = models.CharField(max_length=15, blank=True)
    email = models.EmailField(blank=True)
    address = models.JSONField(default=dict, blank=True)

    class Meta:
        db_table = "person"
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=["", "male", "female"]), name="person_sex_known"),
            models.CheckConstraint(
                condition=Q(number_hash__isnull=True, number_sealed="")
                | (Q(number_hash__isnull=False) & ~Q(number_sealed="")),
                name="person_number_sealed_and_hashed",
            ),
        ]
        indexes = [
            models.Index(OpClass("folded", name="text_pattern_ops"), name="person_by_name"),
            GinIndex(OpClass("folded", name="gin_trgm_ops"), name="person_by_fragment"),
        ]

    def __str__(self) -> str:
        return self.full_name


class Enterprise(models.Model):
    """An enterprise, cooperative, household business or other body (tổ chức), known by its tax code."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="enterprise"
    )
    name = models.CharField(max_length=300)
    folded = _folded("name")
    tax_code = models.CharField(max_length=14, unique=True)
    representative = models.ForeignKey(Person, models.PROTECT, null=True, related_name="represented")
    phone = models.CharField(max_length=15, blank=True)
    email = models.EmailField(blank=True)
    address = models.JSONField(default=dict, blank=True)

    class Meta:
        db_table = "enterprise"
        indexes = [
            models.Index(OpClass("folded", name="text_pattern_ops"), name="enterprise_by_name"),
            GinIndex(OpClass("folded", name="gin_trgm_ops"), name="enterprise_by_fragment"),
        ]

    def __str__(self) -> str:
        return self.name


class Mandate(models.Model):
    """The right of one person to act for another, or for an enterprise (đại diện, ủy quyền)."""

    class Kind(models.TextChoices):
        PARENT = "parent", "Cha, mẹ"
        GUARDIAN = "guardian", "Người giám hộ"
        AUTHORISED = "authorised", "Người được ủy quyền"
        LEGAL_REPRESENTATIVE = "legal_representative", "Người đại diện theo pháp luật"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="mandates_given")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, related_name="mandates_given")
    representative = models.ForeignKey(Person, models.PROTECT, related_name="mandates_held")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    evidence = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "mandate"
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, enterprise__isnull=True)
                | Q(person__isnull=True, enterprise__isnull=False),
                name="mandate_one_principal",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | ~Q(person=F("representative")),
                name="mandate_not_for_oneself",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="mandate_days_ordered",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["parent", "guardian", "authorised", "legal_representative"]),
                name="mandate_kind_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind="legal_representative") | Q(enterprise__isnull=False),
                name="mandate_legal_is_of_enterprise",
            ),
        ]
        indexes = [
            models.Index(fields=["representative"], name="mandate_by_representative"),
            models.Index(fields=["person"], name="mandate_by_person"),
            models.Index(fields=["enterprise"], name="mandate_by_enterprise"),
        ]

    def __str__(self) -> str:
        return f"{self.representative_id}: {self.kind}"
