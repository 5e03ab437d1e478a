"""What a form says in words of its lists is said in the reader's language too."""

from motcua.eforms.schema import FormDocument
from motcua.eforms.showing import describe, shown
from motcua.kernel.phrases import Phrase

FORM = FormDocument.model_validate(
    {
        "title": "Tờ khai",
        "sections": [
            {
                "id": "chung",
                "title": "Chung",
                "fields": [
                    {"id": "gioi_tinh", "label": "Giới tính", "type": "select", "code_list": "sex"},
                    {"id": "giay_to", "label": "Giấy tờ", "type": "id_document"},
                    {
                        "id": "ly_do",
                        "label": "Lý do",
                        "type": "text",
                        "visible_when": {"field": "gioi_tinh", "equals": "female"},
                    },
                ],
            }
        ],
    }
)
ENGLISH = {"Nữ": "Female", "Hộ chiếu": "Passport", "{field} là {value}": "{field} is {value}"}


def _told(words: str) -> str:
    assert isinstance(words, Phrase)
    return words.told(lambda sentence: ENGLISH.get(sentence, sentence))


def test_a_condition_names_a_chosen_value_in_the_readers_language() -> None:
    condition = FORM.field("ly_do").visible_when
    assert condition is not None
    assert describe(FORM, condition) == "“Giới tính” là “Nữ”"
    assert _told(describe(FORM, condition)) == "“Giới tính” is “Female”"


def test_a_paper_names_its_kind_in_the_readers_language() -> None:
    (line,) = shown(FORM.field("giay_to"), {"kind": "passport", "number": "B1234567"})
    assert line == "Hộ chiếu: B1234567"
    assert _told(line) == "Passport: B1234567"
