"""The project’s own PostgreSQL, tried for real: every test starts programs that use a cluster of its own."""

import contextlib
import os
import pwd
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import psutil
import psycopg
import pytest

from observatori.local import keeper
from tests.processes import adopt_orphans
from tests.waiting import until

ROOT = Path(__file__).parents[2]
USER = Path(__file__).with_name("database_user.py")
NOBODY = pwd.getpwnam("nobody")


def processes(data):
    """The processes that name ``data`` in their command line: users, keeper and server."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if any(str(data) in word for word in process.info["cmdline"] or [])
    ]


def the(program, data):
    """The one process of ``data`` that runs ``program``; a child just forked has its parent’s command line."""

    def found():
        here = processes(data)
        return [one for one in here if any(program in word for word in one.info["cmdline"])]

    one = until(lambda: here[0] if len(here := found()) == 1 else None)
    assert one, found()
    return one


def start_user(data, *settings, **account):
    pipe = subprocess.PIPE
    command = [sys.executable, USER, data, "fsync=off", *settings]
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, **account)


def host_of(user):
    return user.stdout.readline().rstrip("\n")


def end(user):
    """End ``user`` in order; what it said on stderr."""
    with user:
        user.stdin.close()
        return user.stderr.read()


@contextlib.contextmanager
def using(data, *settings, **account):
    user = start_user(data, *settings, **account)
    host = host_of(user)
    try:
        assert host, user.stderr.read()
        yield host
    finally:
        end(user)


def ask(host, question):
    """The one value that answers ``question`` on the server at ``host``."""
    with psycopg.connect(host=host, user="observatori", dbname="postgres") as connection:
        return connection.execute(question).fetchone()[0]


def keep_seven(host):
    with psycopg.connect(host=host, user="observatori", dbname="postgres") as connection:
        connection.execute("DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 7 AS value")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with spaces in its path."""
    return tmp_path_factory.mktemp("local") / "una carpeta"


@pytest.fixture
def data(folder):
    """The data folder most tests share, and after each of them nobody at work in it."""
    yield folder / keeper.MAJOR
    assert until(lambda: not processes(folder)), processes(folder)


@pytest.fixture
def fresh(tmp_path):
    """A data folder that does not exist yet, and afterwards nobody at work in it."""
    yield tmp_path / "una carpeta" / keeper.MAJOR
    assert until(lambda: not processes(tmp_path)), processes(tmp_path)


# --- Coming and going -------------------------------------------------------------------------------


def test_cold_start_gives_a_server_of_this_version_in_utf8(fresh):
    with using(fresh) as host:
        assert ask(host, "SHOW server_version").startswith(f"{keeper.MAJOR}.")
        assert ask(host, "SHOW server_encoding") == "UTF8"
        assert ask(host, "SELECT upper('l·l à ç')") == "L·L À Ç"


def test_server_leaves_room_for_web_worker_and_tests(data):
    with using(data) as host:
        assert int(ask(host, "SHOW max_connections")) >= 60


def test_settings_reach_the_server(data):
    with using(data, "work_mem=7MB") as host:
        assert (ask(host, "SHOW work_mem"), ask(host, "SHOW fsync")) == ("7MB", "off")


def test_data_stays_between_two_runs(data):
    with using(data) as host:
        keep_seven(host)
    with using(data) as host:
        assert ask(host, "SELECT value FROM kept") == 7


def test_last_one_out_stops_the_server(data):
    with using(data) as host:
        with using(data):
            pass
        time.sleep(3 * keeper.TICK)
        assert ask(host, "SELECT 1") == 1
    assert until(lambda: not processes(data))
    assert not (data / "postmaster.pid").exists()


def test_users_that_arrive_together_share_one_server(fresh):
    users = [start_user(fresh) for _ in range(4)]
    hosts = {host_of(user) for user in users}
    server = the("bin/postgres", fresh).pid
    assert (hosts, len([end(user) for user in users])) == ({str(fresh)}, 4)
    assert server


def test_user_that_comes_while_the_server_stops_gets_a_new_one(data):
    for _ in range(4):
        with using(data) as host:
            assert ask(host, "SELECT 1") == 1
        time.sleep(keeper.TICK)


