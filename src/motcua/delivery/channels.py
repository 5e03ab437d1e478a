"""The channels that come with the product: e-mail, short messages, and the demo mailbox of the laptop."""

from __future__ import annotations

import smtplib
from email.utils import formatdate
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from motcua.delivery.errors import ChannelDown, TryLater, Undeliverable
from motcua.delivery.gateways import Gateway, Setting
from motcua.delivery.models import DemoMail
from motcua.delivery.plugins import Handed, Letter
from motcua.delivery.selectors import ranked
from motcua.delivery.walking import ProvidedChannel
from motcua.kernel.clock import now


class EmailChannel(ProvidedChannel):
    """SMTP by the providers that are entered, else by Django's e-mail settings (`MOTCUA_SMTP_URL`)."""

    label = "Thư điện tử"

    def _send_without_provider(self, letter: Letter) -> Handed | None:
        if not settings.EMAIL_HOST:
            raise ChannelDown("not configured")
        send_mail(letter, EmailBackend(timeout=int(self.timeout_seconds)))
        return None

    def check_config(self) -> list[str]:
        if not settings.EMAIL_HOST and not ranked(self.name, now()):
            return ["Chưa đặt MOTCUA_SMTP_URL: thư điện tử đang nằm chờ, chưa gửi đi được."]
        return []


class SmsChannel(ProvidedChannel):
    """Short messages, by the providers that are entered."""

    label = "Tin nhắn SMS"

    def check_config(self) -> list[str]:
        if not ranked(self.name, now()):
            return ["Chưa khai báo nhà cung cấp tin nhắn SMS: tin nhắn đang nằm chờ, chưa gửi đi được."]
        return []


def send_mail(letter: Letter, connection: EmailBackend) -> None:
    """Hand one letter to a mail server.

    Refuses
        ChannelDown, TryLater, Undeliverable
    """
    message = EmailMessage(
        letter.subject,
        letter.body,
        settings.DEFAULT_FROM_EMAIL,
        [letter.destination],
        connection=connection,
        headers={
            "Message-ID": f"<{letter.message_id}@{urlsplit(settings.BASE_URL).hostname}>",
            "Date": formatdate(letter.queued_at.timestamp()),
            "Auto-Submitted": "auto-generated",  # no answering machine shall answer us
        },
    )
    try:
        if not message.send():
            raise Undeliverable("no recipient")
    except smtplib.SMTPRecipientsRefused as refused:
        _turned_away(max(code for code, _ in refused.recipients.values()))
    except smtplib.SMTPDataError as refused:
        _turned_away(refused.smtp_code)
    except smtplib.SMTPResponseException as refused:
        # greeting, sign-in or sender: our own set-up is at fault, every message would fail alike
        raise ChannelDown(f"SMTP {refused.smtp_code}") from refused
    except (smtplib.SMTPException, OSError) as error:
        raise ChannelDown(type(error).__name__) from error
    except (ValueError, UnicodeError) as error:
        # Django found the address or the subject unfit for a header
        raise Undeliverable(f"malformed {type(error).__name__}") from error


class SmtpGateway(Gateway):
    """One mail server of several."""

    channel = "email"
    label = "SMTP"
    settings = (
        Setting("host", "Máy chủ"),
        Setting("port", "Cổng", "25"),
        Setting("user", "Tên đăng nhập", is_required=False),
        Setting("password", "Mật khẩu", is_secret=True, is_required=False),
        Setting(
            "security",
            "Mã hoá",
            "none",
            choices=(("none", "Không"), ("starttls", "STARTTLS"), ("tls", "TLS")),
        ),
    )

    def send(self, letter: Letter) -> Handed:
        connection = EmailBackend(
            host=self.value("host"),
            port=int(self.value("port")),
            username=self.value("user"),
            password=self.value("password"),
            use_tls=self.value("security") == "starttls",
            use_ssl=self.value("security") == "tls",
            timeout=15,
        )
        send_mail(letter, connection)
        return Handed()


def _turned_away(code: int) -> None:
    if code == 421:
        raise ChannelDown("SMTP 421")
    if code >= 500:
        raise Undeliverable(f"SMTP {code}")
    raise TryLater(f"SMTP {code}")


class _KeptHere(ProvidedChannel):
    """Without a provider, keeps letters in a table that the demo's page shows; nothing leaves the machine."""

    def _send_without_provider(self, letter: Letter) -> Handed | None:
        DemoMail.objects.bulk_create(
            [
                DemoMail(
                    message_id=letter.message_id,
                    destination=letter.destination,
                    subject=letter.subject,
                    body=letter.body,
                    queued_at=letter.queued_at,
                )
            ],
            ignore_conflicts=True,
        )
        return None

    def check_config(self) -> list[str]:
        if ranked(self.name, now()):
            return []
        return ["Đang chạy thử: thư không gửi ra ngoài mà hiện ở trang /demo/thu."]


class DemoMailbox(_KeptHere):
    """E-mail of the laptop."""

    label = "Hộp thư thử"


class DemoPhone(_KeptHere):
    """Short messages of the laptop."""

    label = "Tin nhắn SMS (thử)"
