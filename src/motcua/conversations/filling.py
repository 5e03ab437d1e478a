"""The draft of a dialogue: who files, the form, the papers, where the result is fetched; what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from motcua.agencies.selectors import agency_on
from motcua.conversations.models import Conversation
from motcua.conversations.talk import Choice, Talk
from motcua.conversations.zalo.policies import RETURN_PLACE
from motcua.dossiers.errors import UnknownDossier
from motcua.dossiers.models import Draft
from motcua.dossiers.selectors import answers_of_draft, applicant_of_draft
from motcua.dossiers.services.drafts import draft_for_update, save_draft
from motcua.eforms import chat
from motcua.eforms.chat import Turn
from motcua.eforms.chat_steps import Progress
from motcua.eforms.chat_words import Question, summary
from motcua.eforms.checks import check
from motcua.eforms.places import Places
from motcua.eforms.prefill import Facts
from motcua.eforms.rules import Answers, clean
from motcua.eforms.schema import FormDocument
from motcua.journey import applicant as who
from motcua.journey.context import documents_of
from motcua.journey.filing import (
    Represented,
    destination_of,
    earlier_facts,
    known_applicant,
    papers_of_draft,
    represented_by,
)
from motcua.journey.places import places_at
from motcua.kernel.clock import local_day
from motcua.kernel.phrases import joined, phrase
from motcua.procedures.document import ProcedureDocument
from motcua.procedures.selectors import COMMUNE_ANSWER, DeskChoice, one_stop_centres

State = Conversation.State
WHO, FORM = "who", "form"
STOP_HINT = phrase("Gõ “quay lại”, “xem lại”, “dừng” bất cứ lúc nào; nội dung đã ghi được giữ.")


@dataclass(frozen=True)
class Sheet:
    """One of the two forms of a filing: who files, or the procedure's own; as answered so far."""

    name: str
    form: FormDocument
    answers: Answers
    progress: Progress


@dataclass(frozen=True)
class Filling:
    """A draft as a dialogue fills it."""

    draft: Draft
    document: ProcedureDocument
    who: Sheet
    form: Sheet
    places: Places
    represented: Sequence[Represented]

    def sheet(self, name: str) -> Sheet:
        return self.who if name == WHO else self.form


def filling_of(talk: Talk) -> Filling | None:
    """The draft of this dialogue, locked; None when it was filed elsewhere, thrown away, or swept."""
    draft_id = talk.conversation.draft_id
    if draft_id is None:
        return None
    try:
        draft = draft_for_update(draft_id)
    except UnknownDossier:
        return None
    if draft.submitted_at is not None:
        return None
    document, form, _ = documents_of(draft.release_id)
    persons = represented_by(draft.account_id, talk.at) if draft.account_id else []
    asked = who.applicant_form(persons)
    place = talk.place
    return Filling(
        draft=draft,
        document=document,
        who=Sheet(WHO, asked, who.answers_of(applicant_of_draft(draft)), Progress.of(place.get(WHO))),
        form=Sheet(FORM, form, answers_of_draft(draft), Progress.of(place.get(FORM))),
        places=places_at(talk.at),
        represented=persons,
    )


def begin(talk: Talk, filling: Filling) -> Filling:
    """What a linked account already says of its owner is not asked (TN19-4.5)."""
    if filling.draft.account_id is None or filling.who.answers:
        return filling
    sheet = filling.who
    answers = clean(sheet.form, who.first_answers(*known_applicant(filling.draft.account_id)))
    wrong = {one.field_id for one in check(sheet.form, answers, complete=True, at=talk.at)}
    good = [name for name in answers if name not in wrong]
    kept = {name: answers[name] for name in good}
    return keep(talk, filling, WHO, Turn(kept, chat.known(sheet.progress, good)))


def keep(talk: Talk, filling: Filling, name: str, turn: Turn) -> Filling:
    """Keep what a turn led to, in the draft and in the dialogue."""
    sheet = replace(filling.sheet(name), answers=turn.answers, progress=turn.progress)
    if name == WHO:
        declared = who.declared(sheet.form, turn.answers, filling.represented)
        fields: dict[str, Any] = {"applicant": {**_picked(filling.draft), **declared}}
    else:
        fields = {"answers": turn.answers}
    draft = filling.draft
    before = filling.sheet(name).answers
    if turn.answers != before:
        draft = save_draft(draft.pk, fields=fields, at=talk.at)
    talk.keep(**{name: turn.progress.json()})
    return (
        replace(filling, draft=draft, who=sheet) if name == WHO else replace(filling, draft=draft, form=sheet)
    )


