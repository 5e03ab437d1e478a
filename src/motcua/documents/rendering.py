"""Printing papers with typst: facts in, PDF out, the same bytes every time.

Templates are files `templates/<name>/v<N>.typ`. A published version is never edited: a change is a new file.
Facts reach a template as JSON values, never as markup; it can read nothing but its own folder.
"""

from __future__ import annotations

import json
import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import typst

from motcua.documents.codes import code128_svg, qr_svg
from motcua.documents.errors import DocumentAltered, UnknownTemplate
from motcua.documents.facts import Facts, opened, plain
from motcua.documents.models import IssuedDocument
from motcua.documents.paper_facts import (
    BundleLabelFacts,
    DeviceGuideFacts,
    HandoverFacts,
    KitFormsFacts,
    PostBatchFacts,
    PostLabelsFacts,
)
from motcua.documents.sheets import ReturnSlipFacts, Slip06Facts, Slip07Facts
from motcua.documents.slips import (
    DueExplainedFacts,
    FormPrintFacts,
    Slip01Facts,
    Slip02Facts,
    Slip03Facts,
    Slip04Facts,
    Slip05Facts,
)
from motcua.kernel.canonical import digest
from motcua.kernel.clock import TZ
from motcua.kernel.sealing import SealBroken
from motcua.parties.selectors import sealer

FOLDER = Path(__file__).resolve().parent / "templates"
FACTS_OF: dict[str, type[Facts]] = {
    "slip_01": Slip01Facts,
    "slip_02": Slip02Facts,
    "slip_03": Slip03Facts,
    "slip_04": Slip04Facts,
    "slip_05": Slip05Facts,
    "due_explained": DueExplainedFacts,
    "slip_06": Slip06Facts,
    "slip_07": Slip07Facts,
    "slip_return": ReturnSlipFacts,
    "form_print": FormPrintFacts,
    "bundle_label": BundleLabelFacts,
    "handover": HandoverFacts,
    "kit_forms": KitFormsFacts,
    "device_guide": DeviceGuideFacts,
    "post_labels": PostLabelsFacts,
    "post_batch": PostBatchFacts,
}

# liên giao người nộp, liên lưu, or both in one file
Copy = Literal["applicant", "archive", "both"]

_printing = Lock()


def latest_version(template: str, facts: Facts) -> int:
    """The newest version of a template, once the facts are the ones it prints.

    Refuses
        UnknownTemplate; TypeError for facts of another template
    """
    if template not in FACTS_OF:
        raise UnknownTemplate(name=template)
    if not isinstance(facts, FACTS_OF[template]):
        raise TypeError(f"{template} prints {FACTS_OF[template].__name__}, not {type(facts).__name__}")
    return max(int(path.stem.removeprefix("v")) for path in (FOLDER / template).glob("v*.typ"))


def render(issued: IssuedDocument, *, copy: Copy = "both") -> bytes:
    """The PDF of an issued paper, identical at every reprint (in lại).

    Takes
        copy  which copy of a slip made out in two; a citizen's download is "applicant"
    Refuses
        DocumentAltered: the facts are not the ones that were issued
    """
    try:
        facts = opened(issued.facts, sealer().open)
    except SealBroken:
        raise DocumentAltered(number=issued.number or issued.id) from None
    if digest(facts).hex() != issued.facts_hash:
        raise DocumentAltered(number=issued.number or issued.id)
    return _print(issued, facts, copy)


def print_once(template: str, facts: Facts, *, at: datetime, number: str = "") -> bytes:
    """A PDF of facts that are not issued and not kept, such as a draft's answers."""
    version = latest_version(template, facts)
    unsaved = IssuedDocument(template=template, template_version=version, issued_at=at, number=number)
    return _print(unsaved, plain(facts), "both")


def _print(issued: IssuedDocument, facts: dict[str, Any], copy: Copy) -> bytes:
    main = FOLDER / issued.template / f"v{issued.template_version}.typ"
    if not main.is_file():
        raise UnknownTemplate(name=f"{issued.template} v{issued.template_version}")
    data: dict[str, Any] = {
        "facts": facts,
        "number": issued.number,
        "issued_at": issued.issued_at.astimezone(TZ).isoformat(timespec="seconds"),
        "copies": ["applicant", "archive"] if copy == "both" else [copy],
    }
    if facts.get("lookup_url"):
        data["qr"] = qr_svg(facts["lookup_url"])
    if facts.get("forms"):
        data["qrs"] = [qr_svg(form["lookup_url"]) for form in facts["forms"]]
    if facts.get("bundles"):
        data["bundle_qrs"] = [qr_svg(bundle["url"]) for bundle in facts["bundles"]]
    if facts.get("labels"):
        data["label_qrs"] = [qr_svg(one["url"]) for one in facts["labels"]]
        data["label_bars"] = [code128_svg(one["waybill"] or one["code"]) for one in facts["labels"]]
    if facts.get("code"):
        data["bars"] = code128_svg(facts["code"])
    with _printing:  # one compiler a process keeps fonts and parsed templates: 10 ms a page instead of 50
        made = _compiler().compile(
            input=str(main),
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=int(issued.issued_at.timestamp()),
        )
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    # empty package folders: a template cannot reach for the network
    nowhere = tempfile.mkdtemp(prefix="motcua-no-packages-")
    return typst.Compiler(root=str(FOLDER), package_path=nowhere, package_cache_path=nowhere)
