import json
import logging
import sys

import pytest

from motcua.conf.logs import JsonFormatter, PlainFormatter, logging_settings, without_personal_data

COMPLAINT = """duplicate key value violates unique constraint "account_email_key"
DETAIL:  Key (email)=(nguyen.van.an@example.vn) already exists.
CONTEXT:  COPY person, line 1: "Nguyễn Văn An"
"""


def record(message, *values):
    try:
        raise ValueError(COMPLAINT)
    except ValueError:
        return logging.LogRecord("motcua", logging.ERROR, __file__, 1, message, values, sys.exc_info())


@pytest.mark.parametrize("formatter", [PlainFormatter("%(asctime)s %(message)s"), JsonFormatter()])
def test_no_log_line_holds_personal_data(formatter):
    line = formatter.format(record("mail to %s, number %s", "an@example.vn", "079203001234"))
    for secret in ("an@example.vn", "nguyen.van.an", "Nguyễn Văn An", "079203001234"):
        assert secret not in line
    assert "account_email_key" in line


def test_what_helps_to_find_the_fault_stays():
    kept = "Not Found: /tra-cuu H59.12-260828-0001 in 42 ms, dossier 0198f3a2-7b1c-7def-8123-456789abcdef"
    assert without_personal_data(kept) == kept


def test_a_line_for_machines_is_one_json_object_with_vietnamese_time():
    line = json.loads(JsonFormatter().format(record("worker %s", "started")))
    assert line["message"] == "worker started"
    assert line["at"].endswith("+07:00")
    assert set(line) == {"at", "level", "logger", "message", "error"}


def test_another_form_of_log_is_refused():
    with pytest.raises(ValueError, match="plain or json"):
        logging_settings("xml", "INFO")
