import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.sealing import SealBroken, Sealer

SEALER = Sealer(bytes(range(32)))
OTHER = Sealer(bytes(32))


@given(st.text(max_size=60))
def test_what_is_sealed_opens_to_the_same_text(text):
    token = SEALER.seal(text)
    assert token.isascii()
    assert SEALER.open(token) == text
    assert SEALER.seal(text) != token


@given(st.text(max_size=40), st.data())
def test_a_changed_token_does_not_open(text, data):
    token = SEALER.seal(text)
    place = data.draw(st.integers(0, len(token) - 4))  # the last letter before == has unused bits
    letter = data.draw(st.sampled_from("ABCDwxyz0189-_."))
    changed = token[:place] + letter + token[place + 1 :]
    if changed != token:
        with pytest.raises(SealBroken):
            SEALER.open(changed)


@pytest.mark.parametrize("token", ["", "v1.", "v1.AAAA", "v2.AAAA", "không phải"])
def test_what_is_no_token_does_not_open(token):
    with pytest.raises(SealBroken):
        SEALER.open(token)


def test_another_key_opens_nothing_and_hashes_differently():
    with pytest.raises(SealBroken):
        OTHER.open(SEALER.seal("072095012345"))
    assert SEALER.keyed_hash("072095012345") == SEALER.keyed_hash("072095012345")
    assert SEALER.keyed_hash("072095012345") != OTHER.keyed_hash("072095012345")
    assert len(SEALER.keyed_hash("")) == 64


def test_the_key_comes_from_base64_and_a_wrong_one_is_told_without_being_shown():
    assert (
        Sealer.from_base64(base64.b64encode(bytes(range(32))).decode() + "\n").open(SEALER.seal("x")) == "x"
    )
    for wrong in ("AAAA", "not base64 at all!"):
        with pytest.raises(ValueError) as refused:
            Sealer.from_base64(wrong)
        assert wrong not in str(refused.value)
