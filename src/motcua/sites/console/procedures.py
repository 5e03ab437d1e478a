"""The catalogue as administrators see it: how ready, who decides, which desk receives (TN19-9.1 to 9.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _

from motcua.agencies import administration, selectors
from motcua.eforms.schema import FormDocument
from motcua.kernel.clock import local_day, now
from motcua.procedures import services
from motcua.procedures.codes import CHANNEL_NAMES, LEVEL_NAMES, Channel, Level
from motcua.procedures.document import Duration, ProcedureDocument
from motcua.procedures.rules import limit_for
from motcua.procedures.selectors import administration as catalogue
from motcua.procedures.selectors import open_releases, open_where, releases_of
from motcua.processes.schema import Status
from motcua.sites.console import forms
from motcua.sites.console.acts import Act, Trail, actor_of, get_or_post, perform
from motcua.sites.console.rights import province_only
from motcua.sites.ui.typed import page_of
from motcua.workflow.selectors import units_in_charge_of

STATES = [
    ("", _("Tất cả")),
    ("form", _("Biểu mẫu chưa xong")),
    ("process", _("Quy trình chưa xong")),
    ("draft", _("Chưa có hiệu lực")),
]
COMPETENCE_NAMES = {
    "fixed": _("Một cơ quan cố định"),
    "commune_of_field": _("Cấp xã theo địa chỉ khai trong tờ khai"),
    "commune_chosen": _("Cấp xã do người nộp chọn"),
}
# what people call the parts of a description
KEY_NAMES = {
    "name": _("Tên thủ tục"),
    "field": _("Lĩnh vực"),
    "levels": _("Cấp thực hiện"),
    "agency": _("Cơ quan thực hiện"),
    "decision": _("Quyết định công bố"),
    "applicants": _("Đối tượng thực hiện"),
    "audiences": _("Đối tượng thực hiện"),
    "channels": _("Cách thức nộp"),
    "online_class": _("Mức độ trực tuyến"),
    "online_level": _("Mức độ trực tuyến"),
    "steps": _("Trình tự thực hiện"),
    "components": _("Thành phần hồ sơ"),
    "sets": _("Số bộ hồ sơ"),
    "cases": _("Các trường hợp"),
    "limits": _("Thời hạn giải quyết"),
    "fees": _("Phí, lệ phí"),
    "published_fees": _("Phí công bố theo cách nộp"),
    "results": _("Kết quả"),
    "conditions": _("Điều kiện"),
    "legal_basis": _("Căn cứ pháp lý"),
    "completion_limit": _("Trả lại hồ sơ chưa đủ"),
    "in_use_from": _("Ngày đưa vào sử dụng"),
    "registration": _("Thông tin đăng ký"),
    "guide": _("Hướng dẫn"),
    "faq": _("Câu hỏi thường gặp"),
    "related": _("Thủ tục liên quan"),
    "competence": _("Thẩm quyền giải quyết"),
    "short_name": _("Tên ngắn"),
    "keywords": _("Từ khoá tìm kiếm"),
    "coordinating_agency": _("Cơ quan phối hợp"),
    "local_code_suffix": _("Phần mã của tỉnh"),
    "steps_basis": _("Trình tự thực hiện"),
    "documents": _("Thành phần hồ sơ"),
    "document_notes": _("Ghi chú thành phần hồ sơ"),
    "time_limit": _("Thời hạn giải quyết"),
    "time_limits": _("Thời hạn giải quyết"),
    "related_codes": _("Thủ tục liên quan"),
    "internal_process": _("Quy trình nội bộ"),
    "internal_process_basis": _("Quy trình nội bộ"),
}
FORM_KEYS = frozenset({"form", "form_fields", "form_fields_basis"})  # told once, by their fields


@province_only
def listing(request: HttpRequest) -> HttpResponse:
    """All procedures with how far form and process are, and whether they are open online."""
    at = now()
    words, state = request.GET.get("q", ""), request.GET.get("tinh-trang", "")
    page = page_of(request.GET.get("trang", ""))
    rows, has_more = catalogue.releases_for_list(local_day(at), words, state, page)

    def link(number: int) -> str:
        query = request.GET.copy()
        query["trang"] = str(number)
        return f"?{query.urlencode()}"

    opened = open_releases(rows, at)
    facts = {
        "rows": [(one, one.id in opened, _is_in_force(one, at)) for one in rows],
        "standing": catalogue.standing(local_day(at)),
        "words": words,
        "state": state,
        "states": [(key, gettext(name)) for key, name in STATES],
        "previous": link(page - 1) if page > 1 else "",
        "next": link(page + 1) if has_more else "",
    }
    return render(request, "console/procedures.html", facts)


def _is_in_force(release: Any, at: Any) -> bool:
    day = local_day(at)
    return bool(
        release.state == "published"
        and release.effective_from <= day
        and (release.effective_to is None or day <= release.effective_to)
    )


@province_only
def page(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure: releases, what is to be confirmed, who decides, receives, handles and promises."""
    at = now()
    day = local_day(at)
    procedure = catalogue.procedure_named(code)
    release = catalogue.present_release(procedure, day)
    labels: dict[str, str] = {}
    facts: dict[str, Any] = {"procedure": procedure, "releases": releases_of(procedure.code)}
    competences = catalogue.competences_of(procedure)
    commitments = catalogue.commitments_of(procedure)
    levels = release.levels if release else []
    receptions = catalogue.receptions_of(procedure, levels, day)
    charges = units_in_charge_of(procedure.code, release.field if release else "")
    opened = open_where(release, at) if release else frozenset()
    names = selectors.agency_names_on(
        {
            *opened,
            *(one.agency_id for one in competences if one.agency_id),
            *(one.agency_id for one in receptions if one.agency_id),
            *(one.agency_id for one in commitments),
            *(one.agency_id for one in charges),
        },
        day,
    )
    places = administration.place_names(
        {one.unit_id for one in charges}, {one.desk_id for one in receptions}, day
    )
    received = [
        (
            one,
            places.get(one.desk_id, ""),
            names.get(one.agency_id, "") if one.agency_id else "",
            gettext(LEVEL_NAMES[Level(one.level)]) if one.level else "",
        )
        for one in receptions
    ]
    if release is not None:
        facts |= _readiness(release)
        labels = facts["labels"]
        facts["is_in_force"] = _is_in_force(release, at)
    facts |= {
        "release": release,
        "level_names": ", ".join(gettext(LEVEL_NAMES[Level(one)]) for one in levels),
        "open_agencies": sorted(names.get(one, "") for one in opened),
        "competences": [
            (
                one,
                gettext(COMPETENCE_NAMES[one.kind]),
                names.get(one.agency_id, "") if one.agency_id else labels.get(one.field, one.field),
            )
            for one in competences
        ],
        "own_receptions": [row for row in received if row[0].procedure_id],
        "general_receptions": [row for row in received if not row[0].procedure_id],
        "reception_count": len(received),
        "charges": [(one, names.get(one.agency_id, ""), places.get(one.unit_id, "")) for one in charges],
        "commitments": [
            (one, names.get(one.agency_id, ""), Duration(amount=one.amount, unit=one.unit).words)
            for one in commitments
        ],
    }
    return render(request, "console/procedure.html", facts)


