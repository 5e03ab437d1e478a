"""Uploads: what is taken is kept as evidence, what is refused says why in Vietnamese."""

from __future__ import annotations

import io
import threading
import unicodedata
from hashlib import sha256

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.documents.builders import DOCX, EXE, NOON, ODT, PDF, XLSX, packed, picture, upload

from motcua.documents import errors, sniffing
from motcua.documents.models import StoredFile
from motcua.documents.rules import KINDS, NAME_LENGTH, clean_name, ending_of, fitting_name, path_of
from motcua.documents.selectors import read_file
from motcua.documents.services import store_file
from motcua.documents.sniffing import PIXELS
from motcua.kernel.errors import Refusal
from motcua.kernel.uuid7 import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_store(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "files": {
            "BACKEND": "motcua.documents.storage.ContentStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    return tmp_path


@pytest.mark.demand("HG-8")
def test_an_upload_is_kept_bit_by_bit():
    content = picture()

    stored = upload(content, "Ảnh CCCD.jpg")

    stream, same = read_file(stored.id)
    with stream:
        assert stream.read() == content
    assert same == stored
    assert stored.sha256 == sha256(content).hexdigest()
    assert stored.size == len(content)
    assert stored.media_type == "image/jpeg"
    assert stored.name == "Ảnh CCCD.jpg"


@pytest.mark.demand("DN15-5.2")
@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF, "đơn.pdf", "application/pdf"),
        (b"\xef\xbb\xbf\r\n" + PDF, "đơn.PDF", "application/pdf"),
        (picture("PNG"), "a.png", "image/png"),
        (picture("WEBP"), "a.webp", "image/webp"),
        (DOCX, "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (XLSX, "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (ODT, "a.odt", "application/vnd.oasis.opendocument.text"),
    ],
)
def test_papers_pictures_and_open_formats_are_taken(content, name, media_type):
    assert upload(content, name).media_type == media_type


def test_equal_contents_lie_once_in_the_store_under_both_names():
    one, two = upload(PDF + b"1", "a.pdf"), upload(PDF + b"1", "b.pdf")

    assert (one.name, two.name) == ("a.pdf", "b.pdf")
    assert one.id != two.id
    assert one.sha256 == two.sha256


@pytest.mark.django_db(transaction=True)
def test_two_uploads_of_one_content_at_once_leave_one_whole_file(own_store):
    content = PDF + bytes(3_000_000)

    def work() -> None:
        try:
            upload(content)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    files = [path for path in own_store.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in files] == [content]
    assert StoredFile.objects.count() == 4


def test_a_write_that_breaks_leaves_no_file_under_a_true_name(own_store):
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 0:
                raise OSError("disk full")
            return super().read(100)

    with pytest.raises(OSError, match="disk full"):
        storages["files"].save("aa/bb/content", Breaking(bytes(1000)))

    assert [path for path in own_store.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (EXE, "don-xin.pdf", errors.FileTypeNotAllowed),
        (EXE, "setup.exe", errors.FileTypeNotAllowed),
        (EXE[:500] + PDF, "polyglot.pdf", errors.FileTypeNotAllowed),
        (b"<html><script>alert(1)</script>", "don.pdf", errors.FileTypeNotAllowed),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a.svg", errors.FileTypeNotAllowed),
        (packed(("a.txt", b"a")), "a.zip", errors.FileTypeNotAllowed),
        (packed(("a.txt", b"a")), "a.docx", errors.FileTypeNotAllowed),
        (PDF, "anh.jpg", errors.NameAndContentDisagree),
        (PDF, "don.exe", errors.NameAndContentDisagree),
        (picture(), "don.pdf", errors.NameAndContentDisagree),
        (DOCX, "bang.xlsx", errors.NameAndContentDisagree),
        (b"", "rong.pdf", errors.FileEmpty),
        (picture()[:2000], "hong.jpg", errors.FileBroken),
        (picture("PNG")[:-200], "hong.png", errors.FileBroken),
        (DOCX[:-30], "hong.docx", errors.FileBroken),
        (
            packed(
                ("[Content_Types].xml", b""), ("word/document.xml", b""), ("word/vbaProject.bin", b"macro")
            ),
            "macro.docx",
            errors.FileWithMacros,
        ),
        (
            b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(500),
            "IMG_1.HEIC",
            errors.PhotoFormatNotShown,
        ),
    ],
)
def test_what_is_refused_is_told_by_name_and_not_kept(content, name, refusal, own_store):
    with pytest.raises(refusal) as refused:
        upload(content, name)

    assert name in refused.value.sentence
    assert "Vui lòng" in refused.value.sentence
    assert not StoredFile.objects.exists()
    assert not any(own_store.iterdir())


