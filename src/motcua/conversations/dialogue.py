"""What a message means where the dialogue stands: the one table of who answers what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings

from motcua.conversations import filing, filling, papers
from motcua.conversations.filling import Filling, advance, filling_of
from motcua.conversations.linking import ask_code, link, own_dossiers, take_code
from motcua.conversations.meaning import LOOKUPS, MISSES, Meant, code_in, is_double, meaning
from motcua.conversations.models import Conversation
from motcua.conversations.papers import Brought
from motcua.conversations.selectors import filed_in, open_cards
from motcua.conversations.talk import Choice, Talk
from motcua.dossiers.services.drafts import save_draft
from motcua.journey.filing import destination_of
from motcua.kernel.errors import Refusal
from motcua.kernel.phrases import phrase
from motcua.kernel.text import fold
from motcua.status.errors import UnknownCode
from motcua.status.selectors import answer
from motcua.status.words import short, what_next

State = Conversation.State
IN_DRAFT = frozenset({State.FILL, State.PAPERS, State.RETURN, State.REVIEW})
YES = frozenset({"dong y", "toi dong y", "co", "1", "ok"})
NO = frozenset({"khong", "khong dong y", "thoi", "2"})


def greet(talk: Talk) -> None:
    """The beginning: what can be done here."""
    menu(
        talk,
        phrase(
            "Kính chào Ông/Bà! Đây là trang Zalo của Bộ phận Một cửa. Trả lời bằng số hoặc gõ chữ, có dấu hay "
            "không dấu đều được."
        ),
    )


def menu(talk: Talk, *said: str) -> None:
    """The choices of the beginning; a draft that was begun stands first."""
    has_draft = filling_of(talk) is not None
    talk.go(State.MENU)
    names = [
        *([("resume", phrase("Làm tiếp hồ sơ đang soạn"))] if has_draft else []),
        ("file", phrase("Nộp hồ sơ")),
        ("lookup", phrase("Tra cứu hồ sơ")),
        ("mine", phrase("Hồ sơ của tôi")),
        ("link", phrase("Liên kết tài khoản")),
    ]
    talk.keep(menu=[key for key, _ in names])
    lines = [f"{number}. {name}" for number, (_, name) in enumerate(names, 1)]
    choices: list[Choice] = [(name, str(number)) for number, (_, name) in enumerate(names, 1)]
    talk.say(*said, *([""] if said else []), phrase("Bạn muốn làm gì?"), *lines, choices=choices)


def help_(talk: Talk) -> None:
    """What can be typed."""
    talk.say(
        phrase("“HS” và mã hồ sơ: tra cứu, ví dụ HS H53.18-251103-0001; hoặc gửi ảnh mã QR trên giấy hẹn."),
        phrase(
            "“quay lại”: câu hỏi trước. “bỏ qua”: mục không bắt buộc. “xem lại”: xem mọi nội dung đã ghi."
        ),
        phrase("“sửa 3”: sửa mục số 3. “dừng”: nghỉ, làm tiếp sau. “làm lại”: bắt đầu lại."),
        phrase("“nhận tin”: nhận thông báo về hồ sơ ở đây, sau khi xác nhận số điện thoại bằng mã SMS."),
        phrase("“menu”: về đầu. Để trả lời đúng một chữ như các lệnh trên, đặt nó trong ngoặc kép."),
    )


def hear_first(talk: Talk, text: str) -> None:
    """The first text of somebody: a question that can be answered is, else they are greeted."""
    if meaning(text).command in {"lookup", "link"}:
        hear(talk, text)
    else:
        talk.conversation.said_at = talk.said_at
        greet(talk)


def hear(talk: Talk, text: str) -> None:
    """Answer one text.

    A text said before the last one was answered comes late: it is not taken as the answer to another question.
    """
    conversation = talk.conversation
    mark = talk.mark(text)
    last_at, last = conversation.said_at, str(talk.place.get("last", ""))
    if is_double(mark, last, talk.said_at, last_at):
        return
    if last_at is not None and talk.said_at < last_at:
        talk.say(
            phrase(
                "Tin “{words}” đến chậm, sau khi bạn đã gửi tin khác, nên chưa được tính. Nếu cần, hãy gửi lại.",
                words=text[:60],
            )
        )
        return
    conversation.said_at = talk.said_at
    talk.keep(last=mark)
    meant = meaning(text)
    if meant.command == "link":
        link(talk, meant.words)
    elif meant.command == "notices":
        ask_code(talk, meant.words)
    elif meant.command == "code":
        take_code(talk, meant.words)
    elif meant.command == "lookup" or (not meant.command and _looks_like_a_code(talk, meant.words)):
        look_up(talk, meant.words)
    elif meant.command == "help":
        help_(talk)
    elif meant.command == "menu":
        menu(talk)
    elif conversation.state in IN_DRAFT:
        _in_draft(talk, meant)
    elif meant.command in {"stop", "back", "restart"}:
        menu(talk)
    else:
        _PARTS[State(conversation.state)](talk, meant.words)


def _looks_like_a_code(talk: Talk, words: str) -> bool:
    """A bare code is understood where it can be no answer to a question of the form."""
    if talk.conversation.state not in {State.MENU, State.CHOOSE, State.LOOKUP}:
        return False
    compact = "".join(words.split())
    return len(compact) >= 10 and any(one.isdigit() for one in compact) and ("-" in compact or "." in compact)


def hear_files(talk: Talk, brought: Brought) -> None:
    """Answer a message with pictures or files."""
    if talk.conversation.state in IN_DRAFT:
        found = filling_of(talk)
        if found is None:
            _gone(talk)
            return
        papers.hear_files(talk, found, brought)
        return
    if brought.codes:
        look_up(talk, brought.codes[0])
        return
    for sentence in brought.refused:
        talk.say(sentence)
    talk.say(
        phrase(
            "Không đọc được mã QR trên ảnh này. Chụp gần, thẳng, đủ sáng rồi gửi lại, hoặc gõ HS và mã hồ sơ."
        )
    )


def hear_other(talk: Talk) -> None:
    """A sticker, a voice message, a place: nothing that can be taken down."""
    talk.say(phrase("Trang này chỉ đọc được chữ, ảnh và tệp. Gõ “hướng dẫn” để xem cách dùng."))


def _in_draft(talk: Talk, meant: Meant) -> None:
    found = filling_of(talk)
    if found is None:
        _gone(talk)
        return
    state = State(talk.conversation.state)
    act = _IN_DRAFT.get(meant.command) or _IN_STATE.get((meant.command, state))
    if act is not None:
        act(talk, found, meant)
    else:
        _said_in_draft(talk, found, meant.words)


def _look_over(talk: Talk, found: Filling) -> None:
    if talk.conversation.state != State.REVIEW:
        filling.look_over(talk, found)
    advance(talk, found)


def _said_in_draft(talk: Talk, found: Filling, words: str) -> None:
    match talk.conversation.state:
        case State.FILL:
            filling.answer(talk, found, words)
        case State.PAPERS if fold(words) in {"xong", "het"}:
            papers.end_paper(talk, found, is_skipped=False)
        case State.PAPERS:
            talk.say(phrase("Đang chờ ảnh giấy tờ. Gửi ảnh, gõ “xong” khi đủ, “bỏ qua” nếu không có."))
        case State.RETURN:
            _choose_return(talk, found, words)
        case _:
            talk.say(phrase("Gõ NỘP để nộp hồ sơ, “sửa” và số để sửa, “dừng” để nộp sau."))


def _choose_return(talk: Talk, found: Filling, words: str) -> None:
    desks = destination_of(found.draft, talk.at).desks
    if words.isdigit() and 1 <= int(words) <= len(desks):
        advance(talk, filling.save_return(talk, found, int(words) - 1))
        return
    advance(talk, found, phrase("Trả lời bằng số trong danh sách."))


def _another_place(talk: Talk, found: Filling) -> None:
    talk.keep(choose_place=True)
    draft = save_draft(found.draft.pk, fields={"return_desk_id": None}, at=talk.at)
    advance(talk, replace(found, draft=draft))


def _stop(talk: Talk) -> None:
    talk.go(State.MENU)
    talk.say(
        phrase(
            "Đã lưu hồ sơ đang soạn trong 90 ngày. Khi muốn làm tiếp, gõ “menu” rồi chọn “Làm tiếp hồ sơ đang soạn”."
        )
    )


def _restart(talk: Talk) -> None:
    """What was typed is thrown away only when that was said in so many words."""
    talk.say(
        phrase(
            "Làm lại là bỏ mọi nội dung và ảnh đã gửi của hồ sơ đang soạn. Chắc chắn thì gõ “huỷ hồ sơ này”."
        ),
        choices=[(phrase("Huỷ hồ sơ này"), "huỷ hồ sơ này")],
    )


def _gone(talk: Talk) -> None:
    """The draft was filed on the portal, thrown away there, or lay for too long."""
    talk.conversation.draft_id = None
    talk.conversation.secret = ""
    talk.keep(**filing.CLEARED)
    menu(talk, phrase("Hồ sơ đang soạn không còn ở đây: đã nộp hoặc đã bỏ ở nơi khác, hoặc để quá 90 ngày."))


def look_up(talk: Talk, words: str) -> None:
    """The public status by a code or the slip's QR; nothing personal, and not without end.

    After a few codes that nobody has, none is looked up for a while, not even a right one: whoever tries codes by
    Zalo learns no more than by SMS.
    """
    if talk.is_over("miss", MISSES):
        talk.say(
            phrase(
                "Bạn đã gõ nhiều mã không có thật. Vui lòng đợi 10 phút rồi gõ lại đúng mã trên giấy tiếp nhận."
            )
        )
        return
    if not talk.may("lookup", LOOKUPS):
        talk.say(phrase("Bạn đã tra cứu nhiều lần. Vui lòng đợi 10 phút rồi thử lại."))
        return
    code, token = code_in(words)
    try:
        found = answer(code, token=token)
    except Refusal as refusal:
        if isinstance(refusal, UnknownCode):
            talk.may("miss", MISSES)
        talk.say(refusal.sentence)
        return
    talk.say(short(found), what_next(found))


def _menu(talk: Talk, words: str) -> None:
    keys: list[str] = talk.place.get("menu", [])
    chosen = keys[int(words) - 1] if words.isdigit() and 1 <= int(words) <= len(keys) else ""
    match chosen or fold(words):
        case "resume" | "lam tiep":
            found = filling_of(talk)
            if found is None:
                _gone(talk)
            else:
                advance(talk, found, phrase("Ta làm tiếp nhé."))
        case "file" | "nop ho so":
            _begin(talk)
        case "lookup":
            talk.go(State.LOOKUP)
            talk.say(phrase("Gõ mã hồ sơ, hoặc gửi ảnh mã QR trên giấy hẹn."))
        case "mine" | "ho so cua toi":
            _mine(talk)
        case "link":
            talk.say(
                phrase(
                    "Đăng nhập {link}, lấy mã liên kết 8 chữ số, rồi gõ ở đây: LK và mã đó.",
                    link=f"{settings.BASE_URL}/tai-khoan/zalo",
                )
            )
        case _:
            if not _searched(talk, words):
                menu(talk, phrase("Chưa hiểu “{words}”.", words=words[:60]))


def _begin(talk: Talk) -> None:
    if filling_of(talk) is None:
        filing.ask_procedure(talk)
        return
    talk.say(
        phrase(
            "Bạn còn một hồ sơ đang soạn. Gõ “menu” để làm tiếp, hoặc “huỷ hồ sơ này” để soạn hồ sơ khác."
        ),
        choices=[(phrase("Menu"), "menu"), (phrase("Huỷ hồ sơ này"), "huỷ hồ sơ này")],
    )


def _searched(talk: Talk, words: str) -> bool:
    """Whoever types the name of a procedure right away is led to it."""
    plain = fold(words)
    if plain == "huy ho so nay":
        filing.discard(talk)
        return True
    if len(plain) < 4 or filling_of(talk) is not None:
        return False
    opened, others = open_cards(words, talk.at)
    if not opened and not others:
        return False
    talk.go(State.CHOOSE, slugs=[])
    filing.choose_procedure(talk, words)
    return True


def _mine(talk: Talk) -> None:
    lines = own_dossiers(talk)
    if talk.account_id is None:
        lines = [short(answer(one.reference)) for one in filed_in(talk.conversation)]
    talk.say(*lines) if lines else talk.say(phrase("Chưa có hồ sơ nào nộp từ đây."))


def _consent(talk: Talk, words: str) -> None:
    said = fold(words).strip(" .!")
    if said in YES or said in NO:
        filing.consent(talk, agrees=said in YES)
        return
    talk.say(phrase("Gõ ĐỒNG Ý để tiếp tục, hoặc KHÔNG để thôi."))


_PARTS: dict[State, Callable[[Talk, str], None]] = {
    State.MENU: _menu,
    State.CHOOSE: filing.choose_procedure,
    State.CASE: filing.choose_case,
    State.COMMUNE: filing.choose_commune,
    State.CONSENT: _consent,
    State.LOOKUP: look_up,
}


_Act = Callable[[Talk, Filling, Meant], None]
_IN_DRAFT: dict[str, _Act] = {
    "back": lambda talk, found, _: filling.back(talk, found),
    "review": lambda talk, found, _: _look_over(talk, found),
    "change": lambda talk, found, meant: filling.change(talk, found, meant.number),
    "place": lambda talk, found, _: _another_place(talk, found),
    "stop": lambda talk, *_: _stop(talk),
    "restart": lambda talk, *_: _restart(talk),
    "discard": lambda talk, *_: filing.discard(talk),
}
_IN_STATE: dict[tuple[str, State], _Act] = {
    ("skip", State.FILL): lambda talk, found, _: filling.skip(talk, found),
    ("skip", State.PAPERS): lambda talk, found, _: papers.end_paper(talk, found, is_skipped=True),
    ("forget", State.PAPERS): lambda talk, found, _: papers.forget(talk, found),
    ("submit", State.REVIEW): lambda talk, found, _: filing.file_it(talk, found),
}