def _readiness(release: Any) -> dict[str, Any]:
    """What stands between a release and online submission, and what an agency has yet to confirm."""
    document = release.procedure_document()
    form = FormDocument.model_validate(release.form)
    limit = limit_for(document).duration
    return {
        "document": document,
        "channel_names": ", ".join(gettext(CHANNEL_NAMES[Channel(one)]) for one in release.channels),
        "is_online": "online" in release.channels,
        "limit": limit.words if limit else "",
        "form_gaps": [gap.sentence for gap in form.gaps],
        "form_fields": len(form.by_id),
        "labels": {field.id: field.label for field in form.by_id.values()},
        "process_errors": services.process_errors(document, release.process_document()),
        "unconfirmed": list(dict.fromkeys(_unconfirmed(document, form))),
    }


def _unconfirmed(document: ProcedureDocument, form: FormDocument) -> Iterator[str]:
    """The parts of a description that no agency stands behind yet (chờ xác nhận)."""
    for key in document.provenance:
        if not document.is_confirmed(key) and key not in FORM_KEYS:
            known = KEY_NAMES.get(key)
            yield gettext(known) if known else gettext("Mục khác ({key})").format(key=key)
    rows: dict[str, Any] = {
        "components": document.components,
        "limits": document.limits,
        "fees": document.fees,
        "published_fees": document.published_fees,
    }
    for key, items in rows.items():
        waiting = sum(item.status is Status.TO_BE_CONFIRMED for item in items)
        if waiting and key not in document.provenance:
            yield gettext("{part} ({waiting} trong {total} mục)").format(
                part=gettext(KEY_NAMES[key]), waiting=waiting, total=len(items)
            )
    open_fields = sum(field.status == "to_be_confirmed" for field in form.by_id.values())
    if open_fields:
        yield gettext("Biểu mẫu điện tử ({waiting} trong {total} mục)").format(
            waiting=open_fields, total=len(form.by_id)
        )


def _trail(procedure: Any, name: str) -> Trail:
    return (
        (gettext("Thủ tục"), reverse("console:procedures")),
        (name, reverse("console:procedure", args=[procedure.code])),
    )


def _act(procedure: Any, title: str, submit: str, done: str, **more: Any) -> Act:
    release = catalogue.present_release(procedure, local_day(now()))
    name = release.name if release else procedure.code
    back = reverse("console:procedure", args=[procedure.code])
    return Act(
        title,
        submit,
        done,
        back,
        _trail(procedure, procedure.code),
        facts=[(pgettext("one", "Thủ tục"), name)],
        **more,
    )


