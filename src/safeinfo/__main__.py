"""`python -m safeinfo`."""

from safeinfo.cli import main

if __name__ == "__main__":
    main()
