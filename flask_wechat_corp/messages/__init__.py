"""Typed messages: a class for each type of message and event that WeCom documents.

A handler receives an instance of the class that fits; importing a module registers its classes.
"""

# ruff: noqa: F403 - each module says in __all__ what it gives

from . import (
    acquisition,
    app,
    approvals,
    base,
    cards,
    chains,
    contacts,
    customers,
    documents,
    meetings,
    members,
    menus,
    office,
    providers,
    schools,
    suites,
    webinars,
)
from .acquisition import *
from .app import *
from .approvals import *
from .base import *
from .cards import *
from .chains import *
from .contacts import *
from .customers import *
from .documents import *
from .meetings import *
from .members import *
from .menus import *
from .office import *
from .providers import *
from .schools import *
from .suites import *
from .webinars import *

__all__: list[str] = []
__all__ += acquisition.__all__
__all__ += app.__all__
__all__ += approvals.__all__
__all__ += base.__all__
__all__ += cards.__all__
__all__ += chains.__all__
__all__ += contacts.__all__
__all__ += customers.__all__
__all__ += documents.__all__
__all__ += meetings.__all__
__all__ += members.__all__
__all__ += menus.__all__
__all__ += office.__all__
__all__ += providers.__all__
__all__ += schools.__all__
__all__ += suites.__all__
__all__ += webinars.__all__
