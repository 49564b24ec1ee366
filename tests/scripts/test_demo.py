"""`make demo` refuses early and in words, and repeats no step whose result is still right."""

import socket

import pytest


@pytest.fixture
def demo(script, tmp_path, monkeypatch):
    monkeypatch.setenv("DEMO_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return script("demo")


def test_a_taken_port_is_named_before_anything_is_done(demo, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(demo, "PORT", str(port))
        with pytest.raises(demo.StepFailed, match=f"Port {port} is taken.*make demo PORT={port + 1}"):
            demo.run()


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_a_port_is_a_number(demo, monkeypatch, port):
    monkeypatch.setattr(demo, "PORT", port)
    with pytest.raises(demo.StepFailed, match="PORT must be a number"):
        demo.check_port()


def test_the_demo_ignores_the_operators_services(demo, monkeypatch, tmp_path):
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    monkeypatch.setenv("RABBITMQ_URL", "amqp://elsewhere")
    env = demo.settings_environment()
    assert env["REDIS_URL"] == env["RABBITMQ_URL"] == ""
    assert env["DATABASE_URL"] == f"sqlite:///{tmp_path / 'db.sqlite3'}"
    assert env["ENV_FILE"] == "/dev/null"


def test_a_named_database_is_used(demo, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://postgres@127.0.0.1/x")
    assert demo.settings_environment()["DATABASE_URL"] == "postgres://postgres@127.0.0.1/x"


def test_migrations_are_skipped_while_nothing_changed(demo, monkeypatch, tmp_path):
    ran = []
    monkeypatch.setattr(demo, "run_logged", lambda command, **_: ran.append(command[2]))
    env = demo.settings_environment()
    demo.migrate(tmp_path, env)
    (tmp_path / "db.sqlite3").touch()
    demo.migrate(tmp_path, env)
    assert ran == ["migrate"]
    (tmp_path / "db.sqlite3").unlink()
    demo.migrate(tmp_path, env)
    assert ran == ["migrate", "migrate"]


def test_another_database_is_another_stamp(demo):
    env = demo.settings_environment()
    assert demo.migration_stamp(env) == demo.migration_stamp(env)
    assert demo.migration_stamp(env) != demo.migration_stamp({**env, "DATABASE_URL": "postgres://other"})


def test_a_failed_load_is_not_remembered(demo, tmp_path):
    env = demo.settings_environment()
    (tmp_path / "db.sqlite3").touch()
    with pytest.raises(demo.StepFailed, match="Loading the sample market failed"):
        demo.load_sample("/bin/false", env)
    assert not demo.LOADED.exists()


def test_what_the_loader_says_is_kept_for_the_next_start(demo, tmp_path):
    env = demo.settings_environment()
    (tmp_path / "db.sqlite3").touch()
    demo.load_sample("/bin/echo", env)
    assert demo.ACCOUNTS.read_text() == "manage.py sample_market\n"
    assert demo.is_current(demo.LOADED, demo.sample_stamp(env), env)


def test_kept_accounts_show_the_port_of_this_start(demo, tmp_path, monkeypatch, capsys):
    (tmp_path / "db.sqlite3").touch()
    loader = tmp_path / "loader"
    loader.write_text(f"#!/bin/sh\necho Customer {demo.ADDRESS}/accounts/\n")
    loader.chmod(0o755)
    demo.load_sample(loader, demo.settings_environment())
    monkeypatch.setattr(demo, "ADDRESS", "http://localhost:8123")
    demo.print_addresses(1.0)
    assert "Customer http://localhost:8123/accounts/" in capsys.readouterr().out


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_the_providers_have_the_next_free_port_or_the_named_one(demo, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(demo, "PORT", str(port - 1))
        monkeypatch.delenv("SIMULATOR_PORT", raising=False)
        assert int(demo.choose_simulator_port()) > port
        monkeypatch.setenv("SIMULATOR_PORT", str(port))
        monkeypatch.setattr(demo, "PORT", free_port())
        with pytest.raises(demo.StepFailed, match=f"make demo SIMULATOR_PORT={port + 1}"):
            demo.run()
    assert demo.choose_simulator_port() == str(port)


def test_the_shop_asks_the_providers_look_alikes_by_address_and_test_keys_alone(demo, monkeypatch):
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_live_of_the_operator")
    env = {**demo.settings_environment(), **demo.provider_environment("8001")}
    assert {name: value for name, value in env.items() if name.endswith("_BASE_URL") and name != "SHOP_BASE_URL"} == {
        "CHAPA_BASE_URL": "http://localhost:8001/chapa",
        "STRIPE_BASE_URL": "http://localhost:8001/stripe",
        "TWILIO_BASE_URL": "http://localhost:8001/twilio",
    }
    assert env["STRIPE_SECRET_KEY"].startswith("sk_test_")
    assert env["PAYMENT_GATEWAYS"] == "chapa,stripe,cash_on_delivery"


def test_the_sample_market_sends_nothing_to_providers_that_do_not_run_yet(demo):
    assert "SMS_GATEWAY" not in demo.settings_environment()


def test_a_new_database_has_providers_that_know_no_order(demo, monkeypatch, tmp_path):
    monkeypatch.setattr(demo, "run_logged", lambda *args, **options: None)
    demo.PROVIDERS.touch()
    (tmp_path / "db.sqlite3").touch()
    demo.migrate(tmp_path, demo.settings_environment())
    assert demo.PROVIDERS.exists()
    (tmp_path / "db.sqlite3").unlink()
    demo.migrate(tmp_path, demo.settings_environment())
    assert not demo.PROVIDERS.exists()


def test_a_server_that_ends_at_once_is_reported(demo):
    import subprocess

    server = subprocess.Popen(["/bin/false"])
    server.wait()
    with pytest.raises(demo.StepFailed, match="stopped at once"):
        demo.wait_until_ready(server)


def test_shop_and_providers_end_together(demo, monkeypatch, tmp_path):
    import subprocess

    started = []

    def start(*_: object) -> subprocess.Popen:
        started.append(subprocess.Popen(["sleep", "60"], start_new_session=True))
        return started[-1]

    def fail(*_: object) -> None:
        raise demo.StepFailed("not ready")

    monkeypatch.setattr(demo, "start_simulators", start)
    monkeypatch.setattr(demo, "start_server", start)
    monkeypatch.setattr(demo, "wait_until_ready", fail)
    with pytest.raises(demo.StepFailed, match="not ready"):
        demo.serve(tmp_path, demo.settings_environment(), 0.0)
    assert [process.poll() is not None for process in started] == [True, True]


def test_stopping_ends_the_server(demo):
    import subprocess

    server = subprocess.Popen(["sleep", "60"], start_new_session=True)
    demo.stop(server)
    assert server.returncode is not None
    demo.stop(server)
