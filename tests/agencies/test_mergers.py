"""Reading which communes a new one was made of: certain names are taken, uncertain ones reported."""

from __future__ import annotations

from motcua.agencies.mergers import Former, read_mergers

LISTED = [
    Former("Xã Tân Bình", "Thành phố Tây Ninh"),
    Former("Xã Tân Bình", "Huyện Tân Biên"),
    Former("Xã Thạnh Tây", "Huyện Tân Biên"),
    Former("Phường 1", "Thành phố Tây Ninh"),
]


def test_a_name_that_only_one_commune_bears_needs_no_district() -> None:
    result = read_mergers({"1": "Phường 1, Xã Thạnh Tây"}, LISTED[2:])

    assert result.successors == {LISTED[2]: ["1"], LISTED[3]: ["1"]}
    assert result.unresolved == []


def test_a_district_decides_between_two_communes_of_one_name() -> None:
    result = read_mergers({"1": "Xã Tân Bình (huyện Tân Biên), Xã Thạnh Tây"}, LISTED)

    assert result.successors == {LISTED[1]: ["1"], LISTED[2]: ["1"]}
    assert {item.text for item in result.unresolved} == {
        "Xã Tân Bình (Thành phố Tây Ninh)",
        "Phường 1 (Thành phố Tây Ninh)",
    }


def test_a_name_that_could_mean_two_communes_is_reported_and_not_guessed() -> None:
    result = read_mergers({"1": "Xã Tân Bình, Xã Thạnh Tây"}, LISTED)

    assert result.successors == {LISTED[2]: ["1"]}
    first = result.unresolved[0]
    assert (first.about, first.text) == ("1", "Xã Tân Bình")
    assert "Huyện Tân Biên, Thành phố Tây Ninh" in first.why


def test_the_only_district_named_beside_it_stands_for_a_bare_name() -> None:
    sentences = {
        "27694": "Phường 1 (thành phố Tân An), Phường 4",
        "27787": "Phường 1, Phường 3 (thị xã Kiến Tường)",
    }
    result = read_mergers(sentences)

    assert result.successors[Former("Phường 1", "Thành phố Tân An")] == ["27694"]
    assert result.successors[Former("Phường 1", "Thị xã Kiến Tường")] == ["27787"]
    assert result.successors[Former("Phường 4")] == ["27694"]


def test_a_commune_named_by_two_is_divided() -> None:
    result = read_mergers({"1": "Xã Vĩnh Trị", "2": "Xã Vĩnh Trị, Xã Vĩnh Trị"})
    assert result.successors == {Former("Xã Vĩnh Trị"): ["1", "2"]}


def test_what_is_no_name_of_a_commune_or_not_on_the_list_is_reported() -> None:
    result = read_mergers({"1": "-, Xã Không Có, Xã Thạnh Tây (huyện Khác), Thạnh Tây"}, LISTED[2:3])

    assert result.successors == {}
    assert [item.text for item in result.unresolved] == [
        "-",
        "Xã Không Có",
        "Xã Thạnh Tây (huyện Khác)",
        "Thạnh Tây",
        "Xã Thạnh Tây (Huyện Tân Biên)",
    ]
