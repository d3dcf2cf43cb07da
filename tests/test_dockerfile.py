"""The Dockerfile is read as Docker reads it, and what it names exists."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).parent.parent
INSTRUCTIONS = {
    "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"
}  # fmt: skip


def instructions() -> list[tuple[str, str]]:
    """Each instruction with its arguments, continued lines joined, comments dropped."""
    lines = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    found = []
    for line in filter(None, (line.strip() for line in joined.splitlines())):
        name, _, rest = line.partition(" ")
        found.append((name, rest.strip()))
    return found


def test_every_instruction_is_one_of_dockers() -> None:
    assert instructions()[0][0] == "FROM"
    assert {name for name, _ in instructions()} <= INSTRUCTIONS


def test_everything_copied_exists_and_is_not_ignored() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for name, rest in instructions():
        words = shlex.split(rest)
        if name == "COPY" and not words[0].startswith("--from="):
            for source in words[:-1]:
                assert (ROOT / source).exists(), source
                assert source in kept, f"{source} is ignored"


def test_it_runs_as_an_ordinary_user_with_a_volume_and_a_health_check() -> None:
    by_name = dict(instructions())
    assert by_name["USER"] == "kumbara"
    assert "useradd" in " ".join(rest for name, rest in instructions() if name == "RUN")
    environment = dict(pair.split("=", 1) for pair in shlex.split(by_name["ENV"]))
    assert environment["DATABASE_URL"].removeprefix("sqlite:///").startswith(by_name["VOLUME"])
    port = environment["LISTEN"].rpartition(":")[2]
    assert by_name["EXPOSE"] == port
    assert f"127.0.0.1:{port}/healthz" in by_name["HEALTHCHECK"]


def test_the_command_is_a_command_of_ours() -> None:
    by_name = dict(instructions())
    project = (ROOT / "pyproject.toml").read_text()
    assert by_name["ENTRYPOINT"] == '["kumbara"]'
    assert 'kumbara = "bot.cli:main"' in project
    assert by_name["CMD"] == '["run"]'
