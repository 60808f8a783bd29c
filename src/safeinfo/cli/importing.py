"""Importing what a command needs when it is asked for."""

import gc
from importlib import import_module
from types import ModuleType

_COLLECT = (20_000, 20, 20)  # new objects before they are looked through: messages and pages are made of many


def imported(name: str) -> ModuleType:
    """Import a module; what is imported stays, and looking through it for garbage would take a fifth of the time."""
    gc.disable()
    try:
        module = import_module(name)
        gc.freeze()
    finally:
        gc.enable()
        gc.set_threshold(*_COLLECT)
    return module
