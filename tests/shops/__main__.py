"""Serve the sample shop: `python -m tests.shops [--switch NAME]… [--variant NAME] [--port N]`."""

import argparse
import contextlib
import signal

from tests.shops import shop_served


def main() -> None:
    """Serve until interrupted; prints the URL and the file with the authority to trust."""
    parser = argparse.ArgumentParser(prog="python -m tests.shops", description="Serve the sample shop on loopback.")
    parser.add_argument("--switch", action="append", default=[], metavar="NAME", help="break something (repeatable)")
    parser.add_argument("--variant", default="", metavar="NAME", help="another make of the same shop")
    parser.add_argument("--port", type=int, default=0, metavar="N", help="the shop's port (default: any)")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    served = shop_served(given.switch, given.variant, port=given.port)
    with served as shop, contextlib.suppress(KeyboardInterrupt):
        print(f"URL      {shop.url}/\nCA file  {shop.ca_file}\nhttp     {shop.http_url}/", flush=True)  # noqa: T201
        signal.pause()


if __name__ == "__main__":
    main()
