import pytest
from django.test import Client


@pytest.mark.parametrize(
    "path", ["/", "/gioi-thieu", "/huong-dan", "/tiep-can", "/so-do-cong", "/sitemap.xml", "/robots.txt"]
)
@pytest.mark.django_db
def test_x(path):
    r = Client().get(path)
    assert r.status_code == 200, r.content


def test_404(db):
    r = Client().get("/khong-co")
    assert r.status_code == 404
