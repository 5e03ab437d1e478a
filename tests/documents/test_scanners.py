"""Viruses: found by a real clamd, kept from everybody; without a scanner the product says so."""

from __future__ import annotations

import io
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.documents.builders import EICAR, NOON, PDF, packed, upload
from tests.documents.clamd import BINARY, running_clamd
from tests.notifications.builders import account

from motcua.documents import errors
from motcua.documents.models import StoredFile
from motcua.documents.plugins import Scanner, ScannerDown, Verdict, current_scanner, registered
from motcua.documents.scanners import ClamdScanner
from motcua.documents.selectors import infected_uploads_to_tell, read_file
from motcua.documents.services import scan_unscanned, store_file
from motcua.documents.tasks import scan_waiting_files
from motcua.partners.clamav import Clamav, ClamavError

pytestmark = pytest.mark.django_db
needs_clamd = pytest.mark.skipif(BINARY is None, reason="no clamd; on Debian: apt install clamav-daemon")


@pytest.fixture(scope="module")
def clamd() -> Iterator[str]:
    # not pytest's folder: a unix socket's path may have only 107 letters
    with tempfile.TemporaryDirectory() as folder, running_clamd(Path(folder)) as address:
        yield address


@pytest.fixture
def scanning(clamd, settings) -> str:
    settings.MOTCUA_SCANNER, settings.MOTCUA_CLAMD = "clamd", clamd
    return clamd


@pytest.fixture
def unscanned(settings) -> None:
    settings.MOTCUA_SCANNER = "plain"


INFECTED = PDF + EICAR


@needs_clamd
@pytest.mark.demand("TN19-4.6")
def test_eicar_is_refused_at_the_door_and_told_to_the_uploader(scanning):
    with pytest.raises(errors.FileInfected) as refused:
        upload(INFECTED, "giấy tờ.pdf")

    assert "giấy tờ.pdf" in refused.value.sentence
    assert "mã độc" in refused.value.sentence
    assert not StoredFile.objects.exists()


@needs_clamd
def test_eicar_inside_an_office_document_is_found(scanning):
    inside = packed(("[Content_Types].xml", b""), ("word/document.xml", b""), ("word/media/a.bin", EICAR))
    with pytest.raises(errors.FileInfected):
        upload(inside, "đơn.docx")


@needs_clamd
def test_a_clean_file_is_marked_clean_by_whom_and_when(scanning):
    stored = upload(PDF + b"clean")
    assert (stored.scan, stored.scanned_by, stored.scanned_at) == ("clean", "clamd", NOON)
    assert current_scanner().check_config() == []


@needs_clamd
def test_clamd_is_reached_by_tcp_too():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder, running_clamd(Path(folder), port=port) as address:
        assert Clamav(address).scan(io.BytesIO(EICAR)).signature.startswith("Eicar-Test")
        assert not Clamav(address).scan(io.BytesIO(bytes(1_000_000))).is_infected
        assert Clamav(address).version().startswith("ClamAV ")


@needs_clamd
def test_a_stream_above_clamds_limit_gives_no_verdict():
    with (
        tempfile.TemporaryDirectory() as folder,
        running_clamd(Path(folder), stream_limit_mb=1) as address,
        pytest.raises(ClamavError, match=r"size limit exceeded|ConnectionReset"),
    ):
        Clamav(address).scan(io.BytesIO(bytes(5_000_000)))


def test_without_a_scanner_files_are_taken_and_labelled(unscanned):
    stored = upload(INFECTED + b"plain")
    assert stored.scan == "unscanned"
    assert stored.get_scan_display() == "Chưa quét vi-rút"
    assert "chưa được quét" in current_scanner().check_config()[0]
    assert scan_unscanned(at=NOON) == 0


