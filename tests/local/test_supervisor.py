"""The supervisor, with real programs: what it starts must end with it, however it ends."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.processes import outlasting
from tests.waiting import PATIENCE, until

SUPERVISOR = Path(__file__).with_name("supervised.py")
DEAF = "trap '' TERM; while :; do sleep 0.1; done"
LONG = "sleep 600 & sleep 600"
POLITE = "trap 'echo told to end; exit' TERM; trap 'echo interrupted' INT; while :; do sleep 0.1; done"
TOLD = "until [ -e '{go}' ]; do sleep 0.1; done; "  # before what a script only does once all are at work


def descendants(pid):
    return psutil.Process(pid).children(recursive=True)


def all_gone(programs):
    return not outlasting(lambda: programs, PATIENCE)


def asleep(pid):
    """How many programs below ``pid`` sleep: a script that does has set its traps, and is no longer being started."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return sum(one.name() == "sleep" for one in descendants(pid))
    return 0


@pytest.fixture
def supervise(tmp_path):
    """Start the supervisor with shell scripts as its programs, in a session of its own; returns when they sleep.

    Those that begin with `TOLD` go on at `supervise.go()`.
    """
    started, programs = [], []

    def start(*scripts, through=(), never=False, grace=PATIENCE):
        scripts = [script.format(go=tmp_path / "go") for script in scripts]
        moment = "never" if never else "ready"
        command = [*through, sys.executable, SUPERVISOR, moment, str(grace), *scripts]
        supervisor = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        started.append(supervisor)
        if never:
            return supervisor
        assert supervisor.stdout.readline() == "ready\n"
        assert until(lambda: asleep(supervisor.pid) == "".join(scripts).count("sleep"))
        programs.extend(descendants(supervisor.pid))
        return supervisor

    start.programs, start.go = programs, (tmp_path / "go").touch
    yield start
    for supervisor in started:
        supervisor.kill()
        supervisor.communicate()
    for program in programs:
        if program.is_running():
            program.kill()


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_told_to_stop_it_ends_its_programs_and_theirs(supervise, told):
    supervisor = supervise(LONG, LONG)
    assert len(supervise.programs) == 6
    supervisor.send_signal(told)
    assert supervisor.wait(PATIENCE) == 0
    assert all_gone(supervise.programs)


def test_ctrl_c_reaches_the_programs_only_through_the_supervisor(supervise):
    supervisor = supervise(POLITE)
    os.killpg(supervisor.pid, signal.SIGINT)
    said, _ = supervisor.communicate(timeout=PATIENCE)
    assert (said, supervisor.returncode) == ("told to end\n", 0)


def test_end_of_one_program_ends_the_rest(supervise):
    supervisor = supervise(TOLD + "exit 3", LONG)
    supervise.go()
    said, _ = supervisor.communicate(timeout=PATIENCE)
    assert said == "«0» s’ha aturat sense que ningú ho demanés (codi 3); s’atura tot.\n"
    assert supervisor.returncode == 1
    assert all_gone(supervise.programs)


def test_what_a_dead_program_left_is_ended_too(supervise):
    supervisor = supervise("sleep 600 & sleep 600 & " + TOLD + "kill -9 $$")
    supervise.go()
    assert supervisor.wait(PATIENCE) == 1
    assert all_gone(supervise.programs)


def test_first_program_that_never_works_ends_it(supervise):
    supervisor = supervise(POLITE, "echo this one waits for the first", never=True)
    said, _ = supervisor.communicate(timeout=PATIENCE)
    assert said == "«0» no ha contestat en 1 segons; s’atura tot.\ntold to end\n"
    assert supervisor.returncode == 1


def test_program_deaf_to_the_request_is_killed(supervise):
    supervisor = supervise(DEAF, grace=1)
    supervisor.terminate()
    assert supervisor.wait(PATIENCE) == 0
    assert all_gone(supervise.programs)


def test_killed_supervisor_takes_its_programs_along(supervise):
    supervisor = supervise(POLITE, POLITE)
    supervisor.kill()
    assert all_gone(supervise.programs)
    assert supervisor.stdout.read() == "told to end\n" * 2


def test_killed_parent_takes_the_supervisor_along(supervise):
    parent = supervise(POLITE, through=["sh", "-c", '"$@"; exit $?', "sh"])
    assert len(supervise.programs) >= 2
    parent.kill()
    assert all_gone(supervise.programs)


def test_hangup_is_ignored_where_nohup_asked_for_it(supervise):
    supervisor = supervise(POLITE, through=["nohup"])
    supervisor.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        supervisor.wait(0.6)