def _agency_choices(empty: str) -> list[tuple[Any, str]]:
    return [("", empty), *((one.agency_id, one.name) for one in selectors.agencies_on(local_day(now())))]


@province_only
@get_or_post
def set_competence(request: HttpRequest, code: str) -> HttpResponse:
    """Ghi cơ quan có thẩm quyền từ một ngày."""
    procedure = catalogue.procedure_named(code)
    release = catalogue.present_release(procedure, local_day(now()))
    fields = []
    if release is not None:
        document = FormDocument.model_validate(release.form)
        fields = [(one.id, one.label) for one in document.by_id.values() if one.type == "address"]
    form = forms.CompetenceForm(
        request.POST or None,
        choices={
            "kind": [
                ("", gettext("– Chọn –")),
                *((key, gettext(name)) for key, name in COMPETENCE_NAMES.items()),
            ],
            "agency": _agency_choices(gettext("– Chọn –")),
            "field": [("", gettext("– Chọn –")), *fields],
        },
        initial={"valid_from": local_day(now()), "agency_kind": "people_committee"},
    )

    def save(given: dict[str, Any]) -> None:
        kind = given["kind"]
        services.set_competence(
            procedure_id=procedure.id,
            kind=kind,
            agency_id=UUID(given["agency"]) if kind == "fixed" else None,
            field="" if kind == "fixed" else given["field"],
            agency_kind=given["agency_kind"] or "people_committee",
            valid_from=given["valid_from"],
            instrument=given["instrument"],
            at=now(),
            actor=actor_of(request),
        )

    act = _act(
        procedure,
        gettext("Ghi cơ quan có thẩm quyền"),
        gettext("Ghi"),
        gettext("Đã ghi cơ quan có thẩm quyền."),
    )
    return perform(request, form, save, act)


@province_only
@get_or_post
def open_reception(request: HttpRequest, code: str) -> HttpResponse:
    """Giao một Bộ phận Một cửa tiếp nhận thủ tục này."""
    procedure = catalogue.procedure_named(code)
    today = local_day(now())
    desks = [(one.desk_id, one.name) for one in selectors.desks_on(today)]
    form = forms.ReceptionForm(
        request.POST or None,
        choices={
            "desk": [("", gettext("– Chọn –")), *desks],
            "agency": _agency_choices(gettext("Mọi cơ quan có thẩm quyền")),
        },
        initial={"valid_from": today},
    )

    def save(given: dict[str, Any]) -> None:
        services.open_reception(
            desk_id=UUID(given["desk"]),
            procedure_id=procedure.id,
            agency_id=UUID(given["agency"]) if given["agency"] else None,
            valid_from=given["valid_from"],
            instrument=given["instrument"],
            at=now(),
            actor=actor_of(request),
        )

    act = _act(
        procedure,
        gettext("Giao Bộ phận Một cửa tiếp nhận"),
        gettext("Giao tiếp nhận"),
        gettext("Đã giao tiếp nhận."),
    )
    return perform(request, form, save, act)


@province_only
@get_or_post
def close_reception(request: HttpRequest, code: str, reception_id: UUID) -> HttpResponse:
    """Kết thúc tiếp nhận tại một Bộ phận Một cửa."""
    procedure = catalogue.procedure_named(code)
    reception = catalogue.reception_named(reception_id)
    form = forms.LastDayForm(request.POST or None, initial={"last_day": local_day(now())})
    del form.fields["instrument"]

    def save(given: dict[str, Any]) -> None:
        services.close_reception(reception_id=reception_id, **given, at=now(), actor=actor_of(request))

    every = (
        ""
        if reception.procedure_id
        else gettext("Dòng này áp dụng cho nhiều thủ tục, không chỉ thủ tục đang xem.")
    )
    act = _act(
        procedure,
        gettext("Kết thúc tiếp nhận"),
        gettext("Kết thúc"),
        gettext("Đã ghi ngày kết thúc."),
        intro=every,
        kind="warning",
    )
    return perform(request, form, save, act)


@province_only
@get_or_post
def promise(request: HttpRequest, code: str) -> HttpResponse:
    """Ghi cam kết rút ngắn thời gian của một cơ quan (HG-17)."""
    procedure = catalogue.procedure_named(code)
    form = forms.PromiseForm(
        request.POST or None,
        choices={"agency": _agency_choices(gettext("– Chọn –"))},
        initial={"valid_from": local_day(now()), "unit": "working_day"},
    )

    def save(given: dict[str, Any]) -> None:
        services.promise_shorter_time(
            procedure_id=procedure.id,
            agency_id=UUID(given["agency"]),
            duration=Duration(amount=given["amount"], unit=given["unit"]),
            valid_from=given["valid_from"],
            instrument=given["instrument"],
            at=now(),
            actor=actor_of(request),
        )

    act = _act(
        procedure, gettext("Cam kết rút ngắn thời gian"), gettext("Ghi cam kết"), gettext("Đã ghi cam kết.")
    )
    return perform(request, form, save, act)