def test_a_photo_above_the_limit_is_refused_before_it_is_read_whole():
    class Photo:
        left = 30 * 1024 * 1024

        def read(self, size: int, /) -> bytes:
            size = min(size, self.left)
            self.left -= size
            return bytes(size)

    photo = Photo()

    with pytest.raises(errors.FileTooBig) as refused:
        store_file(file=photo, name="IMG_2041.jpg", at=NOON)

    assert "10 MB" in refused.value.sentence
    assert "chụp lại" in refused.value.sentence
    assert photo.left >= 19 * 1024 * 1024


def test_the_limit_is_a_setting(settings):
    settings.MOTCUA_FILE_LIMIT_MB = 1
    with pytest.raises(errors.FileTooBig, match="1 MB"):
        upload(PDF + bytes(1024 * 1024))


def test_a_picture_that_unpacks_to_a_bomb_is_refused(monkeypatch):
    monkeypatch.setitem(PIXELS, "image/png", 800 * 600 - 1)
    with pytest.raises(errors.FileBroken):
        upload(picture("PNG"), "bom.png")


def test_an_archive_that_unpacks_to_a_bomb_is_refused(monkeypatch):
    monkeypatch.setattr(sniffing, "UNZIPPED_BYTES", 1_000_000)
    bomb = packed(("[Content_Types].xml", b""), ("word/document.xml", bytes(1_000_001)))
    assert len(bomb) < 10_000
    with pytest.raises(errors.FileBroken):
        upload(bomb, "bom.docx")


def test_a_picture_named_as_another_picture_gets_its_true_ending():
    assert upload(picture("PNG"), "IMG_1.JPG").name == "IMG_1.png"


def test_a_lost_content_is_told_and_not_a_crash():
    stored = upload(PDF + b"lost")
    storages["files"].delete(path_of(stored.sha256))
    with pytest.raises(errors.FileLost):
        read_file(stored.id)


def test_an_unknown_file_is_unknown():
    with pytest.raises(errors.FileNotFound):
        read_file(uuid7())


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("C:\\Users\\Khai\\Đơn xin.pdf", "Đơn xin.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("  hai   khoảng\ttrắng .pdf ", "hai khoảng trắng .pdf"),
        ("", "tep"),
        ("...", "tep"),
        (unicodedata.normalize("NFD", "Giấy ủy quyền.pdf"), "Giấy ủy quyền.pdf"),
    ],
)
def test_names_are_cleaned(given_name, kept):
    assert clean_name(given_name) == kept


@given(st.text(max_size=400))
def test_a_clean_name_is_short_has_no_path_and_stays_as_it_is(text):
    name = clean_name(text)
    assert 0 < len(name) <= NAME_LENGTH
    assert not {"/", "\\", "\0", "\n"} & set(name)
    assert clean_name(name) == name


@given(
    st.sampled_from(KINDS), st.text("abc.", max_size=20), st.sampled_from(["pdf", "jpg", "docx", "exe", ""])
)
def test_a_kept_name_ends_as_its_content_is(kind, stem, ending):
    kept = fitting_name(clean_name(f"{stem}.{ending}"), kind)
    assert kept is None or ending_of(kept) in kind.endings


def test_every_refusal_says_what_to_do():
    refusals = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Refusal)
    ]
    own = [kind for kind in refusals if kind.__module__ == errors.__name__]
    assert len(own) > 10
    assert all("Vui lòng" in kind.template for kind in own)
    assert len({kind.code for kind in own}) == len(own)


def test_the_database_takes_no_verdict_without_its_time():
    stored = upload()
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(id=stored.id).update(scan="clean")
