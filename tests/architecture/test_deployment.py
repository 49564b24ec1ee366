"""The deployment files, as far as they can be judged without a container engine."""

import os
import re
import stat

import pytest
import yaml

from .sources import ROOT

COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load(COMPOSE_TEXT)
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
RUNS_ONCE = {"migrate", "media-bucket"}
FULL_STACK = {"web", "worker", "beat", "relay", "postgres", "redis", "rabbitmq", "meilisearch", "minio", "nginx"}


def test_the_full_stack_is_there():
    assert set(COMPOSE["services"]) >= FULL_STACK


@pytest.mark.parametrize("name", sorted(FULL_STACK - {"web"}))
def test_every_lasting_service_has_a_health_check(name):
    assert COMPOSE["services"][name]["healthcheck"]["test"]


def test_the_web_image_checks_itself():
    assert "HEALTHCHECK" in DOCKERFILE
    assert (ROOT / "scripts" / "check_health.py").exists()


def test_compose_holds_no_secret():
    """Every password, key and token is a variable, and starting without it is an error."""
    for line in COMPOSE_TEXT.splitlines():
        name, colon, value = line.strip().partition(": ")
        if colon and re.search(r"PASSWORD|PASS$|SECRET|_KEY$|TOKEN", name) and value:
            assert value.startswith(("${", '"${')), line


def test_only_nginx_is_reachable_from_outside():
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["nginx"]
    assert all("127.0.0.1" in port for port in COMPOSE["services"]["nginx"]["ports"])


def test_images_are_pinned():
    images = [service["image"] for service in COMPOSE["services"].values() if "build" not in service]
    assert all(":" in image and not image.endswith(":latest") for image in images)


def test_the_image_is_multi_stage_and_not_root():
    stages = re.findall(r"^FROM ", DOCKERFILE, re.MULTILINE)
    users = re.findall(r"^USER (\w+)", DOCKERFILE, re.MULTILINE)
    assert len(stages) >= 2
    assert users and users[-1] != "root"
    assert not re.search(r"(SECRET|PASSWORD|TOKEN)\w*=", DOCKERFILE)


def test_what_must_stay_out_of_the_image_does():
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".env", ".venv", "var", "media", "node_modules"} <= set(ignored)


@pytest.mark.parametrize("process", ["web", "worker", "beat", "relay"])
def test_the_procfile_names_every_process(process):
    assert re.search(rf"^{process}: \S", (ROOT / "deploy" / "Procfile").read_text(), re.MULTILINE)


def test_the_gate_can_be_run():
    assert os.stat(ROOT / ".ci" / "run").st_mode & stat.S_IXUSR
