"""Registries, and what all of them promise."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass

import pytest

from playground import engine
from playground.engine import Registry, UnknownChoice

REGISTRIES = {name: table for name, table in vars(engine).items() if isinstance(table, Registry)}


@dataclass(frozen=True)
class Colour:
    key: str
    hue: int = 0


COLOURS = Registry("colour", [Colour("red"), Colour("green", 120), Colour("blue", 240)])


def test_records_are_found_by_key_and_keep_their_order() -> None:
    assert COLOURS["green"].hue == 120
    assert list(COLOURS) == ["red", "green", "blue"]
    assert len(COLOURS) == 3
    assert [colour.hue for colour in COLOURS.values()] == [0, 120, 240]


def test_membership_and_get_work_as_in_any_mapping() -> None:
    assert "red" in COLOURS
    assert "pink" not in COLOURS
    assert COLOURS.get("pink") is None


@pytest.mark.parametrize("key", ["pink", "", "RED", 3, None, ["red"], {}])
def test_any_other_key_is_an_unknown_choice_even_if_it_cannot_be_hashed(key: object) -> None:
    with pytest.raises(UnknownChoice) as caught:
        COLOURS[key]
    assert str(caught.value) == f"unknown colour {key!r}; allowed: red, green, blue"
    assert caught.value.allowed == ("red", "green", "blue")


def test_repr_lists_the_choices() -> None:
    assert repr(COLOURS) == "Registry(colour: red, green, blue)"


def test_the_engine_has_one_table_for_each_kind_of_choice() -> None:
    assert {table.kind for table in REGISTRIES.values()} == {
        "activation",
        "dataset",
        "feature",
        "initializer",
        "loss",
        "normalization",
        "optimizer",
        "output",
        "regularizer",
    }


@pytest.mark.parametrize("name", REGISTRIES)
def test_every_record_stands_under_its_own_key_in_lower_case(name: str) -> None:
    for key, record in REGISTRIES[name].items():
        assert record.key == key
        assert key == key.lower()
        assert key.isidentifier()


@pytest.mark.parametrize("name", REGISTRIES)
def test_records_cannot_be_changed(name: str) -> None:
    for record in REGISTRIES[name].values():
        with pytest.raises(FrozenInstanceError):
            record.key = "other"


EXPECTED = {
    "ACTIVATIONS": "identity step sign sigmoid tanh relu leaky_relu gelu",
    "OUTPUTS": "sigmoid softmax tanh identity step sign",
    "LOSSES": "mse cross_entropy perceptron",
    "INITIALIZERS": "zeros constant uniform normal xavier_uniform xavier_normal"
    " he_uniform he_normal lecun_normal too_large",
    "OPTIMIZERS": "sgd momentum nag adagrad adadelta rmsprop adam adamw",
    "REGULARIZERS": "none l1 l2",
    "NORMALIZATIONS": "none batch layer",
    "FEATURES": "x1 x2 x1_squared x2_squared x1_times_x2 sin_x1 sin_x2 cos_x1 cos_x2 radius",
    "DATASETS": "circle xor gauss spiral reg_plane reg_gauss moons blobs rings spiral_arms"
    " checkerboard half_plane random and_table or_table xor_table sine iris",
}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_promised_choices_are_there(name: str) -> None:
    assert set(EXPECTED[name].split()) <= set(REGISTRIES[name])


def test_public_names_are_sorted_and_all_there() -> None:
    assert sorted(engine.__all__, key=lambda n: (not n.isupper(), not n[0].isupper(), n)) == list(
        engine.__all__
    )
    assert all(hasattr(engine, name) for name in engine.__all__)
