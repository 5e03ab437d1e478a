"""Loading a province file: what it names and the database lacks is entered; loading again changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from motcua.agencies.document import (
    AgencyEntry,
    CommuneAgencyEntry,
    CommuneEntry,
    DeskEntry,
    OrganisationDocument,
    ProvinceEntry,
    UnitEntry,
)
from motcua.agencies.errors import BrokenOrganisationFile
from motcua.agencies.mergers import Former, Unresolved, read_mergers
from motcua.agencies.models import Agency, AgencyVersion, Commune, CommuneSuccession, Desk, Succession, Unit
from motcua.agencies.rules import AgencyFacts, Level, next_code
from motcua.agencies.services.structure import open_agency, open_desk, open_unit, succeed
from motcua.kernel.text import nfc


@dataclass
class Report:
    """What loading did: counts of what was made and met, what differs, what nobody can read or knows."""

    created: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    provisional_codes: int = 0


@transaction.atomic
def load_organisation(document: OrganisationDocument, *, at: datetime) -> Report:
    """Enter the agencies, communes and successions of a province file (nạp tổ chức bộ máy).

    Takes
        document   see `motcua.agencies.document`; the present province first, then those it was made of
        at         when the loading happens
    Gives
        Report; agencies whose identifier the file does not settle bear a provisional one, numbered in the
        order of the file. What is entered already is left alone: `differing` tells where the file disagrees
    Refuses
        BrokenOrganisationFile (a key that nothing bears)
    Writes
        identities, versions, desks, successions; one event of each agency for each of them
    """
    return _Loader(at).load(document)


def _place(name: str) -> str:
    """“Xã Tân Biên” inside a sentence: “xã Tân Biên”."""
    return name[:1].lower() + name[1:]


def _commune_key(kind: str, province: str, name: str, district: str, code: str | None) -> str:
    """The key of a commune's agency; names keep their marks, for without them two communes can be one."""
    if code:
        return f"{kind}-{code}"
    return "-".join([kind, province, *nfc(f"{name} {district}").casefold().split()])


