"""`make test-services` says what is missing, and starts only what is this machine's own."""

import socket

import pytest


@pytest.fixture
def services(script):
    return script("services")


@pytest.fixture
def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make(services, port, **changes):
    values = {"name": "Redis", "variable": "TEST_URL", "default": f"redis://127.0.0.1:{port}/0", "port": 6379}
    return services.Service(**{**values, "script": "redis-server", "package": "redis-server", **changes})


def test_an_address_comes_from_the_environment(services, monkeypatch):
    monkeypatch.setenv("TEST_URL", "redis://cache.example:7000/1")
    assert make(services, 1).address == ("cache.example", 7000)


def test_without_a_port_the_usual_one_is_meant(services):
    assert make(services, 1, default="redis://cache.example/1").address == ("cache.example", 6379)


def test_a_closed_port_does_not_answer(services, closed_port):
    assert not make(services, closed_port).answers()


def test_an_open_port_answers(services):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        assert make(services, server.getsockname()[1]).answers()


def test_what_is_absent_is_named_with_its_remedy(services, closed_port, monkeypatch):
    monkeypatch.setattr(services, "SERVICES", (make(services, closed_port),))
    (complaint,) = services.complaints()
    assert f"Redis does not answer on 127.0.0.1:{closed_port}" in complaint
    assert "apt-get install redis-server" in complaint
    assert "TEST_URL" in complaint


@pytest.mark.parametrize("url", ["redis://cache.example:6379/0", "redis://127.0.0.1:7001/0"])
def test_another_machines_or_another_ports_service_is_never_started(services, monkeypatch, url):
    started = []
    monkeypatch.setattr(services.subprocess, "run", lambda command, **_: started.append(command))
    services.start(make(services, 1, default=url))
    assert started == []
