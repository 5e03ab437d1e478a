"""From "I want to file" to the filed dossier: the procedure, consent, the draft, the submission."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from motcua.agencies.selectors import communes_on
from motcua.audit.services import Actor
from motcua.conversations import filling as drafts
from motcua.conversations.filling import Filling, advance, begin, filling_of
from motcua.conversations.models import Consent, Conversation, Filed
from motcua.conversations.selectors import may_be_filed, open_cards
from motcua.conversations.talk import Choice, Talk
from motcua.dossiers.services.drafts import discard_draft, open_draft
from motcua.eforms.chat_steps import Step
from motcua.eforms.chat_values import choose
from motcua.eforms.codelists import Item
from motcua.eforms.schema import Field, FieldType
from motcua.journey.filing import destination_of, papers_of_draft
from motcua.journey.submit import submit
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Refusal
from motcua.kernel.phrases import phrase
from motcua.parties.selectors import sealer
from motcua.procedures.codes import Channel
from motcua.procedures.document import Case
from motcua.procedures.rules import fees_for, limit_for
from motcua.procedures.selectors import COMMUNE_ANSWER, Page, asks_commune, procedure_page

State = Conversation.State
MOST_FOUND = 8
CONSENT = phrase(
    "Để giải quyết hồ sơ, cơ quan nhà nước cần dùng thông tin và ảnh giấy tờ bạn gửi trong cuộc trò chuyện này; "
    "chúng được chuyển vào hệ thống một cửa của tỉnh, chỉ dùng cho hồ sơ này và lưu theo quy định về lưu trữ. "
    "Tin nhắn cũng nằm trên máy chủ của Zalo. Bạn có thể dừng bất cứ lúc nào trước khi nộp."
)


def ask_procedure(talk: Talk, *said: str) -> None:
    """What is to be filed?"""
    opened, _ = open_cards("", talk.at)
    slugs = [one.slug for one in opened[:MOST_FOUND]]
    talk.go(State.CHOOSE, slugs=slugs)
    lines = [f"{number}. {one.name}" for number, one in enumerate(opened[:MOST_FOUND], 1)]
    if not lines:
        talk.go(State.MENU)
        talk.say(
            *said,
            phrase(
                "Hiện chưa có thủ tục nào mở nộp qua Zalo. Mời bạn nộp trên cổng: {link}",
                link=settings.BASE_URL,
            ),
        )
        return
    talk.say(
        *said,
        phrase("Bạn muốn nộp thủ tục nào? Trả lời bằng số, hoặc gõ tên thủ tục (có thể gõ không dấu)."),
        *lines,
    )


def choose_procedure(talk: Talk, words: str) -> None:
    """A number of the list, or words to search for."""
    slugs: list[str] = talk.place.get("slugs", [])
    if words.isdigit() and 1 <= int(words) <= len(slugs):
        take_procedure(talk, slugs[int(words) - 1])
        return
    opened, others = open_cards(words, talk.at)
    if len(opened) == 1 and not words.isdigit():
        take_procedure(talk, opened[0].slug)
        return
    if opened:
        talk.keep(slugs=[one.slug for one in opened[:MOST_FOUND]])
        lines = [f"{number}. {one.name}" for number, one in enumerate(opened[:MOST_FOUND], 1)]
        talk.say(phrase("Chọn thủ tục bằng số:"), *lines)
        return
    if others:
        lines = [f"- {one.name}: {settings.BASE_URL}/thu-tuc/{one.slug}" for one in others[:3]]
        talk.say(phrase("Thủ tục này chưa mở nộp qua Zalo. Bạn xem cách nộp ở đây:"), *lines)
        return
    talk.say(
        phrase("Không tìm thấy thủ tục “{words}”. Bạn thử gõ cách khác, hoặc gõ “menu”.", words=words[:80])
    )


def take_procedure(talk: Talk, slug: str) -> None:
    """The procedure is chosen: its case, its commune, then consent."""
    page = procedure_page(slug, local_day(talk.at))
    talk.keep(slug=slug, case=None, commune=None)
    _next_before(talk, page)


def _next_before(talk: Talk, page: Page) -> None:
    place = talk.place
    cases = cases_of(page)
    if cases and "case" not in place:
        talk.go(State.CASE)
        lines = [f"{number}. {one.name}" for number, one in enumerate(cases, 1)]
        talk.say(phrase("Bạn thuộc trường hợp nào? Trả lời bằng số."), *lines)
        return
    if asks_commune(page.release, talk.at) and "commune" not in place:
        talk.go(State.COMMUNE, offered=None)
        talk.say(phrase("Hồ sơ do xã, phường nào giải quyết? Gõ tên xã, phường (có thể gõ không dấu)."))
        return
    talk.go(State.CONSENT)
    fees = fees_for(page.document, channel=Channel.ONLINE, day=local_day(talk.at))
    limit = limit_for(page.document, channel=Channel.ONLINE)
    papers = [one.name for one in page.document.papers if not (one.replaced_by_form or one.shown_only)]
    lines = [page.card.name]
    if limit.duration is not None:
        lines.append(phrase("Thời hạn: {limit}", limit=limit.duration.words))
    if fees.is_free:
        lines.append(phrase("Phí, lệ phí: không mất phí"))
    if papers:
        lines += ["", phrase("Giấy tờ cần chụp (tùy trường hợp):"), *(f"- {name}" for name in papers)]
    agree: list[Choice] = [(phrase("Đồng ý"), "đồng ý"), (phrase("Không"), "không")]
    talk.say(*lines, "", CONSENT, phrase("Gõ ĐỒNG Ý để tiếp tục, hoặc KHÔNG để thôi."), choices=agree)


def cases_of(page: Page) -> list[Case]:
    """The cases that people tell apart themselves; the others follow from the answers."""
    return [one for one in page.document.cases if one.when is None]


def choose_case(talk: Talk, words: str) -> None:
    """Which case it is."""
    page = procedure_page(str(talk.place["slug"]), local_day(talk.at))
    items = tuple(Item(one.id, one.name) for one in cases_of(page))
    found = _chosen(items, words, [one.value for one in items])
    if found not in {one.value for one in items}:
        talk.say(phrase("Chưa rõ trường hợp nào. Trả lời bằng số trong danh sách ở trên."))
        return
    talk.keep(case=found)
    _next_before(talk, page)


def choose_commune(talk: Talk, words: str) -> None:
    """Which commune decides, found by typing."""
    page = procedure_page(str(talk.place["slug"]), local_day(talk.at))
    rows = [one for one in communes_on(local_day(talk.at)) if one.code]
    items = tuple(Item(str(one.code), one.name) for one in rows)
    by_code = {one.value: one for one in items}
    offered: list[str] = talk.place.get("offered", [])
    step = Step("commune", _COMMUNE, "choice", "", items=items)
    found = choose(step, words, offered)
    if found.offered:
        talk.keep(offered=list(found.offered))
        lines = [f"{n}. {by_code[one].label}" for n, one in enumerate(found.offered, 1)]
        talk.say(found.said, *lines)
        return
    if found.value not in by_code:
        talk.say(phrase("Không tìm thấy xã, phường “{words}”. Vui lòng gõ lại.", words=words[:60]))
        return
    talk.keep(commune=found.value, offered=None)
    _next_before(talk, page)


_COMMUNE = Field(id="commune", label="Xã, phường", type=FieldType.TEXT)


def _chosen(items: tuple[Item, ...], words: str, listed: Sequence[str]) -> str:
    step = Step("case", _COMMUNE, "choice", "", items=items)
    return str(choose(step, words, listed).value or "")


def consent(talk: Talk, *, agrees: bool) -> None:
    """Agreed: the draft is begun, the same as on the portal; or not."""
    if not agrees:
        talk.go(State.MENU, slug=None, case=None, commune=None)
        talk.say(phrase("Đã dừng, chưa có thông tin nào được ghi. Gõ “menu” để chọn việc khác."))
        return
    place = talk.place
    page = procedure_page(str(place["slug"]), local_day(talk.at))
    if not may_be_filed(page.release.procedure_id, talk.at):
        ask_procedure(talk, phrase("Thủ tục này không còn mở nộp qua Zalo."))
        return
    commune = place.get("commune")
    opened = open_draft(
        release_id=page.release.pk,
        at=talk.at,
        account_id=talk.account_id,
        channel="zalo",
        case=str(place.get("case") or ""),
        applicant={COMMUNE_ANSWER: commune} if commune else None,
    )
    talk.conversation.draft_id = opened.draft.pk
    talk.conversation.secret = sealer().seal(opened.secret)
    note_consent(talk, Consent.Kind.DATA, CONSENT)
    talk.keep(**CLEARED)
    filling = filling_of(talk)
    assert filling is not None
    advance(talk, begin(talk, filling), phrase("Cảm ơn bạn. Ta bắt đầu nhé."), drafts.STOP_HINT)


CLEARED: dict[str, None] = dict.fromkeys(
    ("who", "form", "sheet", "paper", "papers_done", "closed", "slugs", "offered", "choose_place")
)


def note_consent(talk: Talk, kind: Consent.Kind, words: str) -> None:
    """Keep what was agreed to, once a draft (NB18-15.2)."""
    assert talk.conversation.draft_id is not None
    row = Consent(
        conversation=talk.conversation,
        kind=kind,
        draft_id=talk.conversation.draft_id,
        wording=sha256(str(words).encode()).hexdigest(),
        given_at=talk.at,
    )
    Consent.objects.bulk_create([row], ignore_conflicts=True)


def file_it(talk: Talk, filling: Filling) -> None:
    """ "NỘP": the same dossier as from the portal."""
    draft = filling.draft
    checked, sentence = drafts.problems_left(talk, filling)
    if sentence:
        advance(talk, checked, phrase("Chưa nộp được: {sentence}", sentence=sentence))
        return
    missing = papers_of_draft(draft).missing
    if missing:
        _ask_missing(talk, filling, missing)
        return
    where = destination_of(draft, talk.at)
    if where.problem:
        talk.say(where.problem)
        return
    if not may_be_filed(draft.release.procedure_id, talk.at, agency_id=where.agency_id):
        link = f"{settings.BASE_URL}/tiep-tuc/"
        talk.say(
            phrase(
                "Cơ quan giải quyết chưa nhận thủ tục này qua Zalo. Bạn nộp tiếp trên cổng: {link}", link=link
            ),
            *_keys(talk, draft.reference),
        )
        return
    try:
        with transaction.atomic():
            filed = submit(draft_id=draft.pk, actor=Actor("applicant", draft.account_id), at=talk.at)
    except Refusal as refusal:
        talk.say(phrase("Chưa nộp được: {sentence}", sentence=refusal.sentence))
        return
    note_consent(talk, Consent.Kind.TRUTH, drafts.DECLARATION)
    Filed.objects.bulk_create(
        [
            Filed(
                conversation=talk.conversation,
                dossier_id=filed.dossier_id,
                reference=filed.reference,
                filed_at=talk.at,
            )
        ],
        ignore_conflicts=True,
    )
    desk = next((one for one in where.desks if one.desk_id == draft.return_desk_id), None)
    to_bring = papers_of_draft(draft).to_bring
    talk.say(
        phrase("ĐÃ NỘP HỒ SƠ: {name}", name=filling.document.short_name or filling.document.name),
        *_keys(talk, filed.reference),
        "",
        phrase(
            "Khi có kết quả, bạn được báo tin. Khi đến nhận tại {desk}, mang theo bản chính các giấy tờ đã chụp "
            "để đối chiếu và nộp lệ phí (nếu có).",
            desk=desk.name if desk else "",
        ),
        *(f"- {one.name}" for one in to_bring),
        *(
            [
                "",
                phrase(
                    "Muốn nhận thông báo ở đây, gõ NHẬN TIN: mã xác nhận được gửi qua SMS đến số bạn đã khai."
                ),
            ]
            if talk.account_id is None
            else []
        ),
        choices=[
            (phrase("Tra cứu hồ sơ này"), f"HS {filed.reference}"),
            *([(phrase("Nhận tin ở đây"), "nhận tin")] if talk.account_id is None else []),
            (phrase("Về menu"), "menu"),
        ],
    )
    _leave(talk)


def _ask_missing(talk: Talk, filling: Filling, missing: Sequence[str]) -> None:
    """A paper that was passed over and is needed after all is asked for again."""
    papers = papers_of_draft(filling.draft).to_attach
    without = {one.component.id for one in papers if not one.files}
    done = [one for one in talk.place.get("papers_done", ()) if one not in without]
    talk.keep(papers_done=done, closed=None)
    advance(talk, filling, phrase("Chưa nộp được, còn thiếu: {names}.", names="; ".join(missing)))


def _keys(talk: Talk, reference: str) -> list[str]:
    """How the dossier is found again; the secret only for who has no account."""
    lines: list[str] = [
        phrase("Mã tham chiếu: {reference}", reference=reference),
        phrase("Theo dõi: {link}", link=f"{settings.BASE_URL}/tra-cuu?ma={reference}"),
    ]
    if talk.account_id is None and talk.conversation.secret:
        secret = sealer().open(talk.conversation.secret)
        lines.append(
            phrase("Mã bí mật: {secret}. Giữ kín: ai có mã này mở được hồ sơ của bạn.", secret=secret)
        )
    return lines


def _leave(talk: Talk) -> None:
    """The draft is done with; the dialogue goes back to its beginning."""
    talk.conversation.draft_id = None
    talk.conversation.secret = ""
    talk.go(State.MENU, **CLEARED, slug=None, case=None, commune=None)


def discard(talk: Talk) -> None:
    """ "huỷ hồ sơ này": what was typed is thrown away."""
    if talk.conversation.draft_id is not None:
        discard_draft(talk.conversation.draft_id)
    _leave(talk)
    talk.say(phrase("Đã bỏ hồ sơ đang soạn và các ảnh của nó. Gõ “menu” để chọn việc khác."))
