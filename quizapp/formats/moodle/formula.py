"""The formulas of calculated questions, worked out without ever running them as a program."""

import ast
import math
import operator
from collections.abc import Callable, Mapping

from quizapp.formats.moodle.question import UnfitError

_LONGEST = 500
_OPERATORS: dict[type[ast.AST], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: math.fmod,
    ast.Pow: math.pow,
}
_ONE: dict[str, Callable[[float], float]] = {
    **{name: getattr(math, name) for name in ("acos", "acosh", "asin", "asinh", "atan", "atanh")},
    **{name: getattr(math, name) for name in ("cos", "cosh", "exp", "expm1", "log10", "log1p")},
    **{name: getattr(math, name) for name in ("sin", "sinh", "sqrt", "tan", "tanh", "log")},
    "abs": abs,
    "ceil": math.ceil,
    "floor": math.floor,
    "round": round,
    "deg2rad": math.radians,
    "rad2deg": math.degrees,
}
_TWO: dict[str, Callable[[float, float], float]] = {
    "atan2": math.atan2, "fmod": math.fmod, "pow": math.pow, "max": max, "min": min,
    "round": lambda value, places: round(value, max(-20, min(20, int(places)))),
}  # fmt: skip


def worked_out(formula: str, values: Mapping[str, str]) -> float:
    """The value of a formula such as `{a}*sqrt({b})`. Raises UnfitError where it has none."""
    text = formula
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", f"({value})")
    if len(text) > _LONGEST:
        raise UnfitError("a formula is too long")
    try:
        result = float(_value(ast.parse(text.strip(), mode="eval").body))
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError, TypeError):
        raise UnfitError(f"the formula {formula.strip()[:80]} cannot be worked out here") from None
    if not math.isfinite(result):
        raise UnfitError(f"the formula {formula.strip()[:80]} has no value")
    return result


def _value(node: ast.AST) -> float:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left), _value(right))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return _called(name, [_value(argument) for argument in arguments])
    raise ValueError("not arithmetic")


def _called(name: str, arguments: list[float]) -> float:
    if name == "pi" and not arguments:
        return math.pi
    if len(arguments) == 1 and name in _ONE:
        return _ONE[name](arguments[0])
    if len(arguments) == 2 and name in _TWO:
        return _TWO[name](arguments[0], arguments[1])
    raise ValueError(name)
