import pytest
from tests.workbench.builders import make_folder, remove_folder


@pytest.fixture
def folder():
    made = make_folder()
    yield made
    remove_folder(made)
