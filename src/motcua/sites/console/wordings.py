"""Mẫu tin: what people are told in which words; the province's own, with their day, decision and history."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from motcua.kernel.clock import local_day, now
from motcua.kernel.errors import Refusal
from motcua.notifications import texts
from motcua.notifications.kinds import KINDS
from motcua.sites.console import forms
from motcua.sites.console.acts import Act, actor_of, get_or_post, perform
from motcua.sites.console.rights import province_only
from motcua.sites.ui.refusals import status_of
from motcua.sites.ui.spoken import spoken

CHANNELS = {
    "inbox": _("Hộp thư trên cổng"),
    "email": _("Thư điện tử"),
    "sms": _("Tin nhắn SMS"),
    "zalo": _("Zalo"),
}
LANGUAGES = {"vi": _("Tiếng Việt"), "en": _("Tiếng Anh")}


@province_only
def listing(request: HttpRequest) -> HttpResponse:
    """Every event with its channels; where the province has words of its own is said."""
    own = texts.wordings_on(local_day(now()))
    rows = [
        (
            event,
            kind.label,
            kind.to_officers,
            [
                (channel, gettext(words), [name for name in LANGUAGES if (event, channel, name) in own])
                for channel, words in CHANNELS.items()
                if texts.exists(event, channel, "vi")
            ],
        )
        for event, kind in KINDS.items()
    ]
    return render(request, "console/wordings.html", {"rows": rows})


@province_only
@get_or_post
def page(request: HttpRequest, event: str, channel: str, language: str) -> HttpResponse:
    """The words of one event on one channel: what is in force, a preview, deciding others, what there was before."""
    if not texts.exists(event, channel, language):
        raise Http404
    at = now()
    today = local_day(at)
    packaged = texts.source(event, channel, language)
    in_force = texts.wordings_on(today).get((event, channel, language), "")
    form = forms.WordingForm(
        request.POST or None, initial={"text": in_force or packaged, "valid_from": today}
    )

    def do(given: dict[str, Any]) -> object:
        return texts.decide_wording(
            event=event, channel=channel, language=language, **given, at=at, actor=actor_of(request)
        )

    title = gettext("Mẫu tin: {label}").format(label=spoken(KINDS[event].label))
    act = Act(
        title=title,
        submit=gettext("Ban hành mẫu tin"),
        done=gettext("Đã ban hành mẫu tin."),
        back=reverse("console:wording", args=[event, channel, language]),
        trail=((gettext("Mẫu tin"), reverse("console:wordings")),),
    )
    more: dict[str, Any] = {
        "event": event,
        "channel": channel,
        "channel_words": gettext(CHANNELS[channel]),
        "language": language,
        "others": [
            (gettext(words), gettext(spoken_in), reverse("console:wording", args=[event, name, tongue]))
            for name, words in CHANNELS.items()
            for tongue, spoken_in in LANGUAGES.items()
            if texts.exists(event, name, tongue) and (name, tongue) != (channel, language)
        ],
        "language_words": gettext(LANGUAGES[language]),
        "is_own": bool(in_force),
        "packaged": packaged,
        "in_use": texts.preview(event, channel, language, in_force),
        "known": [(name, texts.MEANINGS.get(name, "")) for name in texts.placeholders(event, channel)],
        "history": list(texts.history(event, channel, language)[:50]),
    }
    if request.method == "POST" and request.POST.get("do") == "preview":
        status, tried = _tried(form, event, channel, language)
        facts = {"form": form, "act": act, "tried": tried, **more}
        return render(request, "console/wording.html", facts, status=status)
    return perform(request, form, do, act, page="console/wording.html", **more)


def _tried(
    form: forms.WordingForm, event: str, channel: str, language: str
) -> tuple[int, texts.Preview | None]:
    """What was typed, filled in; why it cannot be decided stands in the form."""
    form.is_valid()
    for name in ("valid_from", "instrument"):
        form.errors.pop(name, None)
    words = form.cleaned_data.get("text", "").strip()
    try:
        return 200, texts.check(event, channel, language, words) if words else None
    except Refusal as refusal:
        form.refuse(refusal)
        return status_of(refusal), None
