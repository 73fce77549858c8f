"""Static files under a name that changes with their content: browsers keep them for ever."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
from importlib.metadata import version
from pathlib import Path

from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PACKAGE = Path(__file__).parent.parent
STATIC_IMPORT = re.compile(r'^(?:import|export)\b[^;"]*"(\.[^"]+)";', re.MULTILINE)
FOR_EVER = "public, max-age=31536000, immutable"


def folder(name: str) -> Path:
    """Return static/ or templates/: inside of the installed package, or beside it in a checkout."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def package_file(package: str, *path: str) -> Path:
    """Return a data file of an installed package, without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed")
    return Path(spec.origin).parent.joinpath(*path)


class Assets:
    """The page's own files and plotly.js, all under /static/<hash of their content>.

    Attributes:
        root: the address below which they are served.
        modules: addresses of the JavaScript modules that the page begins with, for preloading.
    """

    def __init__(self) -> None:
        self.folder = folder("static")
        self.plotly = package_file("plotly", "package_data", "plotly.min.js")
        self.root = f"/static/{self._hash()}"
        scripts = sorted(_imported(self.folder / "js" / "main.js"))
        self.modules = [self.url(path.relative_to(self.folder).as_posix()) for path in scripts]

    def url(self, path: str) -> str:
        """Return the address of a file in static/."""
        return f"{self.root}/{path}"

    @property
    def plotly_url(self) -> str:
        return self.url("vendor/plotly.min.js")

    def _hash(self) -> str:
        digest = hashlib.sha256()
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        for path in sorted(files):
            digest.update(path.relative_to(self.folder).as_posix().encode())
            digest.update(path.read_bytes())
        digest.update(version("plotly").encode())
        return digest.hexdigest()[:12]


def _imported(main: Path) -> set[Path]:
    """Return a module and all that it imports at once, at any depth."""
    found: set[Path] = set()
    waiting = [main]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            paths = STATIC_IMPORT.findall(module.read_text("utf-8"))
            waiting += [Path(os.path.normpath(module.parent / path)) for path in paths]
    return found


class VersionedFiles(StaticFiles):
    """Files that never change under their address."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = FOR_EVER
        return response


def plotly_response(assets: Assets) -> FileResponse:
    """Answer with the plotly.js of the installed plotly package."""
    return FileResponse(
        assets.plotly, media_type="text/javascript", headers={"Cache-Control": FOR_EVER}
    )
