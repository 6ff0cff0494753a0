"""The Debian package: made from what was built, it brings programs that run, their service, its user and its settings."""
import subprocess

import pytest


@pytest.fixture(scope="module")
def package(request, tmp_path_factory):
    """(file, folder with its content)"""
    build = (request.config.invocation_params.dir / request.config.getoption("--bin")).resolve().parent
    made, content = tmp_path_factory.mktemp("package"), tmp_path_factory.mktemp("content")
    subprocess.run(["cpack", "--config", build / "CPackConfig.cmake", "-B", made], check=True, capture_output=True, timeout=120)
    (file,) = made.glob("*.deb")
    subprocess.run(["dpkg-deb", "--extract", file, content], check=True, timeout=60)
    return file, content


def control(file, field):
    return subprocess.run(["dpkg-deb", "--field", file, field], check=True, capture_output=True, text=True).stdout.strip()


def test_the_service_starts_a_program_of_the_package_with_settings_of_the_package(package):
    _, content = package
    (unit,) = content.glob("**/lib/systemd/system/tiller.service")
    (command,) = [line.removeprefix("ExecStart=").split() for line in unit.read_text().splitlines() if line.startswith("ExecStart=")]
    program, settings = command[0], command[command.index("--settings") + 1]
    assert (content / settings.lstrip("/")).is_file()
    version = subprocess.run([content / program.lstrip("/"), "--version"], check=True, capture_output=True, text=True, timeout=60)
    assert version.stdout.strip() == control(package[0], "Version")
    assert (content / program.lstrip("/")).with_name("tiller-espeak").is_file()


def test_the_package_names_the_libraries_and_the_tool_that_makes_the_user(package):
    file, content = package
    needs = control(file, "Depends")
    for name in ("libsqlite3-0", "libsofia-sip-ua0", "libcurl4", "tzdata", "systemd-standalone-sysusers"):
        assert name in needs
    (users,) = content.glob("**/lib/sysusers.d/tiller.conf")
    assert "u tiller" in users.read_text()
