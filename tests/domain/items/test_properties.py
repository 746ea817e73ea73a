"""What holds for every item of every type, whatever the taker sends."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.plugin import ResponseError
from quizapp.domain.items.registry import dump_body, load_body, type_of
from tests.domain.items.cases import ANSWERED, MASK, contents, public, rekeyed

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
FIELDS = ("choice", "choices", "value", "reason", "text", "pairs", "order", "blanks", "groups")


def _seen_ids(body: Any) -> list[str]:
    shown = public(body)
    lists = [v for v in shown.values() if isinstance(v, list)]
    return [entry["id"] for entries in lists for entry in entries] or ["1"]


@st.composite
def _almost_right(draw: st.DrawFn, body: Any) -> object:
    """Objects with the right field names, and ids that were shown, in all sorts of places."""
    seen = st.sampled_from(_seen_ids(body))
    leaf = seen | json_values
    value = st.one_of(
        leaf,
        st.lists(seen, max_size=7),
        st.permutations(_seen_ids(body)),
        st.dictionaries(seen, leaf, max_size=5),
    )
    key = type_of(body).key(body, MASK) or {"text": "x"}
    fields = draw(st.fixed_dictionaries(dict.fromkeys(key, value)))
    extra = draw(st.dictionaries(st.sampled_from(FIELDS), value, max_size=1))
    return {**fields, **extra} if draw(st.integers(0, 4)) == 0 else fields


def _parsed(body: Any, raw: object) -> tuple[Any, ResponseError | None]:
    try:
        return type_of(body).parse(body, raw, MASK), None
    except ResponseError as error:
        return None, error


@given(contents(), st.data())
def test_any_json_is_refused_with_a_pointer_or_can_be_graded(
    item: dict[str, Any], data: Any
) -> None:
    body = load_body(item)
    raw = data.draw(_almost_right(body) | json_values)
    response, refused = _parsed(body, raw)
    if refused is not None:
        assert refused.detail
        assert refused.pointer == "" or refused.pointer.startswith("/")
        return
    result = type_of(body).grade(body, response)
    assert 0.0 <= result.fraction <= 1.0
    assert all(0.0 <= part.fraction <= 1.0 for part in result.parts)


@given(contents(), st.data())
def test_what_is_shown_again_is_what_was_sent(item: dict[str, Any], data: Any) -> None:
    body = load_body(item)
    plugin = type_of(body)
    raw = data.draw(_almost_right(body) | st.just(plugin.key(body, MASK)))
    response, refused = _parsed(body, raw)
    if refused is not None:
        return
    shown = plugin.show(body, response, MASK)
    assert shown == (raw if body.type != "true_false" else {"reason": None, **(raw or {})})
    assert plugin.parse(body, shown, MASK) == response


@given(contents(ANSWERED))
def test_the_key_earns_everything(item: dict[str, Any]) -> None:
    body = load_body(item)
    plugin = type_of(body)
    response = plugin.parse(body, plugin.key(body, MASK), MASK)
    assert plugin.grade(body, response).fraction == 1.0


@given(contents())
def test_no_answer_earns_nothing(item: dict[str, Any]) -> None:
    body = load_body(item)
    plugin = type_of(body)
    assert plugin.parse(body, None, MASK) is None
    assert plugin.show(body, None, MASK) is None
    assert plugin.grade(body, None).fraction == 0.0


@given(contents())
def test_a_stored_body_reads_back_as_itself(item: dict[str, Any]) -> None:
    body = load_body(item)
    stored = dump_body(body)
    assert load_body(stored) == body
    assert dump_body(load_body(stored)) == stored


@given(contents())
def test_every_item_has_cards_and_a_plain_key_of_one_line(item: dict[str, Any]) -> None:
    body = load_body(item)
    plugin = type_of(body)
    assert "\n" not in plugin.plain_key(body)
    sides = plugin.card_sides(body)
    assert (sides == []) == (body.type == "text")
    assert len({(side.kind, side.ordinal) for side in sides}) == len(sides)


@given(contents(ANSWERED), st.data(), st.binary(min_size=16, max_size=32), st.integers(1, 100))
def test_nothing_that_is_shown_depends_on_the_key(
    item: dict[str, Any], data: Any, secret: bytes, position: int
) -> None:
    mask = OptionMask(secret, position)
    one, other = load_body(item), load_body(rekeyed(item, data))
    plugin = type_of(one)
    shown = plugin.public(one, mask, str)
    assert repr(shown) == repr(plugin.public(other, mask, str))
    fronts = [side.front_md for side in plugin.card_sides(one)]
    if item["type"] != "cloze":  # the other blanks are filled on its cards
        assert fronts == [side.front_md for side in plugin.card_sides(other)]
