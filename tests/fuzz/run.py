"""Run one target under atheris for some seconds: `python -m tests.fuzz.run TARGET SECONDS FOLDER`.

FOLDER keeps the inputs that reach new code between runs, and what broke the reader (crash-…). Exit code 0: nothing did.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["safeinfo"]):
    from tests.fuzz.seeds import SEEDS
    from tests.fuzz.targets import TARGETS

_LONGEST = 8192  # bytes of an input
_MEMORY = 2048  # MB
_SLOWEST = 20  # seconds that one input may take


def main() -> None:
    """Fuzz until the time is over or something breaks."""
    name, seconds, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]) / sys.argv[1]
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[name]):
        (folder / f"seed-{number}").write_bytes(seed)
    options = {
        "max_total_time": seconds,
        "max_len": _LONGEST,
        "rss_limit_mb": _MEMORY,
        "timeout": _SLOWEST,
        "artifact_prefix": f"{folder.parent}/{name}-",
        "print_final_stats": 1,
    }
    atheris.Setup([sys.argv[0], *(f"-{key}={value}" for key, value in options.items()), str(folder)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
