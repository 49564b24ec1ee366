"""The virtual environment is renewed exactly when it must be."""

import json
import subprocess

import pytest

from tests.architecture.sources import ROOT


@pytest.fixture
def environment(script, tmp_path, monkeypatch):
    """The tool with an environment and requirements of its own; `ran` is what it would have started."""
    module = script("environment")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "VAR", tmp_path / "var")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / ".installed.json")
    module.ran = []
    monkeypatch.setattr(module, "_create", lambda: (tmp_path / ".venv").mkdir() or module.ran.append("venv"))
    monkeypatch.setattr(module, "_works", lambda python: (tmp_path / ".venv").exists())
    monkeypatch.setattr(module, "run_logged", lambda command, **_: module.ran.append(command[-1]))
    (tmp_path / "requirements.txt").write_text("django==5.2\n")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\npytest==9\n")
    return module


def quiet(text: str) -> None:
    """Nobody listens."""


def test_the_first_time_makes_and_installs(environment):
    environment.ensure(say=quiet)
    assert environment.ran == ["venv", "requirements.txt"]


def test_the_second_time_does_nothing(environment):
    environment.ensure(say=quiet)
    environment.ran.clear()
    environment.ensure(say=quiet)
    assert environment.ran == []


def test_changed_requirements_are_installed(environment, tmp_path):
    environment.ensure(say=quiet)
    environment.ran.clear()
    (tmp_path / "requirements.txt").write_text("django==5.3\n")
    environment.ensure(say=quiet)
    assert environment.ran == ["requirements.txt"]


def test_developing_adds_to_what_is_there(environment):
    environment.ensure(say=quiet)
    environment.ran.clear()
    environment.ensure(dev=True, say=quiet)
    assert environment.ran == ["requirements-dev.txt"]
    environment.ran.clear()
    environment.ensure(say=quiet)
    assert environment.ran == []


def test_a_failed_install_is_tried_again(environment, monkeypatch):
    def fail(command, **_):
        raise environment.StepFailed("no network")

    with monkeypatch.context() as patch:
        patch.setattr(environment, "run_logged", fail)
        with pytest.raises(environment.StepFailed):
            environment.ensure(say=quiet)
    environment.ensure(say=quiet)
    assert environment.ran[-1] == "requirements.txt"
    assert "requirements.txt" in json.loads(environment.STAMP.read_text())


def test_a_failing_command_shows_the_end_of_its_log(script, tmp_path):
    environment = script("environment")
    with pytest.raises(environment.StepFailed, match="the reason"):
        environment.run_logged(["sh", "-c", "echo the reason; exit 3"], log=tmp_path / "log")


def test_an_old_interpreter_is_told_what_is_needed():
    """The real tool in a process that claims to be Python 3.8."""
    code = "import sys; sys.version_info = (3, 8, 0); sys.path.insert(0, 'scripts'); import demo"
    answer = subprocess.run(["python3", "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "Python 3.11 or newer is needed; this is 3.8" in answer.stderr