def _picked(draft: Draft) -> dict[str, Any]:
    commune = applicant_of_draft(draft).get(COMMUNE_ANSWER)
    return {COMMUNE_ANSWER: commune} if commune else {}


def advance(talk: Talk, filling: Filling, *said: str) -> None:
    """Ask what is next: who files, the form, the papers, the place of return, and at the end the last look."""
    lead = [one for one in said if one]
    for name in (WHO, FORM):
        sheet = filling.sheet(name)
        if name == FORM:
            filled = chat.fill_in(
                sheet.form,
                sheet.answers,
                sheet.progress,
                _sources(talk, filling),
                at=talk.at,
                places=filling.places,
            )
            if filled.said:
                lead.append(filled.said)
                filling = keep(talk, filling, name, filled)
                sheet = filling.sheet(name)
        question = chat.ask(sheet.form, sheet.answers, sheet.progress, places=filling.places)
        if question is not None:
            talk.go(State.FILL, sheet=name)
            _put(talk, question, lead)
            return
    if ask_paper(talk, filling, lead):
        return
    filling, is_asked = ask_return(talk, filling, lead)
    if is_asked:
        return
    talk.go(State.REVIEW, sheet=None, paper=None)
    review(talk, filling, lead)


def _sources(talk: Talk, filling: Filling) -> Mapping[str, Facts]:
    """What can be filled in: who files, what they filed earlier, and the agency that is competent."""
    facts = who.facts_for_form(filling.who.answers)
    sources: dict[str, Facts] = {"account": facts}
    if filling.draft.account_id is not None:
        sources["dossier"] = earlier_facts(filling.draft, facts)
    where = destination_of(filling.draft, talk.at)
    if where.agency_id is not None:
        agency = agency_on(where.agency_id, local_day(talk.at))
        sources["case"] = {"agency": {"code": agency.agency.code}}
    return sources


def _put(talk: Talk, question: Question, lead: Sequence[str]) -> None:
    choices: list[Choice] = [(one.label, str(number)) for number, one in enumerate(question.choices, 1)]
    if question.is_optional:
        choices.append((phrase("Bỏ qua"), "bỏ qua"))
    if question.wants_file:
        choices.append((phrase("Xong"), "xong"))
    talk.say(*lead, *([""] if lead else []), question.words, choices=choices if len(choices) <= 5 else ())


def answer(talk: Talk, filling: Filling, words: str) -> None:
    """What was said as the answer to the question that was asked."""
    name = str(talk.place.get("sheet", WHO))
    sheet = filling.sheet(name)
    if chat.ask(sheet.form, sheet.answers, sheet.progress, places=filling.places) is None:
        advance(talk, filling)
        return
    turn = chat.take(sheet.form, sheet.answers, sheet.progress, words, at=talk.at, places=filling.places)
    advance(talk, keep(talk, filling, name, turn), turn.said)


def skip(talk: Talk, filling: Filling) -> None:
    """ "bỏ qua" """
    name = str(talk.place.get("sheet", WHO))
    sheet = filling.sheet(name)
    if chat.ask(sheet.form, sheet.answers, sheet.progress, places=filling.places) is None:
        advance(talk, filling)
        return
    turn = chat.skip(sheet.form, sheet.answers, sheet.progress, at=talk.at, places=filling.places)
    advance(talk, keep(talk, filling, name, turn), turn.said)


def back(talk: Talk, filling: Filling) -> None:
    """One question back; before the first of the form stands the last of who files."""
    done: list[str] = list(talk.place.get("papers_done", ()))
    if talk.conversation.state in {State.PAPERS, State.RETURN, State.REVIEW} and done:
        talk.keep(papers_done=done[:-1], closed=None)
        advance(talk, filling)
        return
    name = str(talk.place.get("sheet", FORM))
    for one in (FORM, WHO) if name == FORM else (WHO,):
        sheet = filling.sheet(one)
        turn = chat.back(sheet.form, sheet.answers, sheet.progress, places=filling.places)
        filling = keep(talk, filling, one, turn)
        if not turn.said:
            advance(talk, filling)
            return
    advance(talk, filling, phrase("Đây là câu hỏi đầu tiên."))


