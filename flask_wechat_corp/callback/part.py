"""The fields of a message, and of an element inside it: as they came, and with their types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from .fields import KNOWN, Field

__all__ = ["Part", "fields_of", "load_classes_with", "need_classes"]

P = TypeVar("P", bound="Part")

if TYPE_CHECKING:
    ReadOnly = Mapping[str, Any]
else:

    class ReadOnly:
        """A mapping by registration.

        If it inherited from ``Mapping``, the first ``isinstance(value, Mapping)`` of each type, in
        the whole process, would ask all 300 classes of messages one after the other.
        """

        __slots__ = ()

        keys, values, items = Mapping.keys, Mapping.values, Mapping.items

    Mapping.register(ReadOnly)


class Part(ReadOnly):
    """The fields of a message or of an element inside it.

    ``part["ScanResult"]`` is the value as it came and raises :class:`KeyError` when it is missing;
    ``part.scan_result`` has the documented type, or is ``None`` when a documented field is missing
    or malformed. Where Python or this class already uses the name, append an underscore:
    ``part.items_``, ``message.id_``.
    """

    __slots__ = ("_fields",)

    _fields: dict[str, Any]
    _documented: ClassVar[dict[str, Field[Any]]] = {}
    _shapes: ClassVar[dict[str, Field[Any]]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        declared: dict[str, Field[Any]] = {}
        for base in reversed(cls.__bases__):
            declared |= base._documented if issubclass(base, Part) else _declared_in(base)
        cls._documented = declared = declared | _declared_in(cls)
        cls._shapes = {n: one for one in declared.values() for n in (one.name, *one.also)}
        KNOWN.add(declared.items())
        _REPEATED.clear()

    def __init__(self, fields: dict[str, Any]) -> None:
        _listify(type(self), fields)
        self._fields = fields

    @classmethod
    def _over(cls: type[P], fields: dict[str, Any]) -> P:
        """Look at fields whose repeated elements are lists already."""
        part = cls.__new__(cls)
        part._fields = fields
        return part

    def __getitem__(self, name: str) -> Any:
        return self._fields[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value as it came, or ``default``."""
        return self._fields.get(name, default)

    def __contains__(self, name: object) -> bool:
        return name in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Part):
            return self._fields == other._fields
        return isinstance(other, Mapping) and self._fields == dict(other)

    __hash__ = None  # type: ignore[assignment]  # equal by content, and the content may hold lists

    def __getattr__(self, attribute: str) -> Any:
        # Only for what the class does not declare: fields of other types, and unknown ones.
        if attribute[0] == "_":
            raise AttributeError(attribute)
        plain = attribute.rstrip("_")
        declared = self._documented.get(plain) or self._documented.get(f"{plain}_")
        if declared is not None:
            return declared.__get__(self)
        squashed = plain.replace("_", "")
        for name, value in self._fields.items():
            if name.replace("_", "").lower() == squashed:
                return _read(name, value)
        if plain in KNOWN.attributes:
            return None
        raise AttributeError(f"{type(self).__name__} has no field {attribute!r}.")


def _declared_in(cls: type) -> dict[str, Field[Any]]:
    return {name: one for name, one in vars(cls).items() if isinstance(one, Field)}


def fields_of(part: type[Part]) -> dict[str, Field[Any]]:
    """Return the documented fields of a class by attribute, inherited ones first."""
    return dict(part._documented)


def _read(name: str, value: Any) -> Any:
    """Read a field that the class does not declare, by what other classes say about its name."""
    if isinstance(value, list):
        return [_read(name, one) for one in value]
    meaning = KNOWN.meaning(name)
    if isinstance(value, dict) or (meaning and meaning.part and not value.strip()):
        part: type[Part] = (meaning and meaning.part) or Part
        return part._over(value or {})
    return value if meaning is None or meaning.reader is None else meaning.reader(value)


_REPEATED: dict[type[Part], frozenset[str]] = {}


def _repeated(part: type[Part]) -> frozenset[str]:
    """Return the names that are lists in this class: its own word counts before the others'."""
    need_classes()
    names = KNOWN.repeated().difference(part._shapes)
    names |= {name for name, field in part._shapes.items() if field.repeated}
    _REPEATED[part] = frozenset(names)
    return _REPEATED[part]


def _listify(part: type[Part], fields: dict[str, Any]) -> None:
    """Make every repeatable element a list, also when it came once."""
    repeated = _REPEATED.get(part) or _repeated(part)
    for name, value in fields.items():
        if type(value) is str and name not in repeated:
            continue  # nearly always
        for one in value if isinstance(value, list) else (value,):
            if isinstance(one, dict):
                _listify(_class_of(part, name), one)
        if name in repeated and not isinstance(value, list):
            fields[name] = [value]


def _class_of(part: type[Part], name: str) -> type[Part]:
    field: Any = part._shapes.get(name) or KNOWN.meaning(name)
    return (field and field.part) or Part


_load_classes: Callable[[], object] | None = None


def load_classes_with(load: Callable[[], object]) -> None:
    """Have ``load`` import the classes of messages when the first message needs them.

    They cost half of the package's import time, and a process that only calls the API needs none.
    """
    global _load_classes
    _load_classes = load


def need_classes() -> None:
    """Have the classes of messages imported, unless they are."""
    global _load_classes
    if _load_classes is not None:
        _load_classes()  # the import system lets other threads wait here
        _load_classes = None
