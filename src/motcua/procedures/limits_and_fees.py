"""Time limits and fees as published: for all, by channel, by case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.procedures import vocabulary
from motcua.procedures.codes import Channel
from motcua.procedures.document import Case, Duration, FeeRow, LimitRow, Provenance, PublishedFee
from motcua.procedures.problems import Severity
from motcua.procedures.reader import Reader
from motcua.processes.schema import Status

LIMIT_KEYS = frozenset({"amount", "unit", "note", "source"})
ROW_KEYS = frozenset({"channel", "amount", "unit", "fee"})
CASE_KEYS = frozenset({"id", "case", "name", "note", "when", "time_limit", "channel_rows", "fees"})
FEE_KEYS = frozenset(
    {"name", "amount_vnd", "condition", "basis", "note", "channels", "valid_from", "valid_to"}
)


def read_limits(
    reader: Reader, provenance: Mapping[str, Provenance], cases: tuple[Case, ...]
) -> tuple[LimitRow, ...]:
    """Every published limit: the general one first, then those of channels, then those of cases."""
    origin = provenance.get("time_limit", Provenance())
    found = _general(reader, reader.mapping("time_limit"), "time_limit", origin, None)
    found += _of_channels(reader, reader.rows("channel_rows"), origin, None)
    for (path, row), case in zip(reader.rows("cases"), cases, strict=False):
        reader.unknown_keys(path, row, CASE_KEYS)
        inner = Reader(reader.file, row)
        found += _general(reader, inner.mapping("time_limit"), f"{path}.time_limit", origin, case.id)
        rows = [(f"{path}.{where}", one) for where, one in inner.rows("channel_rows")]
        found += _of_channels(reader, rows, origin, case.id)
        reader.problems += inner.problems
    return tuple(found)


def _general(
    reader: Reader, given: Mapping[str, Any], path: str, origin: Provenance, case: str | None
) -> list[LimitRow]:
    if not given:
        if case is None:
            reader.warn(path, "no_limit", "Chưa có thời hạn giải quyết.")
        return []
    reader.unknown_keys(path, given, LIMIT_KEYS)
    duration = _duration(reader, given, path)
    if duration is None:
        return []
    return [
        LimitRow(
            duration=duration,
            case=case,
            note=reader.text_of(given, "note", path),
            status=origin.status,
            source=reader.text_of(given, "source", path) or origin.source,
        )
    ]


def read_completion_limit(reader: Reader) -> Duration | None:
    """How long after reception an incomplete dossier may still be sent back, where the sector says so (TN19-12.4).

    A file that is silent is told for the record: the province's own number of days holds then.
    """
    given = reader.mapping("completion_limit")
    if not given:
        sentence = (
            "Không nêu thời gian được trả lại hồ sơ chưa đủ điều kiện sau tiếp nhận; "
            "áp dụng thời gian chung của tỉnh (mặc định 3 ngày làm việc)."
        )
        reader.tell("completion_limit", "no_completion_limit", sentence, Severity.NOTE)
        return None
    reader.unknown_keys("completion_limit", given, LIMIT_KEYS)
    return _duration(reader, given, "completion_limit")


def _duration(reader: Reader, given: Mapping[str, Any], path: str) -> Duration | None:
    amount = reader.count_of(given, "amount", path)
    unit = vocabulary.unit_of(reader.text_of(given, "unit", path))
    if unit is None:
        reader.error(f"{path}.unit", "bad_unit", f"Không có đơn vị thời hạn “{given.get('unit')}”.")
        return None
    if unit == "immediate":
        return Duration(amount=0, unit=unit)
    if not amount:
        reader.error(f"{path}.amount", "bad_amount", "Thời hạn phải là số nguyên lớn hơn 0.")
        return None
    return Duration(amount=amount, unit=unit)


def _of_channels(
    reader: Reader, rows: list[tuple[str, Mapping[str, Any]]], origin: Provenance, case: str | None
) -> list[LimitRow]:
    """Only a row with amount and unit is a limit; an amount alone is kept to be compared."""
    found = []
    for path, row in rows:
        channel = _channel(reader, path, row)
        amount = reader.count_of(row, "amount", path)
        if channel is None or amount is None:
            continue
        words = reader.text_of(row, "unit", path)
        unit = vocabulary.unit_of(words) if words else None
        if words and unit is None:
            reader.warn(
                f"{path}.unit", "unknown_unit", f"Không rõ đơn vị “{words}”; dòng này không được dùng."
            )
        duration = Duration(amount=amount, unit=unit) if unit and amount else None
        found.append(
            LimitRow(
                duration=duration,
                amount_alone=None if duration else amount,
                case=case,
                channel=channel,
                as_published=f"{amount} {words}".strip() if words else f"{amount} (không có đơn vị)",
                status=origin.status,
                source=origin.source,
            )
        )
    return found


def _channel(reader: Reader, path: str, row: Mapping[str, Any]) -> Channel | None:
    reader.unknown_keys(path, row, ROW_KEYS)
    text = reader.text_of(row, "channel", path)
    channel = vocabulary.channel_of(text)
    if channel is None:
        reader.warn(
            f"{path}.channel", "unknown_channel", f"Không rõ “{text}” là cách nộp nào; bỏ qua dòng này."
        )
    return channel


def read_published_fees(reader: Reader, provenance: Mapping[str, Provenance]) -> tuple[PublishedFee, ...]:
    """What the portal shows beside each channel; words that are no amount in đồng stay words."""
    origin = provenance.get("fees", Provenance())
    found = []
    for path, row in reader.rows("channel_rows"):
        channel, text = vocabulary.channel_of(str(row.get("channel"))), reader.text_of(row, "fee", path)
        if channel is not None and text:
            found.append(
                PublishedFee(
                    channel=channel,
                    text=text,
                    amount_vnd=vocabulary.money_of(text),
                    status=origin.status,
                    source=origin.source,
                )
            )
    return tuple(found)


def read_fees(
    reader: Reader, provenance: Mapping[str, Provenance], cases: tuple[Case, ...]
) -> tuple[FeeRow, ...]:
    """Every published fee: for all and by channel first, then those of cases."""
    origin = provenance.get("fees", Provenance())
    found = [_fee(reader, path, row, origin, None) for path, row in reader.rows("fees")]
    for (path, row), case in zip(reader.rows("cases"), cases, strict=False):
        inner = Reader(reader.file, row)
        found += [_fee(reader, f"{path}.{where}", one, origin, case.id) for where, one in inner.rows("fees")]
        reader.problems += inner.problems
    return tuple(found)


def _fee(reader: Reader, path: str, row: Mapping[str, Any], origin: Provenance, case: str | None) -> FeeRow:
    extra = reader.unknown_keys(path, row, FEE_KEYS)
    channels = []
    for index, text in enumerate(reader.texts_of(row, "channels", path)):
        channel = vocabulary.channel_of(text)
        if channel is None:
            reader.warn(f"{path}.channels[{index}]", "unknown_channel", f"Không rõ “{text}” là cách nộp nào.")
        else:
            channels.append(channel)
    basis = reader.text_of(row, "basis", path)
    note = "; ".join(part for part in (reader.text_of(row, "note", path), _words(extra)) if part)
    return FeeRow(
        name=reader.text_of(row, "name", path) or "Phí, lệ phí",
        amount_vnd=reader.count_of(row, "amount_vnd", path),
        condition=reader.text_of(row, "condition", path),
        case=case,
        channels=tuple(channels),
        basis=basis,
        note=note,
        valid_from=reader.day_of(row, "valid_from", path),
        valid_to=reader.day_of(row, "valid_to", path),
        status=_status(basis, origin),
        source=origin.source,
    )


def _status(basis: str, origin: Provenance) -> Status:
    """`found…` and `recalled…` of the row itself go before what the file says of all fees."""
    if basis.startswith("recalled"):
        return Status.TO_BE_CONFIRMED
    return Status.CONFIRMED if basis.startswith("found") else origin.status


def _words(extra: Mapping[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in sorted(extra.items()))
