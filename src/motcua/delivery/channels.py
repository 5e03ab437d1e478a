"""The channels that come with the product: e-mail, and the demo mailbox of the laptop."""

from __future__ import annotations

import smtplib
from email.utils import formatdate
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from motcua.delivery.errors import ChannelDown, TryLater, Undeliverable
from motcua.delivery.models import DemoMail
from motcua.delivery.plugins import Channel, Letter


class EmailChannel(Channel):
    """SMTP by Django's e-mail settings (`MOTCUA_SMTP_URL`)."""

    label = "Thư điện tử"

    def _send(self, letter: Letter) -> None:
        if not settings.EMAIL_HOST:
            raise ChannelDown("not configured")
        connection = EmailBackend(timeout=int(self.timeout_seconds))
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

    def check_config(self) -> list[str]:
        if not settings.EMAIL_HOST:
            return ["Chưa đặt MOTCUA_SMTP_URL: thư điện tử đang nằm chờ, chưa gửi đi được."]
        return []


def _turned_away(code: int) -> None:
    if code == 421:
        raise ChannelDown("SMTP 421")
    if code >= 500:
        raise Undeliverable(f"SMTP {code}")
    raise TryLater(f"SMTP {code}")


class DemoMailbox(Channel):
    """Keeps letters in a table that the demo's page shows; nothing leaves the machine."""

    label = "Hộp thư thử"

    def _send(self, letter: Letter) -> None:
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

    def check_config(self) -> list[str]:
        return ["Đang chạy thử: thư không gửi ra ngoài mà hiện ở trang /demo/thu."]
