"""A full disk: the upload is refused with a sentence, nothing stays by halves, the page keeps what was typed."""

from __future__ import annotations

import errno
import io
import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files import uploadhandler
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from psycopg.errors import DiskFull
from tests.documents.builders import NOON, PDF, upload

from motcua.documents import disk, storage
from motcua.documents.errors import StorageFull
from motcua.documents.models import StoredFile
from motcua.documents.services import store_file
from motcua.documents.uploads import CarefulUploadHandler, LostUpload
from motcua.sites.ui.refusals import RefusalMiddleware

pytestmark = pytest.mark.django_db
BIG = PDF + bytes(3_000_000)


@pytest.fixture
def own_store(settings: Any, tmp_path: Path) -> Path:
    return _store_in(settings, tmp_path)


def _store_in(settings: Any, folder: Path) -> Path:
    files = {
        "BACKEND": "motcua.documents.storage.ContentStorage",
        "OPTIONS": {"location": str(folder)},
    }
    settings.STORAGES = settings.STORAGES | {"files": files}
    return folder


@contextmanager
def _room_for(size: int) -> Iterator[None]:
    """The kernel itself refuses to write more than so many bytes into any file of this process."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _everything_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_disk_that_fills_while_an_upload_is_written_refuses_it_and_keeps_nothing(own_store: Path) -> None:
    with _room_for(1_000_000), pytest.raises(StorageFull) as refused:
        upload(BIG, "ban-ve.pdf")

    assert "“ban-ve.pdf”" in refused.value.sentence
    assert _everything_in(own_store) == []
    assert not StoredFile.objects.exists()
    assert upload(BIG, "ban-ve.pdf").size == len(BIG)  # as soon as there is room


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_says_so_only_when_it_syncs_is_full_too(
    own_store: Path, monkeypatch: Any, code: int
) -> None:
    def full(_handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(storage.os, "fsync", full)
    with pytest.raises(StorageFull):
        upload(BIG)

    assert _everything_in(own_store) == []
    assert not StoredFile.objects.exists()


def test_another_fault_of_the_disk_is_not_called_full(own_store: Path, monkeypatch: Any) -> None:
    def broken(_handle: int) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(storage.os, "fsync", broken)
    with pytest.raises(OSError, match="broken"):
        upload(BIG)


def test_a_small_file_system_really_filled(settings: Any, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount; the tests above need nobody's leave")
    try:
        _store_in(settings, small)
        with pytest.raises(StorageFull):
            upload(BIG)
        assert _everything_in(small) == []
        assert upload(PDF).size == len(PDF)
    finally:
        subprocess.run(["umount", str(small)], check=True)


def _posted(content: bytes) -> HttpRequest:
    file = io.BytesIO(content)
    file.name = "ban-ve.pdf"
    request = RequestFactory().post("/", {"ly_do": "Xây nhà ở", "tep": file})
    request.upload_handlers = [CarefulUploadHandler(request)]
    return request


def test_a_large_upload_lost_on_its_way_in_loses_nothing_else_of_the_form() -> None:
    request = _posted(BIG)
    with _room_for(1_000_000):
        lost = request.FILES["tep"]

    assert request.POST["ly_do"] == "Xây nhà ở"
    assert isinstance(lost, LostUpload)
    with pytest.raises(StorageFull, match=r"ban-ve\.pdf"):
        store_file(file=lost, name=lost.name or "", at=NOON)
    with pytest.raises(OSError, match="large"):
        lost.chunks()


def test_the_last_bytes_of_an_upload_may_be_the_ones_too_many(monkeypatch: Any) -> None:
    def full(self: TemporaryFileUploadHandler, file_size: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TemporaryFileUploadHandler, "file_complete", full)
    assert isinstance(_posted(PDF).FILES["tep"], LostUpload)


def test_no_temporary_file_at_all_loses_the_file_only(monkeypatch: Any) -> None:
    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", full)
    request = _posted(PDF)
    assert isinstance(request.FILES["tep"], LostUpload)
    assert request.POST["ly_do"] == "Xây nhà ở"


def test_an_upload_that_fits_comes_in_whole() -> None:
    request = _posted(BIG)
    assert request.FILES["tep"].read() == BIG
    request.close()


@pytest.mark.parametrize(
    "problem", [DiskFull("could not extend file"), OSError(errno.ENOSPC, "No space left on device")]
)
def test_a_full_database_or_a_full_folder_of_temporary_files_is_a_plain_page(problem: Exception) -> None:
    wrapped = RuntimeError("the act broke off")
    wrapped.__cause__ = problem
    request = RequestFactory().post("/can-bo/", {"reason": "Thiếu bản vẽ mặt cắt ngang"})

    request.user = AnonymousUser()

    page = RefusalMiddleware(lambda _: HttpResponse()).process_exception(request, wrapped)

    assert isinstance(page, HttpResponse)
    assert page.status_code == 503
    text = page.content.decode()
    assert "hết chỗ lưu trữ" in text
    assert "Thiếu bản vẽ mặt cắt ngang" in text


def test_what_is_no_matter_of_room_goes_on_to_the_error_page() -> None:
    asked = RefusalMiddleware(lambda _: HttpResponse())
    assert asked.process_exception(RequestFactory().get("/"), OSError(errno.EACCES, "no")) is None


@pytest.mark.parametrize(
    ("free", "short", "gone"), [(50_000, False, False), (500, True, False), (20, True, True)]
)
def test_room_is_told_by_what_is_free(monkeypatch: Any, free: int, short: bool, gone: bool) -> None:
    megabyte = 1024**2
    usage = type("Usage", (), {"free": free * megabyte, "total": 100_000 * megabyte})
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: usage)

    assert (disk.room().is_short, disk.room().is_gone) == (short, gone)