def test_socket_moves_to_a_short_private_folder_where_the_path_is_long(fresh):
    long = fresh.parent / ("coma, i un camí que no s’acaba" * 4) / keeper.MAJOR
    with using(long) as host:
        assert ask(host, "SELECT 1") == 1
        assert Path(host).stat().st_mode & 0o077 == 0
    assert until(lambda: not processes(long) and not Path(host).exists())


def test_command_gets_a_database_for_tests_as_long_as_it_lives(fresh):
    question = "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).execute('SHOW fsync').fetchone())"
    program = [
        sys.executable,
        "-m",
        "observatori.local.database",
        fresh.parent,
        sys.executable,
        "-c",
        question,
    ]
    done = subprocess.run(program, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout == "('off',)\n"


# --- Sudden ends ------------------------------------------------------------------------------------


def test_killed_user_leaves_nothing_behind(data):
    user = start_user(data)
    assert host_of(user)
    user.kill()
    user.communicate()
    assert until(lambda: not processes(data))


def test_user_killed_while_the_server_starts_leaves_nothing_behind(fresh):
    user = start_user(fresh)
    assert until(lambda: len(processes(fresh)) > 1)
    user.kill()
    user.communicate()
    assert until(lambda: not processes(fresh))


def test_next_keeper_adopts_the_server_of_a_killed_one(data):
    with using(data):
        server = the("bin/postgres", data).pid
        the("keeper.py", data).kill()
        with using(data) as host:
            assert ask(host, "SELECT 1") == 1
            assert the("bin/postgres", data).pid == server


@pytest.fixture
def careless():
    """Orphans become our children, and we never look at them: like the first process of some containers."""
    adopt_orphans()
    yield
    adopt_orphans(False)


@pytest.mark.usefixtures("careless")
def test_adopted_server_that_nobody_buries_counts_as_ended(fresh):
    with using(fresh):
        the("keeper.py", fresh).kill()
        with using(fresh):
            pass
    assert until(lambda: not processes(fresh))


def test_killed_server_starts_again_at_the_same_place(data):
    with using(data) as host:
        keep_seven(host)
        server = the("bin/postgres", data)
        server.kill()
        assert until(lambda: not server.is_running())
        assert until(lambda: keeper.is_ready(data) and keeper.running(data))
        assert ask(host, "SELECT value FROM kept") == 7


def test_keeper_killed_while_it_makes_the_cluster_does_no_harm(fresh):
    first = start_user(fresh)
    assert until(lambda: any(fresh.parent.glob(f"{fresh.name}.new*/PG_VERSION")))
    the("keeper.py", fresh).kill()
    assert "No s’ha pogut engegar PostgreSQL" in end(first)
    for _ in range(
        2
    ):  # the initdb of the killed keeper may outlive it for a moment: the next start tidies up
        with using(fresh) as host:
            assert ask(host, "SELECT 1") == 1
        assert until(lambda: not processes(fresh.parent))
    assert not list(fresh.parent.glob(f"{fresh.name}.new*"))


def test_pid_file_left_by_a_power_cut_is_not_believed(data):
    with using(data):
        written = (data / "postmaster.pid").read_text().split("\n")
    assert until(lambda: not processes(data))
    (data / "postmaster.pid").write_text(
        "\n".join([str(os.getpid()), *written[1:]])
    )  # reused: alive, and not it
    with using(data) as host:
        assert ask(host, "SELECT 1") == 1


def test_terminated_keeper_stops_its_server_and_the_next_user_has_another(data):
    with using(data):
        the("keeper.py", data).terminate()
        with using(data) as host:
            assert ask(host, "SELECT 1") == 1
        the("keeper.py", data).terminate()
        assert until(lambda: len(processes(data)) == 1)


# --- Refusals, each a sentence -------------------------------------------------------------------------


def refusal(data, *settings, **account):
    user = start_user(data, *settings, **account)
    said = end(user)
    assert user.returncode == 1
    assert "Traceback" not in said
    return said


def test_data_of_another_major_version_is_refused(fresh):
    fresh.mkdir(parents=True)
    (fresh / "PG_VERSION").write_text("17\n")
    assert f"és d’un PostgreSQL 17, i l’instal·lat és el {keeper.MAJOR}" in refusal(fresh)


def test_folder_with_other_things_is_refused_and_left_alone(fresh):
    fresh.mkdir(parents=True)
    (fresh / "tesi.odt").write_text("quatre anys de feina")
    assert "no és buida i no conté cap base de dades" in refusal(fresh)
    assert [path.name for path in fresh.iterdir()] == ["tesi.odt"]


def test_setting_that_does_not_exist_is_refused_with_the_way_to_the_log(data):
    said = refusal(data, "fsynk=off")
    log = keeper.folder_of_locks(data) / "server.log"
    assert f"el servidor s’ha aturat tot sol; el motiu és al final de «{log}»" in said
    assert "fsynk" in log.read_text()


def test_folder_that_cannot_be_written_is_refused(fresh):
    fresh.parent.mkdir()
    fresh.parent.joinpath(f".{fresh.name}").write_text("un fitxer on hauria d’anar la carpeta")
    assert "No es pot preparar la base de dades" in refusal(fresh)


# --- Accounts: as root PostgreSQL runs under another name; these stand for the ordinary user too -------


def ordinary_account():
    """How a child of root becomes `nobody`: really, or in a namespace where the interpreter is root’s."""
    real = {"user": NOBODY.pw_uid, "group": NOBODY.pw_gid, "extra_groups": []}
    try:
        subprocess.run([sys.executable, "-c", "import psutil"], check=True, stderr=subprocess.DEVNULL, **real)
    except (OSError, subprocess.SubprocessError):
        return {"preexec_fn": partial(keeper._map_root_to, NOBODY.pw_uid, NOBODY.pw_gid)}
    return real


if os.geteuid() == 0:

    @pytest.fixture
    def nobodys():
        """A data folder to be, inside a private folder of somebody else that everybody can reach."""
        with tempfile.TemporaryDirectory() as top:
            Path(top).chmod(0o755)
            private = Path(top, "una carpeta")
            private.mkdir(mode=0o700)
            os.chown(private, NOBODY.pw_uid, NOBODY.pw_gid)
            yield private / keeper.MAJOR
            assert until(lambda: not processes(top)), processes(top)

    def test_ordinary_user_starts_and_stops_it_in_a_private_folder(nobodys):
        account = ordinary_account()
        if "preexec_fn" in account:
            os.chown(nobodys.parent, 0, 0)
        with using(nobodys, **account) as host:
            assert ask(host, "SELECT 1") == 1
            assert nobodys.stat().st_mode & 0o777 == 0o700

    def test_root_in_a_private_folder_of_somebody_else_is_told_what_to_do(nobodys):
        assert "Cal executar-ho amb l’usuari propietari de la carpeta" in refusal(nobodys)
        assert not nobodys.exists()

    def test_root_works_in_the_cluster_of_somebody_else_under_that_name(nobodys):
        nobodys.parent.chmod(0o755)
        with using(nobodys):
            pass
        assert until(lambda: not processes(nobodys))
        for path in (nobodys, *nobodys.rglob("*")):
            os.chown(path, NOBODY.pw_uid, NOBODY.pw_gid)
        with using(nobodys) as host:
            assert ask(host, "SELECT 1") == 1
            assert the("bin/postgres", nobodys).username() == "nobody"

    def test_root_opens_no_folder_and_keeps_its_files(fresh):
        fresh.parent.mkdir(mode=0o700)
        with using(fresh):
            assert fresh.stat().st_uid == 0
        assert fresh.parent.stat().st_mode & 0o777 == 0o700


def test_ctrl_c_at_the_terminal_does_not_reach_the_server(data):
    first = start_user(data, start_new_session=True)
    assert host_of(first)
    with using(data) as host:
        os.killpg(first.pid, signal.SIGINT)
        first.communicate()
        time.sleep(keeper.TICK)
        assert ask(host, "SELECT 1") == 1