def numbered(filling: Filling) -> list[tuple[str, str, str, str]]:
    """Everything that can be changed, in the order of its numbers: kind (who, form, paper), id, label, words."""
    lines = [
        (sheet.name, line.field_id, line.label, line.words)
        for sheet in (filling.who, filling.form)
        for _, section in summary(sheet.form, sheet.answers)
        for line in section
    ]
    for paper in papers_of_draft(filling.draft).to_attach:
        pages = phrase("{count} tệp", count=len(paper.files)) if paper.files else phrase("(chưa gửi)")
        lines.append(("paper", paper.component.id, paper.component.name, pages))
    return lines


def change(talk: Talk, filling: Filling, number: int) -> None:
    """ "sửa 5": ask that again; without a number, say what there is."""
    lines = numbered(filling)
    if not 1 <= number <= len(lines):
        told = [f"{place}. {label}: {words}" for place, (_, _, label, words) in enumerate(lines, 1)]
        talk.say(phrase("Muốn sửa mục nào thì gõ “sửa” và số của mục, ví dụ: sửa 3."), *told)
        return
    kind, name, _, _ = lines[number - 1]
    if kind == "paper":
        reopened = [one for one in talk.place.get("papers_done", ()) if one != name]
        talk.keep(papers_done=reopened, closed=None)
        advance(talk, filling)
        return
    sheet = filling.sheet(kind)
    advance(talk, keep(talk, filling, kind, chat.reopen(sheet.answers, sheet.progress, name)))


def ask_paper(talk: Talk, filling: Filling, lead: Sequence[str]) -> bool:
    """Ask for the photos of the next paper of the checklist; False when all were asked for."""
    papers = papers_of_draft(filling.draft).to_attach
    done = set(talk.place.get("papers_done", ()))
    open_papers = [one for one in papers if one.component.id not in done]
    # of papers of which one is enough, the others are not asked for once there is one
    given = {one.component.choice for one in papers if one.files and one.component.choice}
    open_papers = [one for one in open_papers if one.files or one.component.choice not in given]
    if not open_papers:
        return False
    paper = open_papers[0]
    component = paper.component
    place = [one.component.id for one in papers].index(component.id) + 1
    needed = (
        component.required
        and not component.choice
        and (component.when is not None or not component.condition)
    )
    lines = [phrase("Giấy tờ {number}/{total}: {name}", number=place, total=len(papers), name=component.name)]
    if paper.alternatives:
        lines.append(phrase("Chỉ cần một trong các giấy tờ: {title}.", title=paper.alternatives))
    if component.condition:
        lines.append(phrase("Khi nào cần: {condition}.", condition=component.condition.rstrip(".")))
    if paper.files:
        lines.append(
            phrase(
                "Đã có {count} tệp. Gửi thêm, hoặc gõ “xong”; gõ “xoá ảnh” để gửi lại từ đầu.",
                count=len(paper.files),
            )
        )
    else:
        lines.append(
            phrase("Chụp rõ cả trang, đủ bốn góc; nhiều trang thì gửi nhiều ảnh. Gửi đủ thì gõ “xong”.")
        )
    if not needed:
        lines.append(phrase("Không có thì gõ “bỏ qua”."))
    talk.go(State.PAPERS, paper=component.id, sheet=None)
    choices: list[Choice] = [(phrase("Xong"), "xong")]
    if not needed:
        choices.append((phrase("Bỏ qua"), "bỏ qua"))
    talk.say(*lead, *([""] if lead else []), *lines, choices=choices)
    return True


