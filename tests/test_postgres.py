import psycopg
import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_embedded_database_folds_vietnamese_letters():
    with connection.cursor() as cursor:
        cursor.execute("select lower('ĐƯỜNG NGUYỄN ẨN')")
        assert cursor.fetchone() == ("đường nguyễn ẩn",)


def test_a_driver_is_there():
    assert psycopg.__version__
