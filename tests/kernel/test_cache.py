"""A folder of compiled code that is said to be complete holds all that Numba will look for."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from playground.kernel import Engines, cache
from playground.kernel.cache import LONGEST_UNUSED_SECONDS, MARK, PACKAGE, forget_unused, name_for


def copied(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGE.parent / "engine", tmp_path / "engine")
    return Path(shutil.copytree(PACKAGE, tmp_path / "kernel"))


def test_a_package_that_stays_as_it_is_keeps_its_folder() -> None:
    assert name_for(PACKAGE) == name_for(PACKAGE)


def test_a_copy_elsewhere_has_a_folder_of_its_own(tmp_path: Path) -> None:
    assert name_for(copied(tmp_path)) != name_for(PACKAGE)


def test_another_content_has_another_folder(tmp_path: Path) -> None:
    copy = copied(tmp_path)
    before, written = name_for(copy), (copy / "train.py").stat()
    with (copy / "train.py").open("a") as source:
        source.write("# changed")
    os.utime(copy / "train.py", ns=(written.st_atime_ns, written.st_mtime_ns))
    assert name_for(copy) != before


def test_another_constant_of_the_engine_has_another_folder(tmp_path: Path) -> None:
    copy = copied(tmp_path)
    before, engine = name_for(copy), tmp_path / "engine" / "activations.py"
    engine.write_text(engine.read_text().replace("LEAKY_SLOPE = 0.01", "LEAKY_SLOPE = 0.5"))
    assert name_for(copy) != before


def test_another_processor_or_python_has_another_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    before = name_for(PACKAGE)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(cache.llvm, "get_host_cpu_name", lambda: "another")
        assert name_for(PACKAGE) != before
    monkeypatch.setattr(cache.sys.implementation, "cache_tag", "another")
    assert name_for(PACKAGE) != before


def test_without_a_place_for_it_the_folder_ends_with_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(cache, "ROOT", tmp_path / "file")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    at_the_end: list[Callable[[], None]] = []
    monkeypatch.setattr(
        cache.atexit,
        "register",
        lambda function, *given, **named: at_the_end.append(partial(function, *given, **named)),
    )
    found = cache.folder.__wrapped__()
    assert found.is_dir()
    for end in at_the_end:
        end()
    assert not found.exists()


def test_who_compiles_for_another_process_fills_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(cache, "filled", lambda: bool(told))
    monkeypatch.setattr(
        "playground.kernel.engines.subprocess.run",
        lambda command, env, **rest: told.append(env[cache.FOLDER_VARIABLE]),
    )
    Engines().wait()
    assert told == [str(cache.folder())]
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(tmp_path))
    assert cache.folder.__wrapped__() == tmp_path


@pytest.mark.parametrize("failure", [OSError("no memory"), subprocess.TimeoutExpired("it", 300)])
def test_a_process_that_cannot_compile_leaves_it_to_this_one(
    monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def fail(*given: object, **named: object) -> None:
        raise failure

    monkeypatch.setattr(cache, "filled", lambda: False)
    monkeypatch.setattr("playground.kernel.engines.subprocess.run", fail)
    engines = Engines()
    engines.wait()
    assert engines.name == "compiled"


def test_the_same_content_written_anew_has_another_folder(tmp_path: Path) -> None:
    copy = copied(tmp_path)
    before = name_for(copy)
    os.utime(copy / "train.py", (1, 1))
    assert name_for(copy) != before


def test_folders_that_nobody_uses_any_more_are_removed(tmp_path: Path) -> None:
    now = 2e9
    ages = {"kernel-old": LONGEST_UNUSED_SECONDS + 1, "kernel-new": 1, "other": 1e9}
    for name, age in ages.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / MARK).touch()
        os.utime(tmp_path / name / MARK, (now - age, now - age))
    (tmp_path / "kernel-unfinished").mkdir()
    forget_unused(now, tmp_path)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["kernel-new", "kernel-unfinished", "other"]


def test_a_folder_that_another_process_has_just_removed_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "glob", lambda root, pattern: iter([root / "kernel-gone" / MARK]))
    forget_unused(2e9, tmp_path)
