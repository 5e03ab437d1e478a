"""The frame of the stand-ins: what reached them is shown, they misbehave on request, the page is for this machine."""

from __future__ import annotations

import signal
import smtplib
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

import pytest
from tests.emulate.builders import ask, free_ports, made, running
from tests.workbench.builders import environment

from motcua.workbench.commands.emulate import members_of, product_of
from motcua.workbench.emulate.frame import Act, Field, Mode, StandIn
from motcua.workbench.emulate.mail import MailStandIn
from motcua.workbench.errors import CommandError, LauncherError
from motcua.workbench.folder import DataFolder


class Echo(StandIn):
    name = "echo"
    title = "Tiếng vọng"
    acts = (Act("call", "Gọi", (Field("words", "Lời", default="alo"), Field("photo", "Ảnh", kind="file"))),)
    time_out_seconds = 20.0

    def start(self) -> None:
        self.note("bắt đầu", details={"cổng": str(self.stage.ports[0])})

    def stop(self) -> None: ...

    def play(self, act: str, values: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> str:
        if not values["words"]:
            raise ValueError("Cần có lời.")
        self.note("gọi", direction="out", body=values["words"], details={"ảnh": str(len(files))})
        return f"Đã gọi {values['words']}"


def letter(subject: str = "Hồ sơ đã được tiếp nhận") -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = subject, "motcua@example.vn", "khai@example.vn"
    made.set_content("Kính gửi Bà Khai.\n")
    return made


def test_the_page_shows_what_came_and_plays_the_other_side(tmp_path: Path) -> None:
    with running(made(Echo, tmp_path)) as page:
        assert "Tiếng vọng" in ask(page, "/")[1]
        assert ask(page, "/echo/act/call", post={"words": "xin chào <b>"}) == (
            200,
            {"said": "Đã gọi xin chào <b>"},
        )
        assert ask(page, "/echo/act/call", post={"words": ""}) == (422, {"said": "Cần có lời."})
        shown = ask(page, "/echo")[1]
        assert "xin chào &lt;b&gt;" in shown
        told = ask(page, "/echo.json")[1]
        assert [one["title"] for one in told["seen"]] == ["gọi", "bắt đầu"]
        assert ask(page, "/echo/forget", post={})[0] == 200
        assert ask(page, "/echo.json")[1]["seen"] == []
        for path in ("/nobody", "/echo/act/none"):
            assert ask(page, path, post={})[0] == 404


def test_a_mode_that_the_party_has_is_set_and_no_other(tmp_path: Path) -> None:
    echo = made(Echo, tmp_path)
    with running(echo) as page:
        assert ask(page, "/echo/mode", post={"mode": "slow"})[0] == 200
        assert echo.mode is Mode.SLOW
        for mode in ("wrong_signature", "x"):
            assert ask(page, "/echo/mode", post={"mode": mode})[0] == 404
        assert echo.mode is Mode.SLOW


def test_pages_of_elsewhere_can_neither_read_nor_press(tmp_path: Path) -> None:
    with running(made(Echo, tmp_path)) as page:
        assert ask(page, "/", Host="evil.example")[0] == 403
        assert ask(page, "/echo/act/call", post={"words": "a"}, Origin="https://evil.example")[0] == 403
        assert ask(page, "/echo/act/call", post={"words": "a"}, Origin=page.url)[0] == 200


def test_who_waits_in_a_mode_is_let_go_at_the_end(tmp_path: Path) -> None:
    echo = made(Echo, tmp_path)
    echo.mode = Mode.TIME_OUT
    began = time.monotonic()
    echo.end()
    echo.hesitate()
    assert time.monotonic() - began < 5


def test_the_mail_server_keeps_what_it_takes_and_refuses_when_told(tmp_path: Path) -> None:
    mail = made(MailStandIn, tmp_path)
    with running(mail) as page:
        with smtplib.SMTP("127.0.0.1", mail.port) as smtp:
            smtp.send_message(letter())
        (one,) = ask(page, "/mail.json")[1]["seen"]
        assert one["title"] == "Hồ sơ đã được tiếp nhận"
        assert one["body"].strip() == "Kính gửi Bà Khai."
        assert one["details"]["gửi đến"] == "khai@example.vn"

        ask(page, "/mail/mode", post={"mode": "refuse"})
        with smtplib.SMTP("127.0.0.1", mail.port) as smtp, pytest.raises(smtplib.SMTPRecipientsRefused):
            smtp.send_message(letter())


def test_the_command_starts_says_where_and_ends_cleanly(tmp_path: Path) -> None:
    (port, *_) = free_ports(1)
    command = [sys.executable, "-m", "motcua.workbench.cli", "emulate", "--only", "mail", "--port", str(port)]
    alone = environment(MOTCUA_DATA=str(tmp_path), PYTHONUNBUFFERED="1")
    with subprocess.Popen(
        command, env=alone, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as started:
        assert started.stdout is not None
        lines = [started.stdout.readline() for _ in range(3)]
        assert f"stand-ins: http://127.0.0.1:{port}" in lines[0]
        assert f"mail: SMTP 127.0.0.1:{port + 1}" in lines[1]
        assert "not entered" in lines[2]
        started.send_signal(signal.SIGINT)
        rest = started.stdout.read()
        assert started.wait(30) == 0
    assert rest.strip() == "stopping"


def test_an_unknown_party_or_a_product_that_does_not_run_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CommandError, match="there are mail"):
        members_of(Namespace(only="nobody", port=8700), tmp_path, "")
    DataFolder(tmp_path).make()
    monkeypatch.delenv("DATABASE_URL")
    with pytest.raises(LauncherError, match="Start it first"):
        product_of(Namespace(data=str(tmp_path)))
