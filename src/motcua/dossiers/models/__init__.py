"""The tables of a dossier.

`dossier` and its children are partitioned by the dossier's UUIDv7, a year each (design §3). The migration makes
them by SQL. In the database a child's key is (dossier_id, id) and keys between children hold both columns, so a
part can never belong to another dossier than its task; Django sees the single column `id`.
"""

from motcua.dossiers.models.books import BookEntry, BookPrint, BookVolume
from motcua.dossiers.models.clocks import Clock, ClockRule, ClockSegment
from motcua.dossiers.models.contents import (
    Answers,
    Paper,
    PaperFile,
    Party,
    Result,
)
from motcua.dossiers.models.core import Dossier, DossierCode, Part
from motcua.dossiers.models.drafts import Draft, DraftFile
from motcua.dossiers.models.pauses import Pause
from motcua.dossiers.models.receipts import DutyReceipt, DutyReceiptFile
from motcua.dossiers.models.returns import Comparison, Handing, Visit
from motcua.dossiers.models.stopping import Apology, Extension, StopRequest, Verification, VerificationFile
from motcua.dossiers.models.supplements import SecondRequest, Supplement, SupplementFile, SupplementPoint

__all__ = [
    "Answers",
    "Apology",
    "BookEntry",
    "BookPrint",
    "BookVolume",
    "Clock",
    "ClockRule",
    "ClockSegment",
    "Comparison",
    "Dossier",
    "DossierCode",
    "Draft",
    "DraftFile",
    "DutyReceipt",
    "DutyReceiptFile",
    "Extension",
    "Handing",
    "Paper",
    "PaperFile",
    "Part",
    "Party",
    "Pause",
    "Result",
    "SecondRequest",
    "StopRequest",
    "Supplement",
    "SupplementFile",
    "SupplementPoint",
    "Verification",
    "VerificationFile",
    "Visit",
]
