"""Kannel and eSMS over HTTP: what is asked, what each answer means, and that secrets are not shown."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.partners.fakes import answering, nobody

from motcua.partners.esms import Esms, EsmsDown, EsmsElsewhere, EsmsRefused, EsmsSilent
from motcua.partners.kannel import Kannel, KannelDown, KannelRefused, KannelSilent, dlr_url

WORDS = "Hồ sơ đã được tiếp nhận"


def kannel(address: str) -> Kannel:
    return Kannel(address, "motcua", "a secret", smsc="SC7039", timeout_seconds=2)


def send(client: Kannel, **more: str) -> str:
    return client.send(sender="7039", to="84901234567", text=WORDS, is_ucs2=True, **more)


def test_kannel_is_asked_with_marks_as_ucs2_and_told_where_receipts_go() -> None:
    with answering((202, "0: Accepted for delivery")) as box:
        assert send(kannel(box.address), dlr_url=dlr_url("http://us/kenh/sms/word/", "our id")) == (
            "0: Accepted for delivery"
        )
        ((method, path, _),) = box.asked
    asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
    assert (method, urlsplit(path).path) == ("GET", "/cgi-bin/sendsms")
    assert asked == {
        "username": "motcua",
        "password": "a secret",
        "from": "7039",
        "to": "84901234567",
        "text": WORDS,
        "charset": "UTF-8",
        "coding": "2",
        "smsc": "SC7039",
        "dlr-mask": "31",
        "dlr-url": "http://us/kenh/sms/word/dlr?id=our+id&type=%d&code=%A&at=%T",
    }


def test_a_queue_in_kannel_counts_as_taken() -> None:
    with answering((202, "3: Queued for later delivery")) as box:
        assert send(kannel(box.address)).startswith("3:")


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        ((503, "Temporal failure, try again later."), KannelDown, "HTTP 503"),
        ((403, "Authorization failed"), KannelDown, "HTTP 403"),
        ((400, "Missing receiver number"), KannelRefused, "HTTP 400"),
        ("silence", KannelSilent, "RemoteDisconnected"),
    ],
)
def test_what_kannel_answers_has_its_class(answer, error, code) -> None:
    with answering(answer) as box, pytest.raises(error) as raised:
        send(kannel(box.address))
    assert raised.value.code == code


def test_nobody_there_is_down_and_the_password_is_never_shown() -> None:
    with pytest.raises(KannelDown) as raised:
        send(kannel(nobody()))
    assert raised.value.code == "ConnectionRefusedError"
    assert "a secret" not in repr(kannel("http://x"))


def esms(address: str) -> Esms:
    return Esms("key one", "key two", "MOTCUA", address, timeout_seconds=2)


def hand(client: Esms) -> str:
    return client.send(
        request_id="r1", to="84901234567", text=WORDS, is_unicode=True, callback="http://us/esms"
    )


def test_esms_gets_our_id_so_that_asking_twice_is_safe() -> None:
    with answering((200, '{"CodeResult":"100","SMSID":"s1"}'), (200, '{"CodeResult":"124"}')) as gateway:
        assert hand(esms(gateway.address)) == "s1"
        assert hand(esms(gateway.address)) == ""
    first, second = (json.loads(body) for _, _, body in gateway.asked)
    assert first == second
    assert (first["RequestId"], first["IsUnicode"], first["SmsType"]) == ("r1", "1", "2")
    assert first["CallbackUrl"] == "http://us/esms"


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        ((200, '{"CodeResult":"103"}'), EsmsDown, "103"),
        ((200, '{"CodeResult":"101"}'), EsmsDown, "101"),
        ((200, '{"CodeResult":"177"}'), EsmsElsewhere, "177"),
        ((200, '{"CodeResult":"99"}'), EsmsRefused, "99"),
        ((200, '{"CodeResult":"146"}'), EsmsRefused, "146"),
        ((200, "{}"), EsmsRefused, "no code"),
        ((200, "<html>"), EsmsSilent, "no JSON"),
        ((200, "[]"), EsmsSilent, "no JSON"),
        ((502, ""), EsmsDown, "HTTP 502"),
        ((400, ""), EsmsRefused, "HTTP 400"),
        ("silence", EsmsSilent, "RemoteDisconnected"),
    ],
)
def test_what_esms_answers_has_its_class(answer, error, code) -> None:
    with answering(answer) as gateway, pytest.raises(error) as raised:
        hand(esms(gateway.address))
    assert raised.value.code == code


def test_esms_keys_are_never_shown() -> None:
    assert "key" not in repr(esms("http://x")).replace("api_key", "").replace("secret_key", "")
    with pytest.raises(EsmsDown):
        hand(esms(nobody()))
