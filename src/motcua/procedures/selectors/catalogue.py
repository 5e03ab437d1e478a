"""The public catalogue: search and browse. Everything given is frozen and plain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, TrigramWordSimilarity
from django.db.models import Case, F, FloatField, Func, Q, QuerySet, Value, When
from django.db.models.functions import Greatest, Length

from motcua.agencies.selectors import agency_names_on, held_on
from motcua.kernel.phrases import joined, phrase
from motcua.kernel.text import fold, nfc
from motcua.procedures.codes import (
    AUDIENCE_NAMES,
    LEVEL_NAMES,
    ONLINE_CLASS_NAMES,
    Audience,
    Level,
    OnlineClass,
)
from motcua.procedures.models import Competence, Release
from motcua.procedures.selectors.releases import in_force

# how alike a mistyped search must be to a run of words of a name
LIKE_ENOUGH = 0.5
COMMUNES, COMMUNE_POLICE = "commune", "commune_police"
_COMMUNE_GROUPS = {"people_committee": COMMUNES, "police": COMMUNE_POLICE}
_COMMUNE_NAMES = {
    COMMUNES: phrase("Ủy ban nhân dân xã, phường"),
    COMMUNE_POLICE: phrase("Công an xã, phường"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One procedure in a list."""

    release_id: UUID
    code: str
    code_is_provisional: bool
    slug: str
    name: str
    field: str
    levels: tuple[Level, ...]
    audiences: tuple[Audience, ...]
    agency: str
    online_class: OnlineClass
    online_level: int
    effective_from: date | None

    @property
    def level_names(self) -> str:
        return joined(", ", (LEVEL_NAMES[level] for level in self.levels))

    @property
    def online_class_name(self) -> str:
        return ONLINE_CLASS_NAMES[self.online_class]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; `is_guess` when nothing matched and these are only alike."""

    total: int
    items: tuple[Card, ...]
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """One way into the catalogue: a field, a level, an audience, an agency; `key` is the filter's value."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Browse:
    """All ways into the catalogue, with how many procedures lie behind each."""

    total: int
    fields: tuple[Group, ...]
    levels: tuple[Group, ...]
    audiences: tuple[Group, ...]
    agencies: tuple[Group, ...]


# search


def search(
    q: str = "",
    *,
    day: date,
    field: str = "",
    level: str = "",
    audience: str = "",
    agency: str = "",
    channel: str = "",
    offset: int = 0,
    limit: int | None = 20,
) -> Found:
    """Procedures in force, by words with or without marks, also mistyped, or by code.

    Takes
        q       words (every one must be found, the last may be unfinished) or a code; empty = all
        field   name of the field; level, audience, channel  codes; agency  key of a browse group
        limit   None = all; the catalogue of a province has some two thousand procedures, so it may be counted
    Gives
        the best first; when no procedure has all words, those whose names are alike, marked as a guess
    """
    rows = in_force(day)
    if field:
        rows = rows.filter(field=field)
    if level:
        rows = rows.filter(levels__contains=[level])
    if audience:
        rows = rows.filter(audiences__contains=[audience])
    if channel:
        rows = rows.filter(channels__contains=[channel])
    if agency:
        rows = rows.filter(procedure_id__in=_procedures_of(agency, day))
    words = _words(q)
    if not words:
        return _found(rows.order_by("field", "name"), offset, limit)
    exact = _ranked(rows.filter(_matches(words, q)), words)
    found = _found(exact, offset, limit)
    if found.total:
        return found
    return _found(_alike(rows, words), offset, limit, is_guess=True)


def _words(q: str) -> list[str]:
    """The words of a search, folded; what is no letter or digit separates."""
    letters = "".join(one if one.isalnum() else " " for one in fold(nfc(q[:200])))
    return letters.split()


def _matches(words: list[str], q: str) -> Q:
    prefixes = " & ".join(f"{word}:*" for word in words)
    code = nfc(q).upper()
    return (
        Q(words=SearchQuery(prefixes, config="simple", search_type="raw"))
        | Q(procedure__code__istartswith=code)
        | Q(procedure__slug=q)
    )


