"""The papers of the checklist, photo by photo; and the slip's QR on a photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.conversations import filling as drafts
from motcua.conversations.filling import Filling, advance
from motcua.conversations.models import Conversation
from motcua.conversations.talk import Talk
from motcua.dossiers.services.drafts import attach_file, detach_file
from motcua.eforms import chat
from motcua.eforms.chat import Turn
from motcua.eforms.drafting import FileRef, add_file
from motcua.eforms.schema import FieldType
from motcua.journey.filing import papers_of_draft
from motcua.kernel.phrases import phrase

State = Conversation.State
MOST_PAGES = 30


@dataclass(frozen=True)
class Taken:
    """A file of a message that was taken in."""

    id: UUID
    name: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Brought:
    """What became of the files of one message: taken, refused with a sentence, and codes read off pictures."""

    files: tuple[Taken, ...] = ()
    refused: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


def wants_files(conversation: Conversation) -> bool:
    """Whether files are taken in now; elsewhere a photo is only looked at for a QR."""
    return conversation.state in {State.PAPERS, State.FILL, State.RETURN, State.REVIEW}


def hear_files(talk: Talk, filling: Filling, brought: Brought) -> None:
    """Attach the photos of one message to what was asked for when they were sent."""
    for sentence in brought.refused:
        talk.say(sentence)
    if not brought.files:
        return
    if talk.conversation.state == State.FILL and _into_form(talk, filling, brought.files):
        return
    component_id = _meant(talk, filling)
    if component_id is None:
        talk.say(
            phrase("Ảnh này chưa được ghi vào hồ sơ: chưa biết là giấy tờ nào."),
            phrase("Muốn thêm ảnh thì gõ “sửa” và số của giấy tờ trong phần xem lại, rồi gửi ảnh.")
            if talk.conversation.state in {State.RETURN, State.REVIEW}
            else phrase("Đến phần giấy tờ, vui lòng gửi lại."),
        )
        advance(talk, filling)
        return
    paper = next(one for one in papers_of_draft(filling.draft).to_attach if one.component.id == component_id)
    room = MOST_PAGES - len(paper.files)
    for file in brought.files[: max(room, 0)]:
        attach_file(filling.draft.pk, component_id=component_id, file_id=file.id, at=talk.at)
    count = min(len(paper.files) + len(brought.files), MOST_PAGES)
    lines = [
        phrase(
            "Đã nhận {count} tệp cho “{name}”, tất cả {total} tệp.",
            count=min(len(brought.files), max(room, 0)),
            name=paper.component.name,
            total=count,
        )
    ]
    if len(brought.files) > room:
        lines.append(phrase("Mỗi loại giấy tờ nhận tối đa {most} tệp.", most=MOST_PAGES))
    if talk.place.get("paper") == component_id and talk.conversation.state == State.PAPERS:
        lines.append(phrase("Gửi thêm, hoặc gõ “xong”."))
    talk.say(*lines, choices=[(phrase("Xong"), "xong")] if talk.conversation.state == State.PAPERS else ())


def _meant(talk: Talk, filling: Filling) -> str | None:
    """The paper that was asked for when the photo was sent: a slow one belongs to the question before "xong"."""
    place = talk.place
    closed: list[list[str]] = place.get("closed") or []
    asked = {one.component.id for one in papers_of_draft(filling.draft).to_attach}
    for component_id, closed_at in closed:
        if talk.said_at < datetime.fromisoformat(closed_at) and component_id in asked:
            return component_id
    present = place.get("paper") if talk.conversation.state == State.PAPERS else None
    return str(present) if present in asked else None


def _into_form(talk: Talk, filling: Filling, files: Sequence[Taken]) -> bool:
    """Files for a question of the form itself; False when it does not ask for any."""
    name = str(talk.place.get("sheet", drafts.FORM))
    sheet = filling.sheet(name)
    question = chat.ask(sheet.form, sheet.answers, sheet.progress, places=filling.places)
    if question is None or sheet.form.field(question.field_id).type is not FieldType.FILE:
        return False
    answers = sheet.answers
    for one in files:
        reference = FileRef(str(one.id), one.name, one.media_type, one.size)
        answers = add_file(sheet.form, answers, question.field_id, reference)
    drafts.keep(talk, filling, name, Turn(answers, sheet.progress))
    talk.say(
        phrase(
            "Đã nhận, tất cả {total} tệp. Gửi thêm, hoặc gõ “xong”.", total=len(answers[question.field_id])
        ),
        choices=[(phrase("Xong"), "xong")],
    )
    return True


def end_paper(talk: Talk, filling: Filling, *, is_skipped: bool) -> None:
    """ "xong" or "bỏ qua": on to the next paper of the checklist."""
    component_id = str(talk.place.get("paper", ""))
    papers = {one.component.id: one for one in papers_of_draft(filling.draft).to_attach}
    paper = papers.get(component_id)
    if paper is None:
        advance(talk, filling)
        return
    component = paper.component
    needed = (
        component.required
        and not component.choice
        and (component.when is not None or not component.condition)
    )
    if not paper.files and (needed or not is_skipped):
        sentence = (
            phrase("“{name}” là giấy tờ bắt buộc, chưa có ảnh nào.", name=component.name)
            if needed
            else phrase("Chưa có ảnh nào của “{name}”.", name=component.name)
        )
        advance(talk, filling, sentence)
        return
    _close(talk, component_id)
    advance(talk, filling)


def _close(talk: Talk, component_id: str) -> None:
    done = [*(one for one in talk.place.get("papers_done", ()) if one != component_id), component_id]
    closed = [one for one in talk.place.get("closed") or [] if one[0] != component_id]
    talk.keep(papers_done=done, closed=[*closed, [component_id, talk.said_at.isoformat()]])


def forget(talk: Talk, filling: Filling) -> None:
    """ "xoá ảnh": the pages of this paper are taken away again."""
    component_id = talk.place.get("paper")
    for paper in papers_of_draft(filling.draft).to_attach:
        if paper.component.id == component_id:
            for file in paper.files:
                detach_file(filling.draft.pk, draft_file_id=file.pk, at=talk.at)
    advance(talk, filling, phrase("Đã bỏ các ảnh của giấy tờ này."))
