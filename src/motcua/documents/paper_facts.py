"""The facts of the papers that go with paper: the label of a bundle and the hand-over record (giấy bàn giao hồ sơ)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from motcua.documents.slips import Office


@dataclass(frozen=True)
class BundleLabelFacts:
    """What sticks on a bundle of paper (nhãn túi giấy tờ, A6).

    code        of the bundle, as bars, QR (`lookup_url`) and words
    dossier     statutory code of the dossier
    applicant   name only: a label is seen by everybody who carries it
    contents    the papers in it, one text each
    transfer_due_at  until when it has to be on its way; None where it stays
    """

    office: Office
    code: str
    lookup_url: str
    dossier: str
    bundle_no: int
    applicant: str
    procedure: str
    contents: tuple[str, ...]
    transfer_due_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True)
class HandoverLine:
    """One bundle on a record; `contents` in one line."""

    code: str
    dossier: str
    applicant: str
    procedure: str
    contents: str
    originals: int
    copies: int


@dataclass(frozen=True)
class HandoverFacts:
    """Giấy bàn giao hồ sơ, A4, with places for both signatures (regulation.md §2.9).

    code        number of the record as bars; lookup_url opens its page
    carrier     how it goes, with name and parcel number by post; "" from hand to hand
    """

    office: Office
    code: str
    lookup_url: str
    giver_place: str
    giver: str
    receiver_place: str
    carrier: str
    given_at: datetime
    lines: tuple[HandoverLine, ...]


@dataclass(frozen=True)
class PostLabel:
    """What sticks on one parcel; a label is seen by everybody who carries it: no procedure, no personal number.

    code         ours, as QR (`url`); waybill the carrier's number as bars, "" where it has none yet
    collect_vnd  what the postman collects, in đồng
    """

    code: str
    url: str
    waybill: str
    carrier: str
    sender: str
    sender_phone: str
    sender_address: str
    name: str
    phone: str
    address: str
    collect_vnd: int
    dossier: str


@dataclass(frozen=True)
class PostLabelsFacts:
    """Labels of parcels (nhãn bưu gửi), one A6 page each."""

    office: Office
    labels: tuple[PostLabel, ...]


@dataclass(frozen=True)
class PostBatchLine:
    """One parcel on the record for the postman."""

    waybill: str
    dossier: str
    name: str
    address: str
    contents: str
    collect_vnd: int


@dataclass(frozen=True)
class PostBatchFacts:
    """Giấy bàn giao bưu chính, A4, with places for both signatures (regulation.md §2.9: phiếu bàn giao kết quả).

    code  number of the record as bars; lookup_url opens its page
    """

    office: Office
    code: str
    lookup_url: str
    giver: str
    carrier: str
    made_at: datetime
    lines: tuple[PostBatchLine, ...]


@dataclass(frozen=True)
class KitForm:
    """One form of the kit for outages: its number, and the address in its QR."""

    number: str
    lookup_url: str


@dataclass(frozen=True)
class KitFormsFacts:
    """Numbered forms to receive by hand while the system is away (phiếu tiếp nhận dự phòng, A5 each)."""

    office: Office
    forms: tuple[KitForm, ...]


@dataclass(frozen=True)
class DeviceGuideFacts:
    """Instructions that stand beside a device (hướng dẫn đặt cạnh thiết bị, A4); `help`: whom to ask."""

    agency: str
    desk: str
    title: str
    steps: tuple[str, ...]
    help: str
    device: str
