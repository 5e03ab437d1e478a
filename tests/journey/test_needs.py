"""What keeps a dossier from being filed, and what does not."""

from motcua.journey.needs import missing_components
from motcua.procedures.document import Choice, Component, ProcedureDocument

DOCUMENT = ProcedureDocument(
    name="Thử",
    choices=(Choice(id="dat", title="Giấy tờ đất", required=True),),
    components=(
        Component(id="don", name="Đơn", replaced_by_form=True),
        Component(id="so-do", name="Sổ đỏ", choice="dat", required=False),
        Component(id="can-cuoc", name="Căn cước", shown_only=True),
        Component(id="ban-ve", name="Bản vẽ"),
        Component(id="pccc", name="Thẩm duyệt PCCC", condition="trường hợp pháp luật về PCCC có yêu cầu"),
    ),
)


def test_a_paper_asked_for_on_a_condition_in_words_keeps_nobody_from_filing_online() -> None:
    assert missing_components(DOCUMENT, {}, "online", []) == ["Bản vẽ", "Giấy tờ đất"]
    assert missing_components(DOCUMENT, {}, "online", ["ban-ve", "so-do"]) == []


def test_at_the_counter_the_clerk_has_the_papers_in_hand() -> None:
    assert missing_components(DOCUMENT, {}, "direct", []) == []
