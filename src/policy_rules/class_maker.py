"""What makes classes of data: the decorators of attrs, as far as they are used, made to be quick to import.

`__init__` is written and compiled when the first object is made; the other methods need no text of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from operator import attrgetter
from typing import Any, Final


class _Nothing:
    def __repr__(self) -> str:
        return "NOTHING"

    def __bool__(self) -> bool:
        return False


NOTHING: Final = _Nothing()
"""The default of a field that has none."""
_Kind = type[Any]
_put = object.__setattr__


class Factory:
    """A default that is made for each object; `of_object`: by a method of it."""

    __slots__ = ("factory", "of_object")

    def __init__(self, factory: Callable[..., Any], *, of_object: bool = False) -> None:
        self.factory, self.of_object = factory, of_object


class _Declared:
    """What a class says of an attribute, until the class is decorated."""

    __slots__ = ("converter", "eq", "hash", "held", "init", "kw_only", "repr")

    def __init__(
        self,
        held: Any,
        *,
        init: bool = True,
        repr: bool = True,
        eq: bool | Callable[[Any], Any] = True,
        hash: bool | None = None,
        kw_only: bool = False,
        converter: Callable[[Any], Any] | None = None,
    ) -> None:
        self.held, self.init, self.repr, self.eq = held, init, repr, eq
        self.hash, self.kw_only, self.converter = hash, kw_only, converter

    def default(self, made: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """A decorator: the default is what this method makes."""
        self.held = Factory(made, of_object=True)
        return made


class DataField:
    """One attribute of a class, by the names that attrs gives."""

    __slots__ = ("alias", "converter", "default", "eq", "hash", "init", "kw_only", "name", "repr", "type")

    def __init__(self, name: str, type: Any, told: _Declared, *, kw_only: bool) -> None:
        self.name, self.type, self.alias = name, type, name.lstrip("_")
        self.default, self.init, self.repr, self.eq = told.held, told.init, told.repr, told.eq
        self.hash = bool(told.eq) if told.hash is None else told.hash
        self.kw_only, self.converter = kw_only or told.kw_only, told.converter


def field(*, default: Any = NOTHING, factory: Callable[[], Any] | None = None, **told: Any) -> Any:
    """An attribute of which there is more to say than its type and its default."""
    return _Declared(default if factory is None else Factory(factory), **told)


def fields(kind: _Kind) -> tuple[DataField, ...]:
    """The fields of a class, inherited ones first."""
    found: tuple[DataField, ...] = kind.__attrs_attrs__
    return found


def has(kind: type) -> bool:
    """Whether the class is one of data."""
    return hasattr(kind, "__attrs_attrs__")


def evolve(thing: Any, /, **changes: Any) -> Any:
    """A copy with other values for some fields."""
    for each in thing.__attrs_attrs__:
        if each.init and each.alias not in changes:
            changes[each.alias] = getattr(thing, each.name)
    return thing.__class__(**changes)


def asdict(thing: Any) -> dict[str, Any]:
    """The fields of an object by name, what they hold made plain alike; tuples are lists."""
    return {each.name: _plain(getattr(thing, each.name)) for each in fields(type(thing))}


def _plain(value: Any) -> Any:
    if has(type(value)):
        return asdict(value)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return {key: _plain(one) for key, one in value.items()} if isinstance(value, dict) else value


def define(kind: _Kind | None = None, /, **told: Any) -> Any:
    """A class of data whose objects may change."""
    return (lambda decorated: _made(decorated, **told)) if kind is None else _made(kind, **told)


def frozen(kind: _Kind | None = None, /, **told: Any) -> Any:
    """A class of data whose objects do not change."""
    return define(kind, frozen=True, **told)


# -- the class ---------------------------------------------------------------------------------------


def _made(
    kind: _Kind,
    *,
    frozen: bool = False,
    eq: bool = True,
    order: bool = False,
    unsafe_hash: bool = False,
    repr: bool = True,
    init: bool = True,
    kw_only: bool = False,
    slots: bool = True,
) -> _Kind:
    named = kind.__dict__
    frozen = frozen or kind.__setattr__ is _refuse_change
    own = {}
    for name, type_ in named.get("__annotations__", {}).items():
        if not str(type_).startswith("ClassVar"):
            given = named.get(name, NOTHING)
            own[name] = DataField(
                name, type_, given if isinstance(given, _Declared) else _Declared(given), kw_only=kw_only
            )
    every = (*_inherited(kind, own), *own.values())
    body: dict[str, Any] = {key: value for key, value in named.items() if key not in own}
    body["__qualname__"] = kind.__qualname__
    body |= {"__attrs_attrs__": every, "__attrs_own__": tuple(own.values())}
    if eq and "__eq__" not in named:
        body |= _compared(body, every, hashed=frozen or unsafe_hash, order=order)
    if repr:
        body.setdefault("__repr__", _shown)
    if frozen:
        body |= {"__setattr__": _refuse_change, "__delattr__": _refuse_change}
    if init:
        body.setdefault("__init__", _Init(frozen=frozen))
    body.setdefault("__match_args__", tuple(f.name for f in every if f.init and not f.kw_only))
    made = _with_slots(kind, body, own) if slots else _changed(kind, body, own)
    if isinstance(body.get("__init__"), _Init):
        body["__init__"].kind = made
    return made


def _inherited(kind: _Kind, own: Mapping[str, DataField]) -> Iterable[DataField]:
    found: dict[str, DataField] = {}
    for base in reversed(kind.__mro__[1:-1]):
        for each in base.__dict__.get("__attrs_own__", ()):
            if each.name not in own:
                found.pop(each.name, None)
                found[each.name] = each
    return found.values()


def _changed(kind: _Kind, body: Mapping[str, Any], own: Iterable[str]) -> _Kind:
    """The class itself, with what is new in it."""
    for name in own:
        if name in kind.__dict__:
            delattr(kind, name)
    for name, value in body.items():
        if kind.__dict__.get(name, NOTHING) is not value:
            setattr(kind, name, value)
    return kind


def _with_slots(kind: _Kind, body: dict[str, Any], own: Iterable[str]) -> _Kind:
    """The class made anew: one that is there takes no slots."""
    lazy = {name: value.func for name, value in body.items() if isinstance(value, cached_property)}
    for name in (*lazy, "__dict__", "__weakref__"):
        body.pop(name, None)
    bases = [base.__dict__ for base in kind.__mro__[1:-1]]
    taken = {name for base in bases for name in base.get("__slots__", ())}
    slots = [name for name in (*own, *lazy) if name not in taken]
    if not any("__weakref__" in base for base in bases):
        slots.append("__weakref__")
    body["__slots__"] = tuple(slots)
    if "__getstate__" not in body:
        body |= {"__getstate__": _state, "__setstate__": _take_state}
    kind_of_class: Callable[..., Any] = type(kind)
    made = kind_of_class(kind.__name__, kind.__bases__, body)
    if lazy:
        made.__getattr__ = _lazily(lazy, body.get("__getattr__"), made)
    for value in (*body.values(), *lazy.values()):
        _name_class(value, kind, made)
    found: _Kind = made
    return found


def _name_class(value: Any, kind: _Kind, made: _Kind) -> None:
    """In a method that says `super()` or `__class__` the class is the one made anew."""
    method = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
    for cell in getattr(method, "__closure__", None) or ():
        try:
            named = cell.cell_contents is kind
        except ValueError:  # nothing is in it yet
            continue
        if named:
            cell.cell_contents = made


def _lazily(lazy: Mapping[str, Any], before: Any, kind: _Kind) -> Callable[[Any, str], Any]:
    """What a cached property comes to: it goes into its slot when it is first asked for."""

    def __getattr__(self: Any, name: str) -> Any:  # noqa: N807
        if name in lazy:
            value = lazy[name](self)
            _put(self, name, value)
            return value
        after = getattr(super(kind, self), "__getattr__", None) if before is None else before.__get__(self)
        if after is None:
            told = f"`{type(self).__name__}` has no attribute `{name}`"
            raise AttributeError(told, name=name, obj=self)
        return after(name)

    return __getattr__


# -- how its objects are made ------------------------------------------------------------------------


class _Init:
    """`__init__` until it is asked for: then it is written, and stands in its own place."""

    __slots__ = ("frozen", "kind")

    kind: _Kind

    def __init__(self, *, frozen: bool) -> None:
        self.frozen = frozen

    def __get__(self, thing: Any, _: Any = None) -> Any:
        made = self.kind.__dict__["__init__"]
        if made is self:
            made = _init(self.kind, frozen=self.frozen)
            self.kind.__init__ = made
        return made if thing is None else made.__get__(thing)


def _init(kind: _Kind, *, frozen: bool) -> Callable[..., None]:
    names: dict[str, Any] = {"_NOTHING": NOTHING}
    places: list[str] = []
    by_name: list[str] = []
    lines, types = [], {}
    for n, each in enumerate(fields(kind)):
        if not each.init and each.default is NOTHING:
            continue
        value = each.alias if each.init else f"_d{n}"
        if each.default is not NOTHING:
            made_anew = isinstance(each.default, Factory)
            names[f"_d{n}"] = NOTHING if made_anew else each.default
            if made_anew:
                names[f"_f{n}"] = each.default.factory
                new = f"_f{n}({'self' if each.default.of_object else ''})"
                value = f"({new} if {value} is _NOTHING else {value})" if each.init else new
        if each.init:
            given = each.alias if each.default is NOTHING else f"{each.alias}=_d{n}"
            (by_name if each.kw_only else places).append(given)
            types[each.alias] = each.type
        if each.converter is not None:
            names[f"_c{n}"] = each.converter
            value = f"_c{n}({value})"
        slot: Any = getattr(kind, each.name, None)
        if not frozen:
            lines.append(f"self.{each.name} = {value}")
        elif type(slot) is _SLOT:
            names[f"_s{n}"] = slot.__set__
            lines.append(f"_s{n}(self, {value})")
        else:
            lines.append(f"self.__dict__[{each.name!r}] = {value}")
    if hasattr(kind, "__attrs_post_init__"):
        lines.append("self.__attrs_post_init__()")
    head = ", ".join(("self", *places, *(("*", *by_name) if by_name else ())))
    text = "\n ".join([f"def __init__({head}):", *(lines or ["pass"])])
    exec(compile(text, f"<fields of {kind.__qualname__}>", "exec"), names)  # noqa: S102 - text of our own making
    made: Callable[..., None] = names["__init__"]
    made.__qualname__, made.__module__ = f"{kind.__qualname__}.__init__", kind.__module__
    made.__annotations__ = {**types, "return": None}
    return made


class _Slotted:
    __slots__ = ("slot",)


_SLOT = type(_Slotted.__dict__["slot"])


# -- its other methods -------------------------------------------------------------------------------


def _compared(
    body: Mapping[str, Any], every: tuple[DataField, ...], *, hashed: bool, order: bool
) -> dict[str, Any]:
    get = _values([f for f in every if f.eq])

    def __eq__(self: Any, other: Any) -> Any:  # noqa: N807
        return get(self) == get(other) if other.__class__ is self.__class__ else NotImplemented

    found: dict[str, Any] = {"__eq__": __eq__}
    if "__hash__" not in body:
        found["__hash__"] = _hash([f for f in every if f.hash], body) if hashed else None
    if order:
        found |= {name: _order(name, get) for name in ("__lt__", "__le__", "__gt__", "__ge__")}
    return found


def _hash(hashed: Iterable[DataField], body: Mapping[str, Any]) -> Callable[[Any], int]:
    get, salt = _values(hashed), hash((body["__module__"], body["__qualname__"]))
    return lambda self: hash(get(self)) ^ salt


def _order(name: str, get: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    compare = getattr(tuple, name)
    return lambda self, other: (
        compare((get(self),), (get(other),)) if other.__class__ is self.__class__ else NotImplemented
    )


def _values(compared: Iterable[DataField]) -> Callable[[Any], Any]:
    """What of an object is compared: the value of one field, or the values of several."""
    names = [f.name for f in compared]
    keys = {f.name: f.eq for f in compared if callable(f.eq)}
    if keys:
        return lambda thing: tuple(keys.get(name, _itself)(getattr(thing, name)) for name in names)
    return attrgetter(*names) if names else lambda _: ()


def _itself(value: Any) -> Any:
    return value


def _shown(self: Any) -> str:
    name = self.__class__.__qualname__.rsplit(">.", 1)[-1]
    shown = (f"{f.name}={getattr(self, f.name, NOTHING)!r}" for f in fields(type(self)) if f.repr)
    return f"{name}({', '.join(shown)})"


def _refuse_change(self: Any, name: str, *_: Any) -> None:
    raise AttributeError(f"`{type(self).__name__}` does not change: {name}", name=name, obj=self)


def _state(self: Any) -> dict[str, Any]:
    return {f.name: getattr(self, f.name) for f in fields(type(self))}


def _take_state(self: Any, state: Mapping[str, Any]) -> None:
    for name, value in state.items():
        _put(self, name, value)
