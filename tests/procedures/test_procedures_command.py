import argparse
from contextlib import nullcontext

import pytest
from tests.procedures.builders import file_of, folder_of

from motcua.procedures.models import Release
from motcua.workbench.commands import procedures
from motcua.workbench.errors import CommandError

pytestmark = pytest.mark.django_db


@pytest.fixture
def motcua(monkeypatch):
    """The command on the test's own database."""
    monkeypatch.setattr(procedures, "with_database", lambda options: nullcontext())
    parser = argparse.ArgumentParser()
    parser.add_argument("--data")
    procedures.add_arguments(parser)
    return lambda *words: procedures.run(parser.parse_args([str(word) for word in words]))


def test_import_ends_with_0_when_only_warnings_were_found_and_tells_them_by_file_and_key(
    motcua, tmp_path, capsys
):
    folder = folder_of(tmp_path, thu=file_of(mau="đỏ"))

    assert motcua("import", folder, "--effective", "2026-12-31") == 0

    shown = capsys.readouterr()
    assert "CẢNH BÁO: thu.yaml: mau: Không biết khóa “mau”" in shown.err
    assert shown.out.startswith("1 thủ tục mới")
    assert Release.objects.get().effective_from.isoformat() == "2026-12-31"


def test_import_ends_with_1_when_a_file_was_refused_and_the_others_are_in(motcua, tmp_path, capsys):
    folder = folder_of(tmp_path, thu=file_of(), hong="name: [")

    assert motcua("import", folder) == 1

    shown = capsys.readouterr()
    assert "LỖI: hong.yaml: line " in shown.err
    assert "từ chối: hong.yaml" in shown.out
    assert Release.objects.count() == 1


def test_again_changes_nothing(motcua, tmp_path, capsys):
    folder = folder_of(tmp_path, thu=file_of())
    motcua("import", folder)

    assert motcua("import", folder) == 0

    assert "0 thủ tục mới, 0 phiên bản mới, 1 không đổi" in capsys.readouterr().out


def test_a_day_that_is_none_is_bad_input(motcua, tmp_path):
    with pytest.raises(CommandError, match="31/12/2026"):
        motcua("import", tmp_path, "--effective", "31/12/2026")


def test_list_shows_code_field_and_name_of_what_is_found(motcua, tmp_path, capsys):
    motcua("import", folder_of(tmp_path, thu=file_of(), khac=file_of(code="1.009998", name="Việc khác")))
    capsys.readouterr()

    assert motcua("list", "thu", "nghiem") == 0

    assert capsys.readouterr().out == "1.009999\tHộ tịch\tXác nhận thử nghiệm\n"