class _Loader:
    """One loading: what is in the database already, and the report so far."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.report = Report()
        self.agencies = {agency.key: agency for agency in Agency.objects.exclude(key=None)}
        self.codes = set(Agency.objects.values_list("code", flat=True))
        self.versions: dict[UUID, list[AgencyVersion]] = {}
        for version in AgencyVersion.objects.order_by("valid_from"):
            self.versions.setdefault(version.agency_id, []).append(version)
        self.units = set(Unit.objects.values_list("agency_id", "key"))
        self.desks = {(desk.agency_id, desk.key): desk for desk in Desk.objects.all()}
        self.communes = {
            (row.province_code, row.district, row.name, row.valid_from): row for row in Commune.objects.all()
        }
        self.succeeded = set(Succession.objects.values_list("predecessor_id", "successor_id"))
        self.committees: dict[UUID, Agency] = {}

    def load(self, document: OrganisationDocument) -> Report:
        for province in document.provinces:
            self.report.unresolved += [
                Unresolved(province.name, gap, "nguồn không cung cấp") for gap in province.gaps
            ]
            for entry in province.agencies:
                self._agency(province, entry)
            self._districts(province)
            for commune in province.communes:
                self._commune(province, commune, "")
            self._counters(province)
        for province in document.provinces:
            self._mergers(province, document.provinces)
            self._successions(province)
        return self.report

    # agencies

    def _agency(self, province: ProvinceEntry, entry: AgencyEntry, commune: str = "") -> Agency:
        first = entry.valid_from or province.valid_from
        last = entry.valid_to or province.valid_to
        instrument = entry.instrument or province.instrument
        facts = AgencyFacts(
            name=nfc(entry.name),
            short_name=nfc(entry.short_name or entry.name),
            level=entry.level,
            kind=entry.kind,
            parent_id=self._key(entry.parent).id if entry.parent else None,
            commune_code=commune,
        )
        agency = self.agencies.get(entry.key)
        if agency is None:
            agency = self._open(province, entry, facts, (first, last), instrument)
        else:
            self._compare(agency, facts, first)
        for unit in entry.units:
            self._unit(agency, unit, (first, last), instrument)
        for desk in entry.desks:
            self._desk(agency, desk, (first, last), instrument)
        return agency

    def _open(
        self,
        province: ProvinceEntry,
        entry: AgencyEntry,
        facts: AgencyFacts,
        days: tuple[date, date | None],
        instrument: str,
    ) -> Agency:
        is_provisional = not entry.code or entry.code_status == "recalled"
        above = self._key(entry.parent).code if entry.parent else province.agency_code
        code = entry.code or next_code(above, self.codes)
        agency = open_agency(
            code=code,
            code_is_provisional=is_provisional,
            key=entry.key,
            facts=facts,
            valid_from=days[0],
            valid_to=days[1],
            instrument=instrument,
            at=self.at,
        )
        self.codes.add(code)
        self.agencies[entry.key] = agency
        self.report.created["agency"] += 1
        self.report.provisional_codes += is_provisional
        return agency

    def _compare(self, agency: Agency, facts: AgencyFacts, first: date) -> None:
        """Tell where the file contradicts what is entered; a decision changes it, not a file."""
        self.report.unchanged["agency"] += 1
        version = next((row for row in self.versions.get(agency.id, []) if row.valid_from == first), None)
        if version is None:
            self.report.differing.append(f"{agency.key}: không có thông tin từ ngày {first:%d/%m/%Y}")
            return
        said = {
            "name": facts.name,
            "short_name": facts.short_name,
            "level": facts.level.value,
            "kind": facts.kind,
            "parent_id": facts.parent_id,
            "commune_code": facts.commune_code,
        }
        self.report.differing += [
            f"{agency.key}: {name} là “{getattr(version, name)}”, trong tệp là “{value}”"
            for name, value in said.items()
            if getattr(version, name) != value
        ]

    def _key(self, key: str) -> Agency:
        if key not in self.agencies:
            raise BrokenOrganisationFile(where=key, why="không có cơ quan nào mang khoá này")
        return self.agencies[key]

    def _unit(self, agency: Agency, unit: UnitEntry, days: tuple[date, date | None], instrument: str) -> None:
        if (agency.id, unit.key) in self.units:
            self.report.unchanged["unit"] += 1
            return
        open_unit(
            agency_id=agency.id,
            key=unit.key,
            name=unit.name,
            kind=unit.kind,
            valid_from=days[0],
            valid_to=days[1],
            instrument=instrument,
            at=self.at,
        )
        self.units.add((agency.id, unit.key))
        self.report.created["unit"] += 1

    def _desk(
        self,
        agency: Agency,
        desk: DeskEntry,
        days: tuple[date, date | None],
        instrument: str,
        host: Desk | None = None,
    ) -> None:
        if (agency.id, desk.key) in self.desks:
            self.report.unchanged["desk"] += 1
            return
        self.desks[agency.id, desk.key] = open_desk(
            agency_id=agency.id,
            key=desk.key,
            name=desk.name,
            host_id=host.id if host else None,
            valid_from=days[0],
            valid_to=days[1],
            instrument=instrument,
            at=self.at,
        )
        self.report.created["desk"] += 1

    def _counters(self, province: ProvinceEntry) -> None:
        for counters in province.counters:
            host = self.desks.get((self._key(counters.host).id, counters.desk))
            if host is None:
                raise BrokenOrganisationFile(where=counters.host, why=f"không có quầy {counters.desk}")
            for entry in province.agencies:
                if entry.kind in counters.kinds:
                    name = counters.name.format(agency=entry.name)
                    desk = DeskEntry(key=f"quay-{counters.host}", name=name)
                    days = (province.valid_from, province.valid_to)
                    self._desk(self._key(entry.key), desk, days, province.instrument, host)

    # communes

    def _districts(self, province: ProvinceEntry) -> None:
        for district in province.districts:
            template = province.district_agency
            if template:
                key = _commune_key(template.kind, province.key, district.name, "", None)
                self._agency(province, _filled(template, key, district.name, ""))
                if province.valid_to:
                    why = "cấp huyện kết thúc hoạt động, nhiệm vụ chia về nhiều xã, phường"
                    self.report.unresolved.append(Unresolved(province.name, district.name, why))
            for name in district.communes:
                former = Former(nfc(name), district.name)
                self._commune(province, CommuneEntry(name=name, type=former.kind), district.name)

    def _commune(self, province: ProvinceEntry, entry: CommuneEntry, district: str) -> Commune:
        name = nfc(entry.name)
        instrument = province.commune_instrument or province.instrument
        identity = (province.code, district, name, province.valid_from)
        commune = self.communes.get(identity)
        if commune is None:
            commune = self.communes[identity] = Commune.objects.create(
                code=entry.code,
                name=name,
                kind=entry.type,
                district=district,
                province_code=province.code,
                province_name=province.name,
                valid_from=province.valid_from,
                valid_to=province.valid_to,
                instrument=instrument,
            )
            self.report.created["commune"] += 1
        else:
            self.report.unchanged["commune"] += 1
            if commune.code != entry.code:
                self.report.differing.append(f"{name}: mã là {commune.code}, trong tệp là {entry.code}")
        for template in province.commune_agencies:
            key = _commune_key(template.kind, province.key, name, district, entry.code)
            filled = _filled(template, key, name, entry.type).model_copy(update={"instrument": instrument})
            agency = self._agency(province, filled, entry.code or "")
            if template.level is Level.COMMUNE:
                self.committees[commune.id] = agency
        return commune

    def _mergers(self, province: ProvinceEntry, provinces: Iterable[ProvinceEntry]) -> None:
        """What the communes of this province were made of, one former province at a time."""
        new = {entry.code: self._known(province, entry.name) for entry in province.communes if entry.code}
        for former in provinces:
            sentences = {
                entry.code: entry.merged_from
                for entry in province.communes
                if entry.code and entry.former == former.key
            }
            if not sentences:
                continue
            listed = [Former(nfc(name), d.name) for d in former.districts for name in d.communes]
            mergers = read_mergers(sentences, listed)
            self.report.unresolved += mergers.unresolved
            for origin, codes in mergers.successors.items():
                entry = CommuneEntry(name=origin.name, type=origin.kind)
                old = (
                    self.communes[former.code, origin.district, origin.name, former.valid_from]
                    if listed
                    else self._commune(former, entry, origin.district)
                )
                self._commune_successions(old, [new[code] for code in codes], province)

    def _known(self, province: ProvinceEntry, name: str) -> Commune:
        return self.communes[province.code, "", nfc(name), province.valid_from]

    def _commune_successions(self, old: Commune, heirs: list[Commune], province: ProvinceEntry) -> None:
        share = CommuneSuccession.Share.WHOLE if len(heirs) == 1 else CommuneSuccession.Share.PART
        instrument = province.commune_instrument or province.instrument
        # a divided commune's running dossiers go where its name went, else to the first that is named
        main = next((heir for heir in heirs if heir.name == old.name), heirs[0])
        for heir in heirs:
            _, is_new = CommuneSuccession.objects.get_or_create(
                predecessor=old,
                successor=heir,
                defaults={"on": province.valid_from, "share": share, "instrument": instrument},
            )
            self._count("commune_succession", is_new=is_new)
            if old.id in self.committees and heir.id in self.committees:
                pair = (self.committees[old.id], self.committees[heir.id])
                self._succeed(*pair, province.valid_from, instrument, is_main=heir is main)

    # successions

    def _successions(self, province: ProvinceEntry) -> None:
        for entry in province.agencies:
            last = entry.valid_to or province.valid_to
            if last is None:
                continue
            if not entry.succeeded_by:
                why = "chưa rõ cơ quan kế thừa"
                self.report.unresolved.append(Unresolved(province.name, entry.name, why))
                continue
            pair = (self._key(entry.key), self._key(entry.succeeded_by))
            self._succeed(*pair, last + timedelta(days=1), entry.instrument, is_main=True)

    def _succeed(self, old: Agency, new: Agency, on: date, instrument: str, *, is_main: bool) -> None:
        is_new = (old.id, new.id) not in self.succeeded
        if is_new:
            succeed(
                predecessor_id=old.id,
                successor_id=new.id,
                on=on,
                instrument=instrument,
                is_main=is_main,
                at=self.at,
            )
            self.succeeded.add((old.id, new.id))
        self._count("succession", is_new=is_new)

    def _count(self, what: str, *, is_new: bool) -> None:
        (self.report.created if is_new else self.report.unchanged)[what] += 1


def _filled(template: CommuneAgencyEntry, key: str, name: str, kind: str) -> AgencyEntry:
    """The entry of one commune's agency; units that only other kinds of communes have are left out."""
    place = _place(name)
    return AgencyEntry.model_construct(
        key=key,
        name=template.name.format(place=place),
        short_name=template.short_name.format(place=place),
        level=template.level,
        kind=template.kind,
        parent=template.parent,
        units=tuple(unit for unit in template.units if not unit.only or kind in unit.only),
        desks=tuple(DeskEntry(key=desk.key, name=desk.name.format(place=place)) for desk in template.desks),
    )
