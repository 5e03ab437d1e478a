"""The form that decides one choice of the province."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.sites.console.forms.fields import INSTRUMENT, ConsoleForm, Pairs, day, number, select, text


class SettingForm(ConsoleForm):
    """Ban hành một thiết lập; a number, or one of the choices."""

    value: Any = select(_("Giá trị"))
    agency = select(_("Áp dụng cho"), required=False)
    valid_from = day(_("Từ ngày"))
    instrument = text(_("Văn bản"), INSTRUMENT)

    def __init__(self, *args: Any, policy_choices: Pairs = (), unit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = [*policy_choices]
        field: forms.Field = self.fields["value"]
        if pairs:
            assert isinstance(field, forms.ChoiceField)
            field.choices = pairs
        else:
            self.fields["value"] = number(_("Giá trị"), unit)