def ask_return(talk: Talk, filling: Filling, lead: Sequence[str]) -> tuple[Filling, bool]:
    """Where the result is fetched: the provincial centre, which compares the originals (TN19-10.3); else asked."""
    where = destination_of(filling.draft, talk.at)
    if filling.draft.return_desk_id in {one.desk_id for one in where.desks}:
        return filling, False
    if where.problem and not where.desks:
        return filling, False  # told at the last look, where it keeps from filing
    own = _given_place(talk, where.desks)
    if own is not None:
        return save_return(talk, filling, own), False
    talk.go(State.RETURN, sheet=None, paper=None)
    lines = [f"{number}. {one.name}" for number, one in enumerate(where.desks[:9], 1)]
    talk.say(
        *lead,
        *([""] if lead else []),
        phrase("Bạn đến đối chiếu bản chính, nộp lệ phí (nếu có) và nhận kết quả ở đâu?"),
        *lines,
        phrase("Trả lời bằng số."),
        choices=[(one.name, str(number)) for number, one in enumerate(where.desks[:5], 1)],
    )
    return filling, True


def _given_place(talk: Talk, desks: Sequence[DeskChoice]) -> int | None:
    """The only desk, or that of the provincial centre where the province decided so; None: it is chosen."""
    if len(desks) == 1:
        return 0
    day = local_day(talk.at)
    if talk.place.get("choose_place") or RETURN_PLACE.on(day) != "centre":
        return None
    centres = one_stop_centres(day)
    return next((place for place, one in enumerate(desks) if one.agency_id in centres), None)


def save_return(talk: Talk, filling: Filling, index: int) -> Filling:
    """Keep the desk of return."""
    desk = destination_of(filling.draft, talk.at).desks[index]
    fields = {"return_desk_id": desk.desk_id, "return_way": "desk"}
    return replace(filling, draft=save_draft(filling.draft.pk, fields=fields, at=talk.at))


def review(talk: Talk, filling: Filling, lead: Sequence[str]) -> None:
    """The last look: everything once more, and what filing means."""
    lines = _all_said(filling)
    where = destination_of(filling.draft, talk.at)
    desk = next((one for one in where.desks if one.desk_id == filling.draft.return_desk_id), None)
    if desk is not None:
        told = phrase("Nơi đối chiếu bản chính, nộp lệ phí và nhận kết quả: {desk}.", desk=desk.name)
        lines += ["", told, phrase("Muốn nhận ở nơi khác thì gõ “đổi nơi nhận”.")]
    if where.problem:
        lines += ["", where.problem]
    lines += ["", DECLARATION]
    lines.append(phrase("Gõ NỘP để nộp hồ sơ; gõ “sửa” và số để sửa; gõ “dừng” để nộp sau."))
    choices: list[Choice] = [(phrase("Nộp"), "nộp"), (phrase("Dừng"), "dừng")]
    talk.say(*lead, *([""] if lead else []), *lines, choices=choices)


def look_over(talk: Talk, filling: Filling) -> None:
    """ "xem lại" on the way: what was said so far, with the numbers by which it is changed."""
    talk.say(*_all_said(filling), "", phrase("Muốn sửa mục nào thì gõ “sửa” và số của mục, ví dụ: sửa 3."))


def _all_said(filling: Filling) -> list[str]:
    name = filling.document.short_name or filling.document.name
    lines: list[str] = [phrase("XEM LẠI HỒ SƠ: {name}", name=name)]
    heading = ""
    for number, (kind, _, label, words) in enumerate(numbered(filling), 1):
        if kind != heading:
            heading = kind
            lines += ["", HEADINGS[kind]]
        lines.append(joined("", [f"{number}. ", label, ": ", words]))
    return lines


HEADINGS = {
    WHO: phrase("NGƯỜI NỘP"),
    FORM: phrase("TỜ KHAI"),
    "paper": phrase("GIẤY TỜ"),
}
DECLARATION = phrase(
    "Khi gõ NỘP, tôi cam đoan nội dung khai và giấy tờ kèm theo là đúng sự thật và chịu trách nhiệm trước pháp luật."
)


def problems_left(talk: Talk, filling: Filling) -> tuple[Filling, str]:
    """What keeps from filing: the first fault of the two forms is asked again; its sentence."""
    for name in (WHO, FORM):
        sheet = filling.sheet(name)
        found = check(sheet.form, sheet.answers, complete=True, at=talk.at, places=filling.places)
        if found:
            turn = chat.reopen(sheet.answers, sheet.progress, found[0].field_id)
            return keep(talk, filling, name, turn), found[0].sentence
    return filling, ""
