"""The catalogue: procedures, the releases that dossiers pin (TN19-7.2), who decides, who receives.

As everywhere, the last day of a range is inside it.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value

from motcua.agencies.models import Agency, Dated, Desk
from motcua.kernel.uuid7 import uuid7
from motcua.procedures.document import ProcedureDocument
from motcua.processes.schema import ProcessDocument


class Procedure(models.Model):
    """A procedure as a lasting identity (thủ tục hành chính); what it says is in its releases.

    code           what dossiers, papers and addresses name: the national code; `2.000815.v2` for a second
                   procedure published under the same national code; `tam.<slug>` while no source gives a code
    national_code  `1.001193`, or empty
    suffix         the province's suffix (`H53`)
    slug           the name in addresses; also the name of its file in a folder of procedures
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=130, unique=True)
    code_is_provisional = models.BooleanField(default=False)
    national_code = models.CharField(max_length=20, blank=True)
    suffix = models.CharField(max_length=20, blank=True)
    slug = models.SlugField(max_length=120, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "procedure"
        indexes = [models.Index(fields=["national_code"], name="procedure_national_code")]
        constraints = [
            models.CheckConstraint(
                condition=Q(code_is_provisional=True) | ~Q(national_code=""), name="procedure_code_known"
            )
        ]

    def __str__(self) -> str:
        return self.code


def _in_force() -> Func:
    """Days in force; a release replaced on its own first day has none (its end is the day before)."""
    return Func(
        F("effective_from"),
        F("effective_to"),
        template="daterange(%(expressions)s + 1)",
        output_field=DateRangeField(),
    )


class Release(models.Model):
    """One version of a procedure: description, form and process frozen together (design §3).

    Once published nothing of it changes but its end, which only comes nearer (a trigger keeps this); a
    dossier keeps the release it started under.

    document, form, process  `ProcedureDocument`, the form document of eforms, `ProcessDocument` or null
    content_hash    SHA-256 of the three: the same content again is no new release
    form_ready      no field of the form waits for options or columns
    process_ready   the process was judged without errors
    the other columns repeat the document, so that lists and searches read no JSON
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        PUBLISHED = "published", "Đã công bố"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    effective_from = models.DateField(null=True)
    effective_to = models.DateField(null=True)
    decision = models.CharField(max_length=200, blank=True)
    withdrawal = models.CharField(max_length=200, blank=True)

    document = models.JSONField()
    form = models.JSONField()
    process = models.JSONField(null=True)
    content_hash = models.CharField(max_length=64)
    form_ready = models.BooleanField(default=False)
    process_ready = models.BooleanField(default=False)

    name = models.CharField(max_length=2000)
    field = models.CharField(max_length=200, blank=True)
    agency = models.CharField(max_length=500, blank=True)
    levels = ArrayField(models.CharField(max_length=20), default=list)
    audiences = ArrayField(models.CharField(max_length=40), default=list)
    channels = ArrayField(models.CharField(max_length=10), default=list)
    online_class = models.CharField(max_length=12)
    online_level = models.PositiveSmallIntegerField()
    search_text = models.TextField(blank=True)
    folded = models.GeneratedField(
        expression=Func(F("search_text"), function="vi_norm"),
        output_field=models.TextField(),
        db_persist=True,
    )
    words = models.GeneratedField(
        expression=Func(
            F("search_text"), template="to_tsvector('simple'::regconfig, vi_norm(%(expressions)s))"
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "procedure_release"
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="release_number_once"),
            models.CheckConstraint(condition=Q(state__in=["draft", "published"]), name="release_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(effective_from__isnull=False, published_at__isnull=False),
                name="release_published_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True)
                | Q(
                    effective_to__gte=Func(
                        F("effective_from"), template="%(expressions)s - 1", output_field=models.DateField()
                    )
                ),
                name="release_days_ordered",
            ),
            models.CheckConstraint(condition=Q(online_level__range=(1, 4)), name="release_online_level"),
            ExclusionConstraint(
                name="release_one_in_force",
                expressions=[("procedure", RangeOperators.EQUAL), (_in_force(), RangeOperators.OVERLAPS)],
                condition=Q(state="published"),
            ),
        ]
        indexes = [
            GinIndex(fields=["words"], name="release_words"),
            GinIndex(OpClass(F("folded"), name="gin_trgm_ops"), name="release_trigrams"),
            models.Index(fields=["field"], name="release_field"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} #{self.number}"

    def procedure_document(self) -> ProcedureDocument:
        """The description, typed."""
        return ProcedureDocument.model_validate(self.document)

    def process_document(self) -> ProcessDocument | None:
        """The process, typed; None when the procedure has none yet."""
        return None if self.process is None else ProcessDocument.model_validate(self.process)


def _one_at_a_time(name: str, *columns: str) -> ExclusionConstraint:
    days = Func(
        F("valid_from"), F("valid_to"), Value("[]"), function="daterange", output_field=DateRangeField()
    )
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((column, RangeOperators.EQUAL) for column in columns),
            (days, RangeOperators.OVERLAPS),
        ],
    )


def _ordered(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name=name
    )


class Competence(Dated):
    """Which agency decides a procedure, from one day to another (thẩm quyền giải quyết).

    kind   fixed: `agency` · commune_of_field: the commune of the place answered in `field` · commune_chosen:
           the commune that the applicant picks (in `field`, or under the reserved answer `commune_code`)
    """

    class Kind(models.TextChoices):
        FIXED = "fixed", "Một cơ quan cố định"
        COMMUNE_OF_FIELD = "commune_of_field", "UBND cấp xã theo địa chỉ khai trong tờ khai"
        COMMUNE_CHOSEN = "commune_chosen", "UBND cấp xã do người nộp chọn"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="competences")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="competences")
    field = models.CharField(max_length=80, blank=True)
    agency_kind = models.CharField(max_length=40, default="people_committee")

    class Meta:
        db_table = "procedure_competence"
        constraints = [
            _one_at_a_time("competence_one_at_a_time", "procedure"),
            _ordered("competence_days_ordered"),
            models.CheckConstraint(
                condition=Q(kind="fixed", agency__isnull=False)
                | Q(kind__in=["commune_of_field", "commune_chosen"], agency__isnull=True),
                name="competence_kind_fits",
            ),
            models.CheckConstraint(
                condition=~Q(kind="commune_of_field") | ~Q(field=""), name="competence_field_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}: {self.kind}"


class Reception(Dated):
    """Which desk receives which procedures for which competent agency (TN19-9.1 to 9.3).

    procedure  null = every procedure (of `level`, where one is given)
    level      a code of `codes.Level`, empty = every level
    agency     the competent agency it receives for; null = any (phi địa giới)
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="receptions")
    procedure = models.ForeignKey(Procedure, models.PROTECT, null=True, related_name="receptions")
    level = models.CharField(max_length=20, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="receptions")

    class Meta:
        db_table = "procedure_reception"
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "procedure", "level", "agency", "valid_from"],
                nulls_distinct=False,
                name="reception_once",
            ),
            _ordered("reception_days_ordered"),
            models.CheckConstraint(
                condition=Q(procedure__isnull=True) | Q(level=""), name="reception_procedure_or_level"
            ),
        ]
        indexes = [models.Index(fields=["procedure", "agency"], name="reception_by_procedure")]

    def __str__(self) -> str:
        return f"{self.desk_id} → {self.procedure_id or self.level or 'tất cả'}"