def _ranked(rows: QuerySet[Release], words: list[str]) -> QuerySet[Release]:
    """Names that have the words first, then those whose field or result has them; shorter names first."""
    name = Func(F("name"), function="vi_norm")
    has_all = Q()
    for word in words:
        has_all &= Q(plain__contains=word)
    return (
        rows.annotate(plain=name, length=Length("name"))
        .annotate(place=Case(When(has_all, then=Value(0)), default=Value(1)))
        .order_by("place", "length", "name")
    )


def _alike(rows: QuerySet[Release], words: list[str]) -> QuerySet[Release]:
    """Procedures that nearly have these words: in one run, or word by word for a long question."""
    typed = " ".join(words)
    return (
        rows.annotate(
            likeness=Greatest(
                TrigramWordSimilarity(typed, "folded"),
                Func(
                    Value(typed),
                    F("folded"),
                    function="strict_word_similarity",
                    output_field=FloatField(),
                ),
            ),
            length=Length("name"),
        )
        .filter(likeness__gte=LIKE_ENOUGH)
        .order_by("-likeness", "length", "name")
    )


def _found(rows: QuerySet[Release], offset: int, limit: int | None, *, is_guess: bool = False) -> Found:
    shown = rows[offset : offset + limit] if limit is not None else rows[offset:]
    items = tuple(cards(shown))
    full = limit is not None and len(items) == limit
    total = rows.count() if full or (offset and not items) else offset + len(items)
    return Found(total, items, is_guess and total > 0)


_CARD = (
    *("id", "procedure__code", "procedure__code_is_provisional", "procedure__slug", "name", "field"),
    *("levels", "audiences", "agency", "online_class", "online_level", "effective_from"),
)


def cards(rows: QuerySet[Release]) -> Iterable[Card]:
    """The releases as they stand in lists."""
    for row in rows.values_list(*_CARD):
        yield _card(row)


def _card(row: tuple[Any, ...]) -> Card:
    release_id, code, provisional, slug, name, field, levels, audiences, agency, kind, level, since = row
    return Card(
        release_id=release_id,
        code=code,
        code_is_provisional=provisional,
        slug=slug,
        name=name,
        field=field,
        levels=tuple(Level(one) for one in levels),
        audiences=tuple(Audience(one) for one in audiences),
        agency=agency,
        online_class=OnlineClass(kind),
        online_level=level,
        effective_from=since,
    )


# browse


def browse(day: date) -> Browse:
    """Fields, levels, audiences and agencies with their numbers of procedures (DN15-4.1a); three statements."""
    rows = list(in_force(day).values_list("procedure_id", "field", "levels", "audiences"))
    groups = _agency_groups(day)
    agencies = Counter(groups[row[0]] for row in rows if row[0] in groups)
    names = _agency_group_names(agencies, day)
    return Browse(
        total=len(rows),
        fields=_groups(Counter(row[1] for row in rows if row[1]), lambda key: key),
        levels=_groups(Counter(one for row in rows for one in row[2]), lambda key: LEVEL_NAMES[Level(key)]),
        audiences=_groups(
            Counter(one for row in rows for one in row[3]), lambda key: AUDIENCE_NAMES[Audience(key)]
        ),
        agencies=_groups(agencies, lambda key: names.get(key, "")),
    )


def _groups(counts: Counter[str], name: Callable[[str], str]) -> tuple[Group, ...]:
    groups = [Group(key, name(key), count) for key, count in counts.items() if name(key)]
    return tuple(sorted(groups, key=lambda group: (-group.count, fold(group.name))))


def _agency_groups(day: date) -> dict[UUID, str]:
    """Which agency group each procedure belongs to: an agency's id, or one of the two kinds of communes."""
    rows = Competence.objects.filter(held_on(day)).values_list("procedure_id", "agency_id", "agency_kind")
    return {
        procedure_id: str(agency_id) if agency_id else _COMMUNE_GROUPS.get(kind, COMMUNES)
        for procedure_id, agency_id, kind in rows
    }


def _procedures_of(agency: str, day: date) -> list[UUID]:
    return [procedure_id for procedure_id, group in _agency_groups(day).items() if group == agency]


def _agency_group_names(groups: Iterable[str], day: date) -> dict[str, str]:
    ids = [UUID(key) for key in groups if key not in _COMMUNE_NAMES]
    return _COMMUNE_NAMES | {str(key): name for key, name in agency_names_on(ids, day).items()}
