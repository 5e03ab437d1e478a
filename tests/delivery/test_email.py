"""E-mail against a real SMTP server."""

from __future__ import annotations

import socket
import threading
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMessage
from tests.delivery.builders import NOON, message, row

from motcua.conf.mail import mail_settings
from motcua.delivery.backend import OutboxBackend
from motcua.delivery.channels import DemoMailbox, EmailChannel
from motcua.delivery.models import OutboxMessage
from motcua.delivery.plugins import registered
from motcua.delivery.rules import message_id
from motcua.delivery.selectors import demo_mails
from motcua.delivery.services import drain
from motcua.kernel.clock import now

pytestmark = pytest.mark.django_db


class Post:
    """The other side: takes mails, or answers what it is told to, once each."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []
        self.to_recipient: list[str] = []
        self.to_data: list[str] = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.to_recipient:
            return self.to_recipient.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.to_data:
            return self.to_data.pop(0)
        self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


@pytest.fixture
def post(settings):
    post = Post()
    server = Controller(post, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.BASE_URL = "https://motcua.example.vn"
    with registered("test", EmailChannel):
        yield post
    server.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_mail_arrives_with_its_vietnamese_words_and_a_lasting_message_id(post):
    message()

    assert drain(at=NOON).sent == 1

    ((recipients, mail),) = post.mails
    assert recipients == ["khai@example.vn"]
    assert mail["Subject"] == "Hồ sơ đã được tiếp nhận"
    assert mail.get_content().strip() == "Kính gửi Bà Khai."
    assert mail["Message-ID"] == f"<{message_id('one')}@motcua.example.vn>"
    assert mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("stage", ["to_recipient", "to_data"])
def test_turned_away_for_now_then_taken(post, stage):
    getattr(post, stage).append("451 4.7.1 greylisted khai@example.vn")
    message()

    assert drain(at=NOON).failed == 1
    assert row().last_error == "SMTP 451"

    assert drain(at=NOON + timedelta(minutes=2)).sent == 1
    assert len(post.mails) == 1


@pytest.mark.parametrize("stage", ["to_recipient", "to_data"])
def test_turned_away_for_good_is_dead(post, stage):
    getattr(post, stage).append("550 5.1.1 no such user khai@example.vn")
    message()

    assert drain(at=NOON).dead == 1
    assert row().last_error == "SMTP 550"


def test_one_dead_address_does_not_stop_the_next_mail(post):
    post.to_recipient.append("550 no such user")
    message("bad")
    message("good", destination="minh@example.vn")

    done = drain(at=NOON)

    assert (done.sent, done.dead) == (1, 1)


def test_a_server_that_refuses_connections_is_tried_again_later(post, settings):
    right, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    message("one")
    message("two")

    assert drain(at=NOON).failed == 1
    assert row("one").last_error == "ConnectionRefusedError"
    assert row("two").attempts == 0

    settings.EMAIL_PORT = right
    assert drain(at=NOON + timedelta(minutes=2)).sent == 2


def test_a_silent_server_costs_one_time_out_a_drain(settings, monkeypatch):
    monkeypatch.setattr(EmailChannel, "timeout_seconds", 1.0)
    with socket.socket() as silent, registered("test", EmailChannel):
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        message("one")
        message("two")

        assert drain(at=NOON).failed == 1

    assert row("one").last_error == "SMTPServerDisconnected"


def test_a_server_that_hangs_up_in_the_greeting_is_tried_again(settings):
    def hang_up() -> None:
        connection, _ = server.accept()
        connection.sendall(b"421 too busy\r\n")
        connection.close()

    with socket.socket() as server, registered("test", EmailChannel):
        server.bind(("127.0.0.1", 0))
        server.listen()
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        thread = threading.Thread(target=hang_up)
        thread.start()
        message()
        assert drain(at=NOON).failed == 1
        thread.join()
    assert row().state == "queued"


@pytest.mark.parametrize("address", ["khai@example.vn\nBcc: all@example.vn", "không phải địa chỉ", ""])
def test_what_is_no_address_is_dead_and_nothing_leaves(post, address):
    message(destination=address)

    assert drain(at=NOON).dead == 1
    assert post.mails == []


def test_without_a_mail_server_mails_wait_and_the_health_page_says_why(settings):
    settings.EMAIL_HOST = ""
    with registered("test", EmailChannel) as channel:
        message()
        assert drain(at=NOON).failed == 1
        assert "MOTCUA_SMTP_URL" in channel.check_config()[0]
        settings.EMAIL_HOST = "mail.example.vn"
        assert channel.check_config() == []


def test_the_demo_mailbox_shows_each_mail_once():
    with registered("test", DemoMailbox) as box:
        message("one")
        message("two", destination="minh@example.vn", at=NOON + timedelta(seconds=0))
        drain(at=NOON)
        OutboxMessage.objects.update(state="queued", sent_at=None)
        drain(at=NOON)
        assert "/demo/thu" in box.check_config()[0]

    assert demo_mails().count() == 2
    assert [mail.body for mail in demo_mails("KHAI@example.vn")] == ["Kính gửi Bà Khai."]


def test_djangos_own_mails_go_through_the_outbox(post):
    sent = OutboxBackend().send_messages(
        [EmailMessage("Đặt lại mật khẩu", "Mã của bạn", "a@b.vn", ["khai@example.vn"])]
    )

    assert sent == 1
    assert OutboxMessage.objects.get().urgent
    assert OutboxMessage.objects.get().channel == "email"
    with registered("email", EmailChannel):
        assert drain(at=now()).sent == 1


def test_a_mail_server_is_one_address():
    server = mail_settings("smtps://motcua%40vn:p%2Fw@mail.example.vn")
    assert server == ("mail.example.vn", 465, "motcua@vn", "p/w", True, False)
    assert mail_settings("smtp+starttls://mail.example.vn").port == 587
    assert mail_settings("").host == ""
    with pytest.raises(ValueError, match="must look like") as refused:
        mail_settings("https://secret@mail")
    assert "secret" not in str(refused.value)