class Commitment(Dated):
    """A shorter time that an agency promises for a procedure (HG-17); it is shown and it is what counts.

    unit  working_day, working_hour, calendar_day or immediate
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="commitments")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="commitments")
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=20)

    class Meta:
        db_table = "procedure_commitment"
        constraints = [
            _one_at_a_time("commitment_one_at_a_time", "procedure", "agency"),
            _ordered("commitment_days_ordered"),
            models.CheckConstraint(
                condition=Q(unit__in=["working_day", "working_hour", "calendar_day"], amount__gt=0)
                | Q(unit="immediate", amount=0),
                name="commitment_unit_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.agency_id}: {self.amount} {self.unit}"


class DeskAuthorisation(Dated):
    """Who at a desk may decide a procedure in the name of an agency (ủy quyền giải quyết tại quầy); TN19-10.6.

    One officer (`account`), or everybody of a duty (`role`) at a desk.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="authorisations")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        db_table = "desk_authorisation"
        constraints = [
            _ordered("desk_authorisation_days_ordered"),
            models.CheckConstraint(
                condition=Q(account__isnull=False, desk__isnull=True, role="")
                | Q(account__isnull=True, desk__isnull=False, role__in=["receiver", "desk_head"]),
                name="desk_authorisation_whom",
            ),
            models.CheckConstraint(condition=~Q(instrument=""), name="desk_authorisation_instrument"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}: {self.account_id or self.desk_id}"


class OutsideDecision(Dated):
    """A procedure that is not received at a desk but where the officer goes (ngoài trụ sở); TN19-9.4.

    agency  for which it is so; null = for every agency
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="outside_decisions")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "outside_decision"
        constraints = [
            _ordered("outside_decision_days_ordered"),
            models.CheckConstraint(condition=~Q(instrument=""), name="outside_decision_instrument"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}: {self.agency_id or 'tất cả'}"
