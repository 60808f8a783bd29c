"""Safe Info: a privacy seal for shops. Layers, from the ground: model, derive, requirements, judge and gather, audit, cli."""

__version__ = "0.1.0"
