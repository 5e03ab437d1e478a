from datetime import date

import pytest
from django.db import transaction
from tests.procedures.builders import AT

from motcua.procedures.errors import NotInForce, UnknownProcedure
from motcua.procedures.importing import TAY_NINH, import_folder
from motcua.procedures.selectors import browse, procedure_page, release_on, search, slugs_in_force

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)


@pytest.fixture(scope="module")
def catalogue(django_db_setup, django_db_blocker):
    """The sixty procedures, read by every test here and changed by none."""
    with django_db_blocker.unblock(), transaction.atomic():
        import_folder(TAY_NINH, effective=DAY, at=AT)
        yield
        transaction.set_rollback(True)


def names(found):
    return [one.name for one in found.items]


@pytest.mark.demand("TN19-6.1")
@pytest.mark.parametrize(
    "q", ["khai sinh", "Khai Sinh", "KHAI SINH", "khai  sinh ", "đăng ký khai sinh", "1.001193"]
)
def test_a_procedure_is_found_with_and_without_marks_and_by_its_code(catalogue, q):
    found = search(q, day=DAY)

    assert names(found)[0] == "Đăng ký khai sinh"
    assert not found.is_guess


@pytest.mark.parametrize(
    ("q", "name"),
    [
        ("khai sih", "Đăng ký khai sinh"),
        ("kai sinh", "Đăng ký khai sinh"),
        ("dang ki ket hon", "Đăng ký kết hôn"),
        ("đăng ký kết hông", "Đăng ký kết hôn"),
        ("thanh lap ho kihn doanh", "Đăng ký thành lập hộ kinh doanh"),
    ],
)
def test_a_mistyped_search_gives_what_is_alike_and_says_that_it_guesses(catalogue, q, name):
    found = search(q, day=DAY)

    assert name in names(found)[:2]
    assert found.is_guess


def test_the_closest_name_comes_first(catalogue):
    assert names(search("dang ky ho kinh doanh", day=DAY))[0] == "Đăng ký thành lập hộ kinh doanh"


@pytest.mark.parametrize(
    ("q", "total"),
    [("xyzzy plugh", 0), ("!!!", 60), ("' | xyzzy:*", 0), ("xyzzy & b", 0), ("%", 60)],
)
def test_nonsense_and_operators_are_words_or_nothing(catalogue, q, total):
    assert search(q, day=DAY).total == total


def test_an_unfinished_last_word_already_finds(catalogue):
    assert "Đăng ký khai tử" in names(search("khai t", day=DAY))


@pytest.mark.demand("DN15-4.1a")
def test_the_catalogue_is_browsed_by_field_level_audience_and_agency_and_each_number_is_what_one_finds(
    catalogue,
):
    groups = browse(DAY)

    assert groups.total == 60
    assert groups.fields[0].name == "Đất đai"
    assert [group.count for group in groups.fields] == sorted(
        (one.count for one in groups.fields), reverse=True
    )
    for kind, some in {
        "field": groups.fields,
        "level": groups.levels,
        "audience": groups.audiences,
        "agency": groups.agencies,
    }.items():
        assert some
        for group in some:
            assert search(day=DAY, limit=None, **{kind: group.key}).total == group.count, (kind, group)


def test_a_long_list_is_paged_and_its_total_known(catalogue):
    first = search(day=DAY, limit=25)
    rest = search(day=DAY, limit=25, offset=50)

    assert (first.total, len(first.items)) == (60, 25)
    assert (rest.total, len(rest.items)) == (60, 10)


def test_a_search_needs_few_statements(catalogue, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        search("khai sinh", day=DAY)
    with django_assert_max_num_queries(4):
        browse(DAY)
    with django_assert_max_num_queries(5):
        procedure_page("dang-ky-khai-sinh", DAY)


@pytest.mark.demand("TN19-6.1")
@pytest.mark.demand("DN15-4.1b")
def test_the_page_of_a_procedure_shows_everything_the_law_names(catalogue):
    page = procedure_page("dang-ky-thanh-lap-ho-kinh-doanh", DAY)
    document = page.document

    for value in (
        *(document.name, document.steps, document.channels, document.papers, document.sets),
        *(page.general_limit.duration, document.applicants, page.competence, document.results),
        *(page.general_fees.rows, document.legal_basis, page.decision, document.field),
        *(page.card.level_names, page.in_use_from),
    ):
        assert value
    assert {row.name for row in page.channels} == {"Trực tuyến", "Bưu chính công ích", "Trực tiếp"}


def test_an_unknown_procedure_and_a_day_before_its_time_are_told_apart(catalogue):
    with pytest.raises(UnknownProcedure):
        release_on("khong-co", DAY)
    with pytest.raises(NotInForce):
        procedure_page("dang-ky-khai-sinh", date(2020, 1, 1))


def test_the_sitemap_lists_every_procedure_in_force(catalogue):
    assert len(slugs_in_force(DAY)) == 60
    assert slugs_in_force(date(2020, 1, 1)) == ()
