"""The parts of a procedure document, read out of one file: papers, limits, fees, the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from motcua.procedures import vocabulary
from motcua.procedures.codes import Channel, OnlineClass
from motcua.procedures.document import (
    Case,
    CompetenceRule,
    ProcedureDocument,
    Provenance,
    Question,
    Relation,
    ResultPaper,
    Source,
)
from motcua.procedures.limits_and_fees import (
    read_completion_limit,
    read_fees,
    read_limits,
    read_published_fees,
)
from motcua.procedures.papers import read_condition, read_papers
from motcua.procedures.provenance import provenance_of_keys, with_sources
from motcua.procedures.reader import Reader, free, slug_of

# README of the interchange form
INTERCHANGE_KEYS = frozenset(
    """
    code local_code_suffix related_codes name short_name field level agency coordinating_agency decision
    applicants channels online_level steps steps_basis documents document_notes sets time_limit channel_rows
    cases fees result conditions legal_basis internal_process internal_process_basis form_fields
    form_fields_basis sources verified recalled
    """.split()  # noqa: SIM905 a list of words reads better than sixty quotes
)
# what this product adds to it; every one may be left out
OWN_KEYS = frozenset(
    {"keywords", "faq", "guide", "registration", "in_use_from", "competence", "completion_limit", "form"}
)
KNOWN_KEYS = INTERCHANGE_KEYS | OWN_KEYS


def read_document(reader: Reader, settled: Mapping[str, Provenance]) -> ProcedureDocument | None:
    """The document of a file; None when it can not even be named or its parts do not fit together."""
    name = reader.text("name")
    if not name:
        reader.error("name", "no_name", "Tệp không có tên thủ tục (name).")
        return None
    extra = reader.unknown_keys("", reader.values, KNOWN_KEYS)
    provenance = _provenance(reader, settled)
    components, choices = read_papers(reader, provenance.get("documents", Provenance()))
    cases = _cases(reader)
    channels, channel_texts = _channels(reader)
    levels = _levels(reader)
    online_class, online_level = _online(reader, channels)
    try:
        return ProcedureDocument(
            name=name,
            short_name=reader.text("short_name"),
            keywords=reader.texts("keywords"),
            field=reader.text("field"),
            levels=levels,
            level_text=reader.text("level"),
            agency=reader.text("agency"),
            coordinating_agency=reader.text("coordinating_agency"),
            decision=reader.text("decision"),
            audiences=_audiences(reader),
            applicants=reader.texts("applicants"),
            channels=channels,
            channel_texts=channel_texts,
            online_class=online_class,
            online_level=online_level,
            online_text=reader.text("online_level"),
            steps=reader.texts("steps"),
            components=components,
            choices=choices,
            component_notes=reader.texts("document_notes"),
            sets=_sets(reader),
            cases=cases,
            limits=read_limits(reader, provenance, cases),
            fees=read_fees(reader, provenance, cases),
            published_fees=read_published_fees(reader, provenance),
            results=_results(reader),
            conditions=reader.text("conditions"),
            legal_basis=reader.texts("legal_basis"),
            in_use_from=reader.day_of(reader.values, "in_use_from", ""),
            registration=reader.text("registration"),
            guide=reader.texts("guide"),
            faq=_faq(reader),
            related=_related(reader),
            competence=_competence(reader),
            completion_limit=read_completion_limit(reader),
            sources=_sources(reader),
            provenance=provenance,
            extra=extra,
        )
    except ValidationError as refused:
        for fault in refused.errors():
            where = ".".join(str(part) for part in fault["loc"])
            reader.error(where, "does_not_fit", f"Nội dung không khớp nhau: {fault['msg']}.")
        return None


def _provenance(reader: Reader, settled: Mapping[str, Provenance]) -> dict[str, Provenance]:
    sources = _sources(reader)
    found, unknown = provenance_of_keys(
        INTERCHANGE_KEYS - {"verified", "recalled", "sources"},
        reader.texts("verified"),
        reader.texts("recalled"),
        sources[0].title if sources else "",
    )
    for entry in unknown:
        reader.warn("verified/recalled", "unknown_entry", f"“{entry}” không chỉ đến khóa nào của tệp.")
    return with_sources(found, settled)


def _levels(reader: Reader) -> tuple[Any, ...]:
    levels, unknown = vocabulary.levels_of(reader.text("level"))
    for words in unknown:
        reader.warn("level", "unknown_level", f"Không rõ “{words}” là cấp nào; giữ nguyên lời văn.")
    return levels


def _channels(reader: Reader) -> tuple[tuple[Channel, ...], tuple[str, ...]]:
    texts = reader.texts("channels")
    found: list[Channel] = []
    for index, text in enumerate(texts):
        channel = vocabulary.channel_of(text)
        if channel is None:
            reader.warn(f"channels[{index}]", "unknown_channel", f"Không rõ “{text}” là cách nộp nào.")
        elif channel not in found:
            found.append(channel)
    return tuple(found), texts


def _audiences(reader: Reader) -> tuple[Any, ...]:
    found = []
    for index, text in enumerate(reader.texts("applicants")):
        audiences = vocabulary.audiences_of(text)
        if audiences is None:
            reader.warn(f"applicants[{index}]", "unknown_applicant", f"Không rõ “{text}” là đối tượng nào.")
        found += [one for one in audiences or () if one not in found]
    return tuple(found)


def _online(reader: Reader, channels: tuple[Channel, ...]) -> tuple[OnlineClass, int]:
    """Class and level; without an online channel the service only informs (level 2 at least: TN19-7.1)."""
    text = reader.text("online_level")
    found = vocabulary.online_of(text) if text else None
    if text and found is None:
        reader.warn("online_level", "unknown_online_level", f"Không rõ mức trực tuyến “{text}”.")
    if Channel.ONLINE not in channels:
        if found is not None:
            reader.warn(
                "online_level",
                "no_online_channel",
                f"Mức trực tuyến ghi “{text}” nhưng channels không có cách nộp trực tuyến.",
            )
        return OnlineClass.INFORMATION, 2
    return found or (OnlineClass.INFORMATION, 2)


def _sets(reader: Reader) -> int:
    found = reader.count_of(reader.values, "sets", "")
    if found is None:
        reader.warn("sets", "no_sets", "Chưa có số bộ hồ sơ; tạm lấy 01 bộ, cơ quan cần xác nhận.")
        return 1
    return found


def _cases(reader: Reader) -> tuple[Case, ...]:
    found = []
    taken: set[str] = set()
    for path, row in reader.rows("cases"):
        name = reader.text_of(row, "case", path) or reader.text_of(row, "name", path)
        if not name:
            reader.error(path, "no_name", "Trường hợp chưa có tên (case).")
            continue
        note = reader.text_of(row, "note", path)
        case_id = free(reader.text_of(row, "id", path) or slug_of(name), taken)
        found.append(Case(id=case_id, name=name, note=note, when=read_condition(reader, path, row)))
    return tuple(found)


def _results(reader: Reader) -> tuple[ResultPaper, ...]:
    found = []
    for path, row in reader.rows("result"):
        reader.unknown_keys(path, row, frozenset({"name", "code"}))
        if name := reader.text_of(row, "name", path):
            found.append(ResultPaper(name=name, code=reader.text_of(row, "code", path)))
        else:
            reader.error(f"{path}.name", "no_name", "Kết quả chưa có tên.")
    return tuple(found)


def _sources(reader: Reader) -> tuple[Source, ...]:
    return tuple(
        Source(
            title=reader.text_of(row, "title", path),
            url=reader.text_of(row, "url", path),
            via=reader.text_of(row, "via", path),
        )
        for path, row in reader.rows("sources")
    )


def _faq(reader: Reader) -> tuple[Question, ...]:
    return tuple(
        Question(
            question=reader.text_of(row, "question", path),
            answer=reader.text_of(row, "answer", path),
            source=reader.text_of(row, "source", path),
        )
        for path, row in reader.rows("faq")
    )


def _related(reader: Reader) -> tuple[Relation, ...]:
    return tuple(
        Relation(code=reader.text_of(row, "code", path), name=reader.text_of(row, "name", path))
        for path, row in reader.rows("related_codes")
    )


def _competence(reader: Reader) -> CompetenceRule | None:
    given = reader.mapping("competence")
    if not given:
        return None
    try:
        return CompetenceRule.model_validate(given)
    except ValidationError as refused:
        for fault in refused.errors():
            where = ".".join(("competence", *(str(part) for part in fault["loc"])))
            reader.error(where, "bad_competence", f"Quy tắc thẩm quyền không đọc được: {fault['msg']}.")
        return None
