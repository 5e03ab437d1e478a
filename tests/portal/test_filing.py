"""Filling and filing, as a browser without JavaScript does it: nothing typed is lost, nothing is filed twice."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.portal.builders import (
    APPLICANT,
    begin,
    file,
    filed,
    fill,
    keys_of,
    open_place,
    page,
    picture,
    signed_in,
)
from tests.portal.shown import text

from motcua.dossiers.models import Dossier, Draft, DraftFile, Party
from motcua.dossiers.selectors import answers_of_draft, applicant_of_draft

pytestmark = pytest.mark.django_db


@pytest.mark.demand("TN19-6.3a")
def test_a_citizen_files_a_dossier_page_by_page() -> None:
    where, client = open_place(), signed_in()

    dossier_id = filed(client, where)

    dossier = Dossier.objects.get(pk=dossier_id)
    assert (dossier.state, dossier.channel, dossier.priority) == ("submitted", "online", 1)
    assert Party.objects.get(dossier=dossier, role="applicant").full_name == "Nguyễn Thị Mẹ"
    assert dossier.reference in text(client.get(page("filing_done", dossier_id)))


def test_any_service_is_three_clicks_away() -> None:
    where, client = open_place(), Client()
    procedure = reverse("portal:procedure", args=[where.release.procedure.slug])
    start = reverse("portal:filing_start", args=[where.release.procedure.slug])

    assert procedure in text(client.get(reverse("portal:procedures")))
    assert start in text(client.get(procedure))
    assert "Nộp không cần tài khoản" in text(client.get(start))


def test_without_an_account_the_secret_is_shown_and_opens_the_draft_on_another_device() -> None:
    where, phone, library = open_place(), Client(), Client()
    draft_id = begin(phone, where)
    reference, secret = keys_of(phone, draft_id)
    phone.post(page("filing_applicant", draft_id), APPLICANT)

    opened = library.post(
        reverse("portal:resume"), {"reference": reference.lower(), "secret": secret.replace("-", " ")}
    )

    assert opened.status_code == 302
    assert "Nguyễn Thị Mẹ" in text(library.get(page("filing_applicant", draft_id)))


def test_the_secret_is_shown_once_more_when_the_dossier_is_filed_and_is_kept_nowhere_in_the_clear() -> None:
    where, client = open_place(), Client()
    draft_id = begin(client, where)
    _, secret = keys_of(client, draft_id)
    fill(client, draft_id)
    file(client, draft_id)

    assert secret in text(client.get(page("filing_done", draft_id)))
    assert secret not in str(dict(client.session))
    assert secret not in str(Draft.objects.filter(pk=draft_id).values().get())


def test_a_garbled_secret_is_told_at_the_secret_and_the_reference_stays() -> None:
    answer = Client().post(reverse("portal:resume"), {"reference": "7KQ4M-2XWPA", "secret": "AAAA"})

    assert answer.status_code == 422
    assert 'href="#secret"' in text(answer)
    assert 'id="secret-error"' in text(answer)
    assert 'value="7KQ4M-2XWPA"' in text(answer)


def test_a_wrong_secret_and_an_unknown_reference_look_the_same_and_guessing_is_stopped() -> None:
    where, client, thief = open_place(), Client(), Client()
    draft_id = begin(client, where)
    reference, _ = keys_of(client, draft_id)
    stranger = Client()
    _, foreign = keys_of(stranger, begin(stranger, where))

    wrong = thief.post(reverse("portal:resume"), {"reference": reference, "secret": foreign})
    unknown = thief.post(reverse("portal:resume"), {"reference": "H53.18-251103-0001", "secret": foreign})

    assert wrong.status_code == unknown.status_code == 422
    assert "không đúng" in text(wrong)
    assert re.findall(r'href="#reference">([^<]+)', text(wrong)) == re.findall(
        r'href="#reference">([^<]+)', text(unknown)
    )
    assert thief.get(page("filing", draft_id)).status_code == 302
    answers = [
        thief.post(reverse("portal:resume"), {"reference": reference, "secret": foreign}) for _ in range(12)
    ]
    assert answers[-1].status_code == 429


@pytest.mark.parametrize(
    "name",
    [
        "filing",
        "filing_applicant",
        "filing_papers",
        "filing_result",
        "filing_review",
        "filing_print",
        "filing_done",
    ],
)
def test_another_citizen_gets_the_same_answer_as_for_a_draft_that_does_not_exist(name: str) -> None:
    where = open_place()
    mine = begin(signed_in(), where)
    nothing = "01890000-0000-7000-8000-000000000000"
    other, nobody = signed_in(), Client()

    assert other.get(page(name, mine)).status_code == 404
    assert other.get(page(name, nothing)).status_code == 404
    for draft_id in (mine, nothing):
        answer = nobody.get(page(name, draft_id))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("portal:resume"))


def test_another_citizen_gets_no_file_of_a_draft() -> None:
    where, mine = open_place(), signed_in()
    draft_id = begin(mine, where)
    mine.post(page("filing_papers", draft_id), {"tep-giay": picture(), "_upload": "giay"})
    file_id = DraftFile.objects.get(draft_id=draft_id).file_id

    own_file = mine.get(page("filing_file", draft_id, file_id))
    assert own_file.status_code == 200
    assert own_file["Content-Disposition"].startswith("attachment")
    assert b"".join(own_file.streaming_content).startswith(b"\x89PNG")
    assert signed_in().get(page("filing_file", draft_id, file_id)).status_code == 404
    thief = signed_in()
    own = begin(thief, where)
    assert thief.get(page("filing_file", own, file_id)).status_code == 404


@pytest.mark.demand("TN19-10.4")
def test_a_double_click_and_the_back_button_make_one_dossier() -> None:
    where, client = open_place(), signed_in()
    draft_id = begin(client, where)
    fill(client, draft_id)

    answers = [file(client, draft_id) for _ in range(3)]
    back = client.post(page("filing_section", draft_id, "nguoi_yeu_cau"), {"ho_ten": "Nguyễn Thị Mẹ"})

    assert [one["Location"] for one in (*answers, back)] == [page("filing_done", draft_id)] * 4
    assert Dossier.objects.count() == 1
    assert answers_of_draft(Draft.objects.get(pk=draft_id))["ho_ten"] == "Nguyễn Thị Mẹ"


def test_what_is_sent_after_filing_is_not_taken_and_is_said_to_be_not_taken() -> None:
    where, client = open_place(), signed_in()
    draft_id = filed(client, where)
    address = page("filing_section", draft_id, "nguoi_yeu_cau")

    late = client.post(address, {"ho_ten": "Khác", "_next": "1"})
    by_itself = client.post(address, {"ho_ten": "Khác", "_autosave": "1"})
    photo = client.post(page("filing_papers", draft_id), {"tep-giay": picture("muon.png"), "_next": "1"})

    assert (late.status_code, by_itself.status_code, photo.status_code) == (409, 200, 409)
    assert "Khác" in text(late)
    assert "không được ghi" in text(by_itself)
    assert "muon.png" in text(photo)
    assert answers_of_draft(Draft.objects.get(pk=draft_id))["ho_ten"] == "Nguyễn Thị Mẹ"
    assert DraftFile.objects.filter(draft_id=draft_id).count() == 1


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (SimpleUploadedFile("anh.jpg", b"\xff\xd8\xff\xe0" + b"0" * (30 * 1024 * 1024)), "vượt quá giới hạn"),
        (SimpleUploadedFile("don.pdf", b"MZ\x90\x00" + b"\x00" * 500), "don.pdf"),
    ],
    ids=["a photo of 30 MB", "an exe named pdf"],
)
def test_a_refused_file_is_explained_and_everything_else_is_kept(bad: SimpleUploadedFile, said: str) -> None:
    where, client = open_place(), signed_in()
    draft_id = begin(client, where)
    client.post(page("filing_section", draft_id, "nguoi_yeu_cau"), {"ho_ten": "An", "_next": "1"})

    answer = client.post(page("filing_papers", draft_id), {"tep-giay": [picture(), bad], "_next": "1"})

    assert answer.status_code == 422
    assert said in text(answer)
    assert [one.file.name for one in DraftFile.objects.filter(draft_id=draft_id)] == ["giay.png"]
    assert answers_of_draft(Draft.objects.get(pk=draft_id))["ho_ten"] == "An"


def test_size_and_types_are_said_before_a_file_is_chosen() -> None:
    where, client = open_place(), signed_in()

    shown = text(client.get(page("filing_papers", begin(client, where))))

    assert "không quá 10 MB" in shown
    assert "PDF, JPG" in shown


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"nguoi_nop.born_on.year": "1985"}, "1990"),
        ({"nguoi_nop.document.number": "07219001234"}, "12 chữ số"),
        (
            {
                "nop_cho": "to_chuc",
                "ten_to_chuc": "Công ty A",
                "chuc_vu": "Giám đốc",
                "ma_so_thue": "0100109107",
            },
            "số kiểm tra",
        ),
        ({"nguoi_nop.phone": "12"}, "Số điện thoại"),
    ],
    ids=["another birth year", "eleven digits", "a wrong check digit", "no telephone number"],
)
def test_a_wrong_number_is_told_beside_its_field_and_the_typing_stays(
    changes: dict[str, str], said: str
) -> None:
    where, client = open_place(), signed_in()
    draft_id = begin(client, where)

    answer = client.post(page("filing_applicant", draft_id), {**APPLICANT, **changes})

    assert answer.status_code == 422
    errors = " ".join(re.findall(r'class="govuk-error-message"[^>]*>(.*?)</p>', text(answer), re.S))
    assert said in errors
    for value in changes.values():
        assert value in text(answer)
    assert "form" in applicant_of_draft(Draft.objects.get(pk=draft_id))


@pytest.mark.demand("TN19-4.5")
def test_what_the_account_knows_is_not_asked_again() -> None:
    where, client = open_place(), signed_in()
    draft_id = begin(client, where)

    shown = text(client.get(page("filing_applicant", draft_id)))

    assert 'value="Nguyễn Văn An"' in shown
    assert 'value="0901234567"' in shown


def test_a_card_fills_what_is_empty_and_is_said_to_be_unverified() -> None:
    where, client = open_place(), Client()
    draft_id = begin(client, where)
    card = "072190012345||Trần Thị Thẻ|05061990|Nữ|Ấp 2, Xã Thử, Tây Ninh|01012022"

    shown = client.post(page("filing_applicant", draft_id), {"_card": "1", "_card_text": card})

    assert shown.status_code == 200
    assert 'value="Trần Thị Thẻ"' in text(shown)
    assert "chưa được xác minh" in text(shown)
    broken = client.post(page("filing_applicant", draft_id), {"_card": "1", "_card_text": "không phải thẻ"})
    assert broken.status_code == 422
    assert "Không đọc được mã QR" in text(broken)


def test_an_unfinished_draft_is_not_filed_and_each_fault_leads_to_its_page() -> None:
    where, client = open_place(), signed_in()
    draft_id = begin(client, where)

    answer = file(client, draft_id)

    assert answer.status_code == 422
    for name in ("filing_applicant", "filing_papers", "filing_result"):
        assert f'<a href="{page(name, draft_id)}">' in text(answer)
    assert f'<a href="{page("filing_section", draft_id, "nguoi_yeu_cau")}">' in text(answer)
    assert not Dossier.objects.exists()


def test_without_the_declaration_nothing_is_filed() -> None:
    where, client = open_place(), signed_in()
    draft_id = begin(client, where)
    fill(client, draft_id)

    answer = client.post(page("filing_review", draft_id))

    assert answer.status_code == 422
    assert "cam đoan" in text(answer)
    assert not Dossier.objects.exists()


def test_an_officer_cannot_open_a_citizens_draft() -> None:
    where = open_place()
    draft_id = begin(signed_in(), where)
    officer = Client()
    officer.force_login(
        next(iter(where.officers.values())), backend="allauth.account.auth_backends.AuthenticationBackend"
    )

    assert officer.get(page("filing_applicant", draft_id)).status_code == 404
