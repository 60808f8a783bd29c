"""Safe Info: a privacy seal for shops.

Layers, from the ground: model, derive, requirements, then gather, judge and report, audit, cli.
"""

__version__ = "0.1.0"
