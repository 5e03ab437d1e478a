"""Forms of the console: what is asked, how it is said when something is missing. Rules are the services'."""

from motcua.sites.console.forms.calendars import (
    DAY_KINDS,
    CalendarForm,
    ClockRuleForm,
    DayForm,
    DeadlineForm,
    HoursForm,
    PublishForm,
    YearForm,
)
from motcua.sites.console.forms.channels import ProviderForm, WordingForm
from motcua.sites.console.forms.devices import DeviceForm, RetireForm
from motcua.sites.console.forms.fields import (
    ConsoleForm,
    Pairs,
)
from motcua.sites.console.forms.officers import (
    CloseForm,
    EndDutyForm,
    EngageForm,
    LastDayForm,
    LeaveForm,
    NothingForm,
    PersonForm,
    PostForm,
    ReasonForm,
    ReplaceForm,
)
from motcua.sites.console.forms.organisation import (
    AgencyVersionForm,
    ChargeForm,
    CloseAgencyForm,
    CodeForm,
    DeskForm,
    UnitForm,
)
from motcua.sites.console.forms.procedures import (
    AuthorisationForm,
    CompetenceForm,
    CompletionForm,
    FaqForm,
    OutsideForm,
    PromiseForm,
    ReceptionForm,
    WithdrawForm,
)
from motcua.sites.console.forms.settings import SettingForm
from motcua.sites.console.forms.zalo import OpenByZaloForm, ZaloAccountForm, ZaloTemplateForm

__all__ = [
    "DAY_KINDS",
    "AgencyVersionForm",
    "AuthorisationForm",
    "CalendarForm",
    "ChargeForm",
    "ClockRuleForm",
    "CloseAgencyForm",
    "CloseForm",
    "CodeForm",
    "CompetenceForm",
    "CompletionForm",
    "ConsoleForm",
    "DayForm",
    "DeadlineForm",
    "DeskForm",
    "DeviceForm",
    "EndDutyForm",
    "EngageForm",
    "FaqForm",
    "HoursForm",
    "LastDayForm",
    "LeaveForm",
    "NothingForm",
    "OpenByZaloForm",
    "OutsideForm",
    "Pairs",
    "PersonForm",
    "PostForm",
    "PromiseForm",
    "ProviderForm",
    "PublishForm",
    "ReasonForm",
    "ReceptionForm",
    "ReplaceForm",
    "RetireForm",
    "SettingForm",
    "UnitForm",
    "WithdrawForm",
    "WordingForm",
    "YearForm",
    "ZaloAccountForm",
    "ZaloTemplateForm",
]
