"""Soundness of processes and which step opens when."""

from hypothesis import given
from hypothesis import strategies as st

from motcua.processes.rules import Process, Step, StepKind, ancestors, descendants, longest_path, opened_by, problems


def step(key, *, kind=StepKind.CHECK, share=10, next=()):
    return Step(key, key, kind, "PROFESSIONAL", "PROCESS", share, tuple(next))


def sound():
    return Process(
        (
            step("a", next=("b", "c")),
            step("b", next=("d",), share=20),
            step("c", next=("d",), share=5),
            step("d", kind=StepKind.PREPARE, next=("e",)),
            step("e", kind=StepKind.SIGN, next=("f",)),
            step("f", kind=StepKind.ISSUE),
        )
    )


def test_a_sound_process_has_no_problem():
    assert problems(sound()) == []


def test_a_fork_opens_both_branches_and_a_join_waits_for_both():
    process = sound()
    assert [s.key for s in opened_by(process, "a", set())] == ["b", "c"]
    assert opened_by(process, "b", {"a"}) == ()
    assert [s.key for s in opened_by(process, "c", {"a", "b"})] == ["d"]


def test_the_longest_path_counts_the_slower_branch():
    assert longest_path(sound()) == 10 + 20 + 10 + 10 + 10


def test_work_may_return_only_to_earlier_steps():
    assert [s.key for s in ancestors(sound(), "d")] == ["a", "b", "c"]
    assert descendants(sound(), "d") == {"e", "f"}


def test_too_long_a_path_is_a_problem():
    steps = [*sound().steps]
    steps[1] = step("b", next=("d",), share=61)
    assert problems(Process(tuple(steps))) == ["Đường dài nhất cần 101 % thời hạn giải quyết, quá 100 %."]


def test_a_path_may_take_the_whole_time():
    steps = [*sound().steps]
    steps[1] = step("b", next=("d",), share=60)
    assert problems(Process(tuple(steps))) == []


def test_what_a_process_must_have_is_named_where_it_is_missing():
    two_ends = (step("a", next=("d", "x")), step("x", kind=StepKind.ISSUE), *sound().steps[3:])
    assert problems(Process(two_ends)) == ["Quy trình phải kết thúc ở đúng một bước."]
    unsigned = (step("a", kind=StepKind.PREPARE, next=("f",)), step("f", kind=StepKind.ISSUE))
    assert problems(Process(unsigned)) == ["Thiếu bước ký kết quả."]
    unwritten = (step("a", kind=StepKind.SIGN, next=("f",)), step("f", kind=StepKind.ISSUE))
    assert problems(Process(unwritten)) == ["Thiếu bước soạn kết quả."]


def test_a_circle_is_named():
    circle = Process((step("a", next=("b",)), step("b", next=("a",))))
    assert problems(circle) == ["Các bước đi vòng tròn: a → b → a."]


def test_an_unknown_next_step_and_a_double_key_are_named():
    assert problems(Process((step("a", next=("x",)),))) == ["Bước «a» chỉ tới bước không tồn tại: x."]
    assert problems(Process((step("a"), step("a")))) == ["Mã bước «a» bị trùng."]


@st.composite
def nets(draw):
    """Nets whose arrows point forward only, so without circles."""
    size = draw(st.integers(1, 7))
    steps = []
    for n in range(size):
        later = st.sets(st.integers(n + 1, size - 1)) if n + 1 < size else st.just(set())
        kind = draw(st.sampled_from(list(StepKind)))
        steps.append(
            step(f"s{n}", kind=kind, share=draw(st.integers(1, 40)), next=[f"s{k}" for k in sorted(draw(later))])
        )
    return Process(tuple(steps))


@given(nets(), st.randoms(use_true_random=False))
def test_a_process_without_problems_always_reaches_its_end_in_any_order_of_work(process, random):
    if problems(process):
        return
    open_now, done, took = [process.first.key], set(), 0
    while open_now:
        current = open_now.pop(random.randrange(len(open_now)))
        opened = opened_by(process, current, done)
        done.add(current)
        open_now += [s.key for s in opened]
        took += 1
    assert done == set(process.by_key)
    assert took == len(process.steps)


@given(nets())
def test_unreachable_steps_are_always_named(process):
    reached = {process.first.key} | descendants(process, process.first.key)
    lost = [s for s in process.steps if s.key not in reached]
    assert sum("Không có đường đi tới bước" in p for p in problems(process)) == len(lost)
