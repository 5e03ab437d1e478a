"""The scanners that come with the product."""

from __future__ import annotations

from typing import IO

from django.conf import settings

from motcua.documents.plugins import Scanner, ScannerDown, Verdict
from motcua.partners.clamav import Clamav, ClamavError


class PlainScanner(Scanner):
    """No virus scanner, and says so: files stay unscanned and officers see that on each."""

    label = "Không quét vi-rút"
    finds_viruses = False

    def _scan(self, stream: IO[bytes]) -> Verdict:
        return Verdict("unscanned", self.name)

    def check_config(self) -> list[str]:
        return ["Chưa nối máy quét vi-rút (đặt MOTCUA_CLAMD): các tệp đính kèm chưa được quét."]


class ClamdScanner(Scanner):
    """ClamAV's daemon at `MOTCUA_CLAMD` (TN19-4.6)."""

    label = "ClamAV"

    def _scan(self, stream: IO[bytes]) -> Verdict:
        try:
            judgement = Clamav(settings.MOTCUA_CLAMD).scan(stream)
        except ClamavError as error:
            raise ScannerDown(str(error)) from error
        return Verdict("infected" if judgement.is_infected else "clean", self.name, judgement.signature)

    def check_config(self) -> list[str]:
        try:
            Clamav(settings.MOTCUA_CLAMD, timeout_seconds=3).version()
        except ClamavError as error:
            return [f"Máy quét vi-rút ClamAV không trả lời ({error}): tệp mới tạm thời chưa được quét."]
        return []