@needs_clamd
@pytest.mark.demand("TN19-4.6")
def test_what_came_in_unscanned_is_scanned_later_and_infected_files_are_kept_from_everybody(
    settings, clamd, unscanned
):
    khai = account()
    infected = store_file(file=io.BytesIO(INFECTED + b"late"), name="a.pdf", at=NOON, uploaded_by=khai.id)
    again = upload(INFECTED + b"late", "b.pdf")
    clean = upload(PDF + b"late")
    read_file(infected.id)[0].close()

    settings.MOTCUA_SCANNER, settings.MOTCUA_CLAMD = "clamd", clamd
    scan_waiting_files(timestamp=0)

    for stored in (infected, again):
        with pytest.raises(errors.FileLocked):
            read_file(stored.id)
    read_file(clean.id)[0].close()
    infected.refresh_from_db()
    assert infected.signature.startswith("Eicar-Test")
    assert list(infected_uploads_to_tell()) == [infected]
    assert not StoredFile.objects.filter(scan="unscanned").exists()


def test_a_content_once_found_infected_is_not_taken_again(unscanned):
    first = upload(PDF + b"known")
    StoredFile.objects.filter(id=first.id).update(scan="infected", scanned_at=NOON)
    with pytest.raises(errors.FileInfected):
        upload(PDF + b"known", "khác.pdf")


def test_a_scanner_that_is_down_lets_files_in_unscanned_and_says_so(settings):
    settings.MOTCUA_SCANNER, settings.MOTCUA_CLAMD = "clamd", "unix:/nonexistent/clamd.sock"

    stored = upload(PDF + b"down")

    assert (stored.scan, stored.scanned_by, stored.scanned_at) == ("unscanned", "", None)
    assert "không trả lời" in current_scanner().check_config()[0]
    assert scan_unscanned(at=NOON) == 0


@pytest.mark.parametrize(("problems", "asked_for"), [(["Máy quét không trả lời."], 1), ([], 3)])
def test_scanning_stops_when_the_scanner_is_down_one_file_without_a_verdict_stops_no_other(
    settings, unscanned, problems, asked_for
):
    for number in range(3):
        upload(PDF + b"stop" + bytes([number]))
    asked = []

    class Mute(Scanner):
        label = "Hỏng"

        def _scan(self, stream) -> Verdict:
            asked.append(stream)
            raise ScannerDown("no verdict")

        def check_config(self) -> list[str]:
            return problems

    with registered("plain", Mute):
        assert scan_unscanned(at=NOON) == 0
    assert len(asked) == asked_for


@contextmanager
def peer(*answer: bytes) -> Iterator[str]:
    """Something that accepts one connection, says this and hangs up; nothing to say: it stays silent."""

    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            if not answer:
                done.wait(10)
            for part in answer:
                connection.sendall(part)
            # what is still coming is read, so that the answer is not lost to a reset
            connection.settimeout(1)
            try:
                while connection.recv(65536):
                    pass
            except OSError:
                return

    done = threading.Event()
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        thread = threading.Thread(target=serve)
        thread.start()
        host, port = server.getsockname()
        try:
            yield f"tcp:{host}:{port}"
        finally:
            done.set()
            thread.join()


def test_a_silent_clamd_is_given_up_after_the_time_out():
    with peer() as address, pytest.raises(ClamavError, match="imeout"):
        Clamav(address, timeout_seconds=0.2).scan(io.BytesIO(PDF))


@pytest.mark.parametrize("answer", [b"stream: lstat() failed ERROR\0", b"", b"garbage\0"])
def test_an_answer_that_is_no_verdict_is_none(answer):
    with peer(answer) as address, pytest.raises(ClamavError):
        Clamav(address, timeout_seconds=2).scan(io.BytesIO(PDF))


def test_an_answer_in_pieces_is_put_together():
    with peer(b"stream: Eicar", b"-Test FOU", b"ND\0") as address:
        assert Clamav(address).scan(io.BytesIO(PDF)).signature == "Eicar-Test"


@pytest.mark.parametrize("address", ["", "clamd", "tcp:localhost", "http://localhost:3310"])
def test_an_address_of_another_form_is_told(address, settings):
    settings.MOTCUA_CLAMD = address
    assert "must be" in ClamdScanner("clamd").check_config()[0]
