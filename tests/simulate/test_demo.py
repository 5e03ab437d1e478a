"""The demonstration and the simulation are the product used by invented people: what they leave is in order."""

from datetime import timedelta

import pytest

from motcua.accounts.selectors import account_by_email
from motcua.agencies.rules import Role
from motcua.agencies.selectors import scope_of
from motcua.custody.models import Parcel
from motcua.dossiers.moves import MOVES
from motcua.journey.reading.history import NOTES
from motcua.kernel.clock import local
from motcua.queues.selectors import board
from motcua.workbench.commands.check import report
from motcua.workbench.demo.cast import read_cast
from motcua.workbench.demo.loading import load
from motcua.workbench.simulate import Simulation, world_of
from motcua.workbench.simulate.dice import Dice
from motcua.workbench.simulate.paths import ELSEWHERE, paths, taken

AT = local("2026-11-20T16:00")
# at the desk, by parts of a commune, with opinions whose silence consents, by three agencies, with a payment
WALKED = (
    "dang-ky-khai-sinh",
    "dang-ky-thanh-lap-ho-kinh-doanh",
    "cap-giay-phep-xay-dung-moi-nha-o-rieng-le",
    "lien-thong-khai-sinh-thuong-tru-bhyt",
    "dang-ky-bien-dong-chuyen-nhuong-thua-ke-tang-cho",
)


@pytest.mark.django_db
@pytest.mark.demand("TN19-4.3", "TN19-5.1")
def test_the_demo_province_is_loaded_once_works_and_breaks_no_invariant(capsys):
    cast = read_cast().model_copy(update={"dossiers": 6, "days": 20})
    said = []

    load(cast, at=AT, say=said.append)

    assert report() == 0, capsys.readouterr().out
    assert any("hồ sơ" in line for line in said)
    receiver = account_by_email("tiepnhan@tanninh.example")
    assert scope_of(receiver.id, AT).holds(Role.RECEIVER)
    assert receiver.full_name.endswith(cast.mark)
    scope = scope_of(receiver.id, AT)
    seen = board(next(one.desk_id for one in scope.postings if one.desk_id), AT)
    assert seen.called, "a number is served at its counter"
    assert seen.waiting, "and others wait"
    assert Parcel.objects.exists(), "the pages of the post are not empty"
    for keeper in ("quantri@tayninh.example", "quantri@tanninh.example"):
        assert account_by_email(keeper).password_changed_at == AT, "or the first sign-in asks a new password"

    said.clear()
    load(cast, at=AT, say=said.append)
    assert not any("6/6" in line for line in said), "loaded again it files nothing more"


@pytest.mark.long
@pytest.mark.django_db
def test_fifty_dossiers_of_five_procedures_take_every_path(capsys):
    load(read_cast().model_copy(update={"dossiers": 0}), at=AT, say=lambda _words: None)
    world = world_of(AT, only=WALKED)
    assert {card.slug for card in world.catalogue} == set(WALKED)
    missed = paths()
    # what one small quarter has no occasion for, the next has; each after the one before, time never goes back
    for seed, end in ((7, AT - timedelta(days=82)), (8, AT - timedelta(days=41)), (9, AT)):
        simulation = Simulation(
            world, start=end - timedelta(days=40), end=end, total=50, seed=seed, whole=True
        )
        outcome = simulation.run()
        assert outcome.filed >= 45
        assert not outcome.hopeless, "the walked procedures can be filed and handled in the demo"
        missed = [name for name, times in taken().items() if not times]
        if not missed:
            break
    assert report() == 0, capsys.readouterr().out
    assert not missed, (
        f"the simulated province never took: {missed}. Play it in workbench/simulate, or say in "
        "workbench/simulate/paths.py where else it is walked"
    )


def test_every_act_of_the_table_of_moves_is_a_path_of_the_simulation_or_says_where_else_it_is_walked():
    acts = {move.act for move in MOVES}
    assert acts <= {*paths(), *ELSEWHERE}


def test_each_path_the_simulation_leaves_out_says_where_it_is_walked():
    known = {move.act for move in MOVES} | set(NOTES)
    assert set(ELSEWHERE) <= known
    assert all(reason.strip() for reason in ELSEWHERE.values())


def test_what_can_happen_happens_once_before_it_is_left_to_chance():
    dice = Dice(3, each_once=True)
    assert dice.happens("stopped", 0)
    assert not dice.happens("stopped", 0)
    dice.came_to_nothing("stopped")
    assert dice.happens("stopped", 0)
    assert not Dice(3).happens("stopped", 0)
    dice.begin_anew()
    assert dice.happens("stopped", 0), "and once more in the last days of what is shown"
    one, other = Dice(5), Dice(5)
    other.happens("another path", 0.5)
    assert [one.happens("a path", 0.5) for _ in range(40)] == [
        other.happens("a path", 0.5) for _ in range(40)
    ]


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
