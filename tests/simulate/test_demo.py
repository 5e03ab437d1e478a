"""The demonstration and the simulation are the product used by invented people: what they leave is in order."""

import pytest

from motcua.accounts.selectors import account_by_email
from motcua.agencies.rules import Role
from motcua.agencies.selectors import scope_of
from motcua.custody.models import HandoverRecord
from motcua.kernel.clock import local
from motcua.workbench.commands.check import report
from motcua.workbench.demo.cast import read_cast
from motcua.workbench.demo.loading import load
from motcua.workbench.simulate import Simulation, world_of

AT = local("2026-11-20T16:00")


@pytest.mark.django_db
@pytest.mark.demand("TN19-4.3", "TN19-5.1")
def test_the_demo_province_is_loaded_once_works_and_breaks_no_invariant(capsys):
    cast = read_cast().model_copy(update={"dossiers": 14, "days": 25})
    said = []

    load(cast, at=AT, say=said.append)

    assert report() == 0, capsys.readouterr().out
    assert any("hồ sơ" in line for line in said)
    receiver = account_by_email("tiepnhan@tanninh.example")
    assert scope_of(receiver.id, AT).holds(Role.RECEIVER)
    assert receiver.full_name.endswith(cast.mark)
    for keeper in ("quantri@tayninh.example", "quantri@tanninh.example"):
        assert account_by_email(keeper).password_changed_at == AT, "or the first sign-in asks a new password"

    said.clear()
    load(cast, at=AT, say=said.append)
    assert not any("6/6" in line for line in said), "loaded again it files nothing more"

    walked = (
        "dang-ky-khai-sinh",
        "dang-ky-thanh-lap-ho-kinh-doanh",
        "cap-giay-phep-xay-dung-moi-nha-o-rieng-le",
    )
    world = world_of(AT, only=walked)
    assert {card.slug for card in world.catalogue} == set(walked)
    outcome = Simulation(world, start=local("2026-11-02T08:00"), end=AT, total=6, seed=7).run()
    assert outcome.filed >= 5
    assert not outcome.refusals
    assert not outcome.hopeless, "the three walked procedures can be filed and handled in the demo"
    assert report() == 0
    assert HandoverRecord.objects.filter(state="confirmed").exists(), "paper travels too"


def test_everybody_of_the_cast_can_be_told_apart():
    people = read_cast().people()
    assert len({one.email for one in people}) == len(people)


@pytest.mark.django_db
def test_the_page_of_accounts_exists_only_in_the_demonstration(client, settings):
    settings.MOTCUA_DEMO = False
    assert client.get("/demo/").status_code == 404
    settings.MOTCUA_DEMO = True
    page = client.get("/demo/").content.decode()
    assert read_cast().password in page
    assert "tiepnhan@tanninh.example" in page
