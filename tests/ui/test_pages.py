"""The pages that stand for themselves, and the error pages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

STATIC_PAGES = ["home", "about", "help", "accessibility", "sitemap"]


@pytest.mark.demand("DN15-5.1")
@pytest.mark.django_db
@pytest.mark.parametrize("name", STATIC_PAGES)
def test_every_page_carries_the_footer_the_law_asks_for(name: str) -> None:
    """TT 32/2017 Điều 16.3: unit, person in charge, address, telephone, e-mail."""
    page = Client().get(reverse(f"portal:{name}")).content.decode()

    for fact in ("Đơn vị vận hành", "Chịu trách nhiệm chính", "Địa chỉ", "Điện thoại", "mailto:"):
        assert fact in page


@pytest.mark.django_db
@pytest.mark.parametrize("name", STATIC_PAGES[:4])
def test_a_page_needs_no_query_for_an_unknown_visitor(name: str, django_assert_num_queries) -> None:
    Client().get(reverse(f"portal:{name}"))  # the fields of the catalogue are asked once a minute
    with django_assert_num_queries(0):
        Client().get(reverse(f"portal:{name}"))


@pytest.mark.django_db
def test_the_map_is_there_as_words_and_for_search_engines() -> None:
    """TT 32/2017 Điều 16.4b."""
    tree = Client().get("/so-do-cong").content.decode()
    xml = Client().get("/sitemap.xml").content.decode()

    for name in STATIC_PAGES[:4]:
        assert f'href="{reverse(f"portal:{name}")}"' in tree
        assert f"<loc>http://testserver{reverse(f'portal:{name}')}</loc>" in xml
    assert "Sitemap: http://testserver/sitemap.xml" in Client().get("/robots.txt").content.decode()


@pytest.mark.django_db
def test_an_unknown_address_gets_a_helpful_404_in_vietnamese() -> None:
    response = Client().get("/khong-co-trang-nay")

    assert response.status_code == 404
    assert "Không tìm thấy" in response.content.decode()
    assert "tel:1900000080" in response.content.decode()
