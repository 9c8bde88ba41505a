"""Typed messages: a class for each type of message and event that WeCom documents.

A handler receives an instance of the class that fits; importing a module registers its classes.
"""

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
from .acquisition import *  # noqa: F403
from .app import *  # noqa: F403
from .approvals import *  # noqa: F403
from .base import *  # noqa: F403
from .cards import *  # noqa: F403
from .chains import *  # noqa: F403
from .contacts import *  # noqa: F403
from .customers import *  # noqa: F403
from .documents import *  # noqa: F403
from .meetings import *  # noqa: F403
from .members import *  # noqa: F403
from .menus import *  # noqa: F403
from .office import *  # noqa: F403
from .providers import *  # noqa: F403
from .schools import *  # noqa: F403
from .suites import *  # noqa: F403
from .webinars import *  # noqa: F403

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
