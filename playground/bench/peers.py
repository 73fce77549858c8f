"""Peers on the same tasks: scikit-learn, PyTorch, ConvNetJS; each only where it is installed."""

from __future__ import annotations

import importlib
import importlib.util
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, cast

from .tasks import LEARNING_RATE, Task
from .timing import Contestant, Repeated

SCRIPT = Path(__file__).with_name("convnet.cjs")

CONVNET_ACTIVATIONS = ("tanh", "sigmoid", "relu")
CONVNET_METHODS = {"sgd": "sgd", "adagrad": "adagrad", "adadelta": "adadelta", "adam": "adam"}


class Peers:
    """What there is to compare with.

    Args:
        folder: where to look for node_modules/convnetjs, before npm's global folder.

    Attributes:
        missing: a sentence for each peer that is not there.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.missing: list[str] = []
        self.convnet = self._find_convnet(folder)
        self.packages = [name for name in ("sklearn", "torch") if self._has(name)]

    def contestants(self, task: Task) -> list[Contestant]:
        """Return every peer that can train a task of plain layers with gradient descent."""
        found: list[Contestant] = []
        if "sklearn" in self.packages:
            found.append(Repeated("scikit-learn", scikit_learn(task)))
        if "torch" in self.packages:
            found.append(Repeated("PyTorch", pytorch(task)))
        return found + self.convnet_for(task)

    def convnet_for(self, task: Task) -> list[Contestant]:
        """Return ConvNetJS where it knows all of a task, else nothing."""
        known = task.activation in CONVNET_ACTIVATIONS and task.optimizer in CONVNET_METHODS
        plain = task.normalization == "none" and not task.dropout and task.regularizer == "none"
        return [ConvNet(*self.convnet, task)] if self.convnet and known and plain else []

    def _has(self, package: str) -> bool:
        if importlib.util.find_spec(package) is not None:
            return True
        name = {"sklearn": "scikit-learn", "torch": "PyTorch"}[package]
        self.missing.append(f"{name} is not installed, so it was left out.")
        return False

    def _find_convnet(self, folder: Path | None) -> tuple[str, Path] | None:
        """Return node and the package's folder."""
        node = shutil.which("node")
        if node is None:
            self.missing.append("Node.js is not installed, so ConvNetJS was left out.")
            return None
        for place in ([folder / "node_modules"] if folder else []) + _global_modules():
            if (place / "convnetjs").is_dir():
                return node, (place / "convnetjs").resolve()
        self.missing.append(
            "ConvNetJS was not found (npm install convnetjs; --peers), so left out."
        )
        return None


def _global_modules() -> list[Path]:
    npm = shutil.which("npm")
    if npm is None:
        return []
    told = subprocess.run([npm, "root", "-g"], capture_output=True, text=True, check=False)
    return [Path(told.stdout.strip())] if told.returncode == 0 and told.stdout.strip() else []


def scikit_learn(task: Task) -> Callable[[], object]:
    """One epoch is one partial_fit. Its output is a sigmoid with cross-entropy; it has no other."""
    networks: Any = importlib.import_module("sklearn.neural_network")
    x, y = task.points()
    labels = (y[:, 0] > 0.0).astype(int)
    classifier = networks.MLPClassifier(
        task.sizes[1:-1],
        activation=task.activation,
        solver="sgd",
        alpha=0.0,
        batch_size=task.batch,
        learning_rate_init=LEARNING_RATE,
        momentum=0.0,
        nesterovs_momentum=False,
        random_state=0,
    )
    return lambda: classifier.partial_fit(x, labels, classes=[0, 1])


def pytorch(task: Task) -> Callable[[], object]:
    """Eager, on one thread of the CPU, in float64."""
    torch: Any = importlib.import_module("torch")
    torch.set_num_threads(1)
    activation = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}[task.activation]
    layers: list[Any] = []
    for d, p in zip(task.sizes, task.sizes[1:], strict=False):
        layers += [torch.nn.Linear(d, p, dtype=torch.float64), activation()]
    layers[-1] = torch.nn.Tanh()
    model = torch.nn.Sequential(*layers)
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    x, y = (torch.from_numpy(array) for array in task.points())

    def epoch() -> None:
        order = torch.randperm(task.samples)
        for start in range(0, task.samples, task.batch):
            index = order[start : start + task.batch]
            optimizer.zero_grad()
            loss = 0.5 * torch.mean((model(x[index]) - y[index]) ** 2)
            loss.backward()
            optimizer.step()

    return epoch


class ConvNet:
    """ConvNetJS in a process of its own, which takes its turns by standard input and output.

    Args:
        node: the program.
        package: folder of convnetjs.
        task: what to train.
    """

    name = "ConvNetJS"

    def __init__(self, node: str, package: Path, task: Task) -> None:
        self.process = subprocess.Popen(
            [node, str(SCRIPT), str(package)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.questions, self.answers = (
            cast(IO[str], self.process.stdin),
            cast(IO[str], self.process.stdout),
        )
        x, y = task.points()
        described = {
            "sizes": task.sizes,
            "activation": task.activation,
            "method": CONVNET_METHODS[task.optimizer],
            "learning_rate": LEARNING_RATE,
            "batch": task.batch,
            "x": x.tolist(),
            "y": y[:, 0].tolist(),
        }
        self._ask(described)

    def best(self, seconds: float) -> float:
        return float(self._ask({"seconds": seconds}))

    def _ask(self, question: dict[str, Any]) -> Any:
        self.questions.write(json.dumps(question) + "\n")
        self.questions.flush()
        line = self.answers.readline()
        if not line:
            raise RuntimeError("ConvNetJS stopped")
        return json.loads(line)

    def __del__(self) -> None:
        self.process.kill()
        self.process.communicate()
