import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from motcua.agencies import rules as agencies
from motcua.processes import rules
from motcua.processes.schema import ProcessDocument, Role, Status, Step, StepKind


def step(
    number: int, kind: StepKind = StepKind.EXAMINE, after: tuple[int, ...] = (), **fields: object
) -> Step:
    values = {"role": Role.HANDLER, "minutes": 60} | fields
    return Step(
        id=f"s{number}",
        order=number,
        name=f"Bước {number}",
        kind=kind,
        after=tuple(f"s{one}" for one in after),
        **values,
    )


def line(*kinds: StepKind, status: Status = Status.TO_BE_CONFIRMED) -> ProcessDocument:
    steps = [
        step(number, kind, (number - 1,) if number > 1 else ()) for number, kind in enumerate(kinds, start=1)
    ]
    return ProcessDocument(steps=tuple(steps), status=status)


SIMPLE = (StepKind.RECEIVE, StepKind.EXAMINE, StepKind.APPROVE, StepKind.RETURN)


@st.composite
def circles_free(draw: st.DrawFn) -> ProcessDocument:
    """Any process whose steps follow earlier ones; minutes and branches as they come."""
    steps = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        before = draw(st.sets(st.integers(1, number - 1), max_size=3)) if number > 1 else set()
        steps.append(
            step(
                number,
                after=tuple(sorted(before)),
                minutes=draw(st.integers(0, 960)),
                counts=draw(st.booleans()),
            )
        )
    return ProcessDocument(steps=tuple(draw(st.permutations(steps))))


def test_the_duties_of_the_agencies_are_roles_of_steps():
    assert {role.value for role in agencies.Role} <= {role.value for role in Role}


@given(circles_free())
def test_doing_every_ready_step_ends_with_all_done_and_none_twice(document):
    done: list[str] = []
    while now := rules.ready(document, done):
        done.extend(one.id for one in now)

    assert sorted(done) == sorted(one.id for one in document.steps)


@given(circles_free())
def test_following_and_previous_are_the_same_lines_read_both_ways(document):
    forth = {(one.id, two.id) for one in document.steps for two in rules.following(document, one.id)}
    back = {(two.id, one.id) for one in document.steps for two in rules.previous(document, one.id)}

    assert forth == {(before, after) for before, after in back}


@given(circles_free())
def test_allotments_are_at_least_the_longest_step_and_at_most_the_sum(document):
    counted = [one.minutes for one in document.steps if one.counts] or [0]

    assert max(counted) <= rules.allotted_minutes(document) <= sum(counted)


@given(circles_free())
def test_work_is_sent_back_only_to_steps_before(document):
    for one in document.steps:
        assert {back.order for back in rules.earlier(document, one.id)} <= set(range(1, one.order))


def test_branches_side_by_side_are_not_added_up_and_are_waited_for():
    document = ProcessDocument(
        steps=(
            step(1, StepKind.RECEIVE),
            step(2, minutes=100, after=(1,)),
            step(3, minutes=300, after=(1,)),
            step(4, StepKind.RETURN, after=(2, 3)),
        )
    )

    assert rules.allotted_minutes(document) == 60 + 300 + 60
    assert [one.id for one in rules.ready(document, ["s1"])] == ["s2", "s3"]
    assert rules.ready(document, ["s1", "s2"], opened=["s3"]) == ()
    assert [one.id for one in rules.ready(document, ["s1", "s2", "s3"])] == ["s4"]


def test_a_sound_process_is_found_sound():
    assert rules.judge(line(*SIMPLE), 8 * 60) == ()


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (line(StepKind.EXAMINE, StepKind.RETURN), "no_receive"),
        (
            ProcessDocument(
                steps=(
                    step(1, StepKind.RECEIVE),
                    step(2, after=(1,)),
                    step(3, StepKind.RETURN, after=(1,)),
                )
            ),
            "dead_end",
        ),
        (
            ProcessDocument(
                steps=(step(1, StepKind.RECEIVE, (2,)), step(2, after=(1,)), step(3, StepKind.RETURN, (2,)))
            ),
            "circle",
        ),
        (
            ProcessDocument(
                steps=(
                    step(1, StepKind.RECEIVE),
                    step(2, after=(1,), role=Role.APPLICANT),
                    step(3, StepKind.RETURN, (2,)),
                )
            ),
            "nobody",
        ),
    ],
)
def test_a_process_that_would_leave_a_dossier_stuck_is_refused(document, code):
    assert [one.code for one in rules.judge(document, None) if one.level == "error"] == [code]


def test_a_process_that_never_returns_a_result_is_refused():
    findings = rules.judge(line(StepKind.RECEIVE, StepKind.APPROVE), None)

    assert {one.code for one in findings} == {"no_return", "dead_end"}
    assert {one.level for one in findings} == {"error"}


def test_allotments_over_the_limit_are_an_error_once_confirmed_and_a_warning_before():
    findings = rules.judge(line(*SIMPLE, status=Status.CONFIRMED), 3 * 60)
    assert [(one.level, one.code) for one in findings] == [("error", "over_limit")]
    assert "4 giờ làm việc" in findings[0].sentence

    assert [one.level for one in rules.judge(line(*SIMPLE), 3 * 60)] == ["warning"]


def test_a_step_that_follows_an_unknown_step_is_no_process():
    with pytest.raises(ValidationError, match="unknown step"):
        ProcessDocument(steps=(step(1, after=(7,)),))


def test_two_steps_do_not_share_an_id():
    with pytest.raises(ValidationError, match="same id"):
        ProcessDocument(steps=(step(1), step(1)))
