"""Addresses of the administrators' site."""

from __future__ import annotations

from datetime import date

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from motcua.sites.console import (
    agencies,
    calendars,
    clock_rules,
    closing,
    counter,
    devices,
    health,
    home,
    post,
    procedures,
    providers,
    releases,
    runs,
    settings,
    wordings,
    zalo,
)
from motcua.sites.console.officers import accounts, duties, leave, pages


class _AccountActs(StringConverter):
    """Only the acts there are."""

    regex = "|".join(accounts.ACCOUNT_ACTS)


class _Day:
    """An ISO day; another text is no address of ours."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(_AccountActs, "account_act")
register_converter(_Day, "iso_day")

app_name = "console"
urlpatterns = [
    path("", home.page, name="home"),
    path("zalo/", zalo.page, name="zalo"),
    path("zalo/khai-bao", zalo.set_account, name="zalo_account"),
    path("zalo/cap-quyen", zalo.begin_grant, name="zalo_grant"),
    path("zalo/da-cap", zalo.granted, name="zalo_granted"),
    path("zalo/mau-tin", zalo.template, name="zalo_template"),
    path("zalo/thu-tuc", zalo.open_one, name="zalo_open"),
    path("zalo/thu-tuc/<uuid:row_id>/dong", zalo.close_one, name="zalo_close"),
    path("co-quan/", agencies.listing, name="agencies"),
    path("co-quan/xa-phuong", agencies.communes, name="communes"),
    path("co-quan/<uuid:agency_id>/", agencies.page, name="agency"),
    path("co-quan/<uuid:agency_id>/ma", agencies.settle_code, name="settle_code"),
    path("co-quan/<uuid:agency_id>/chuyen-ho-so", runs.carry_over, name="carry_over"),
    path("co-quan/<uuid:agency_id>/ket-thuc", closing.close, name="close_agency"),
    path("co-quan/<uuid:agency_id>/thay-doi", agencies.new_version, name="new_version"),
    path("co-quan/<uuid:agency_id>/phong", agencies.open_unit, name="open_unit"),
    path("co-quan/<uuid:agency_id>/mot-cua", agencies.open_desk, name="open_desk"),
    path("co-quan/<uuid:agency_id>/phu-trach", agencies.charge_unit, name="charge_unit"),
    path("co-quan/<uuid:agency_id>/can-bo-moi", duties.engage, name="engage"),
    path("co-quan/<uuid:agency_id>/phan-cong", duties.post, name="post"),
    path("co-quan/<uuid:agency_id>/thay/<uuid:account_id>", duties.replace, name="replace"),
    path("phong/<uuid:unit_id>/thay-doi", agencies.rename_unit, name="rename_unit"),
    path("mot-cua/<uuid:desk_id>/thay-doi", agencies.change_desk, name="change_desk"),
    path("tai-khoan/", pages.listing, name="accounts"),
    path("luot/<uuid:run_id>/", runs.page, name="run"),
    path("tai-khoan/them", pages.choose_agency, name="choose_agency"),
    path("tai-khoan/can-xem", pages.watched, name="watched"),
    path("tai-khoan/phan-cong/<uuid:posting_id>/ket-thuc", duties.end_posting, name="end_posting"),
    path("tai-khoan/<uuid:account_id>/", pages.page, name="account"),
    path("tai-khoan/<uuid:account_id>/sua", accounts.change, name="change_account"),
    path("tai-khoan/<uuid:account_id>/mat-khau", accounts.one_time_password, name="one_time_password"),
    path("tai-khoan/<uuid:account_id>/nghi-phep", leave.record, name="record_leave"),
    path("tai-khoan/<uuid:account_id>/nghi-phep/<uuid:delegation_id>/ket-thuc", leave.end, name="end_leave"),
    path("tai-khoan/<uuid:account_id>/dong", accounts.close, name="close_account"),
    path("tai-khoan/<uuid:account_id>/<account_act:what>", accounts.act_on, name="act_on"),
    path("ngay-nghi/", calendars.listing, name="holidays"),
    path("ngay-nghi/tam-dung/", clock_rules.listing, name="clock_rules"),
    path("ngay-nghi/tam-dung/quy-dinh", clock_rules.set_rule, name="set_clock_rule"),
    path("ngay-nghi/lap", calendars.start, name="start_calendar"),
    path("ngay-nghi/mo", calendars.open_calendar, name="open_calendar"),
    path("ngay-nghi/tinh-hen", calendars.calculator, name="calculator"),
    path("ngay-nghi/lich/<slug:name>/", calendars.page, name="calendar"),
    path("ngay-nghi/lich/<slug:name>/gio", calendars.set_hours, name="set_hours"),
    path("ngay-nghi/lich/<slug:name>/ngay", calendars.set_day, name="set_day"),
    path("ngay-nghi/lich/<slug:name>/bo/<iso_day:day>", calendars.remove_day, name="remove_day"),
    path("ngay-nghi/lich/<slug:name>/nam", calendars.seed, name="seed"),
    path("ngay-nghi/lich/<slug:name>/cong-bo", calendars.publish, name="publish"),
    path("thu-tuc/", procedures.listing, name="procedures"),
    path("thu-tuc/<str:code>/", procedures.page, name="procedure"),
    path("thu-tuc/<str:code>/tham-quyen", procedures.set_competence, name="set_competence"),
    path("thu-tuc/<str:code>/tiep-nhan", procedures.open_reception, name="open_reception"),
    path(
        "thu-tuc/<str:code>/tiep-nhan/<uuid:reception_id>/ket-thuc",
        procedures.close_reception,
        name="close_reception",
    ),
    path("thu-tuc/<str:code>/cau-hoi", releases.faq, name="faq"),
    path("thu-tuc/<str:code>/tra-lai", releases.completion, name="completion"),
    path("thu-tuc/<str:code>/bai-bo", releases.withdraw, name="withdraw_procedure"),
    path("thu-tuc/<str:code>/cam-ket", procedures.promise, name="promise"),
    path("thu-tuc/<str:code>/tai-quay/", counter.page, name="counter"),
    path("thu-tuc/<str:code>/tai-quay/uy-quyen", counter.authorise, name="authorise"),
    path("thu-tuc/<str:code>/tai-quay/ngoai-tru-so", counter.take_outside, name="take_outside"),
    path(
        "thu-tuc/<str:code>/tai-quay/uy-quyen/<uuid:row_id>/ket-thuc",
        counter.end_authorisation,
        name="end_authorisation",
    ),
    path(
        "thu-tuc/<str:code>/tai-quay/ngoai-tru-so/<uuid:row_id>/ket-thuc",
        counter.end_outside,
        name="end_outside",
    ),
    path("thiet-bi/", devices.listing, name="devices"),
    path("thiet-bi/them", devices.register, name="register_device"),
    path("thiet-bi/<uuid:device_id>/ma", devices.enrolment, name="device_enrolment"),
    path("thiet-bi/<uuid:device_id>/thu-hoi", devices.retire, name="retire_device"),
    path("buu-chinh/", post.carriers, name="carriers"),
    path("buu-chinh/them", post.carrier, name="carrier_new"),
    path("buu-chinh/<uuid:carrier_id>", post.carrier, name="carrier"),
    path("thiet-lap/", settings.listing, name="settings"),
    path("thiet-lap/<slug:name>", settings.decide, name="decide"),
    path("tinh-trang", health.page, name="health"),
    path("tinh-trang/gui-lai/<int:message>", health.replay, name="replay"),
    path("tinh-trang/dung-gui", health.dead_letters, name="dead_letters"),
    path("tinh-trang/nha-cung-cap/them", providers.kinds, name="provider_kinds"),
    path("tinh-trang/nha-cung-cap/them/<slug:kind>", providers.add, name="add_provider"),
    path("tinh-trang/nha-cung-cap/<uuid:provider_id>", providers.change, name="change_provider"),
    path("tinh-trang/nha-cung-cap/<uuid:provider_id>/bat-tat", providers.switch, name="switch_provider"),
    path("mau-tin/", wordings.listing, name="wordings"),
    path("mau-tin/<slug:event>/<slug:channel>/<slug:language>", wordings.page, name="wording"),
]
