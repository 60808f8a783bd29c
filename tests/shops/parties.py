"""The other organisations: they answer on names of their own, keep what they receive, and serve their scripts."""

from pathlib import Path

from aiohttp import WSMsgType, web

from tests.shops.received import Received

NAMES = {
    "cards": "cards.localhost",  # payment provider
    "parcels": "parcels.localhost",  # carrier
    "letters": "letters.localhost",  # sends the newsletter
    "numbers": "numbers.localhost",  # analytics and advertising
    "profiles": "profiles.localhost",  # data broker
    "replay": "replay.localhost",  # records sessions
}
SCRIPTS = Path(__file__).parent / "scripts"
OPEN = {
    "access-control-allow-origin": "*",
    "access-control-allow-headers": "*",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "no-store",
}
DOT = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")


class Parties:
    """All of them, behind one listener: the Host header tells them apart."""

    def __init__(self, requests: list[Received]) -> None:
        self.requests = requests

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Note a request and answer it: a script of ours, a web socket, a frame, or a picture of one dot."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        entry = Received(request.host.partition(":")[0], request.method, request.path_qs, headers)
        self.requests.append(entry)
        if headers.get("upgrade", "").lower() == "websocket":
            return await self.socket(request, entry)
        entry.body = await request.read()
        file = SCRIPTS / request.path.lstrip("/")
        if request.path.count("/") == 1 and file.suffix in {".js", ".html"} and file.is_file():
            kind = "text/javascript" if file.suffix == ".js" else "text/html"
            return web.Response(text=file.read_text("utf-8"), content_type=kind, charset="utf-8", headers=OPEN)
        if request.method == "GET":
            return web.Response(body=DOT, content_type="image/gif", headers=OPEN)
        return web.Response(status=204, headers=OPEN)

    async def socket(self, request: web.Request, entry: Received) -> web.StreamResponse:
        """Take whatever comes over a web socket."""
        entry.method = "WS"
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            if message.type in {WSMsgType.TEXT, WSMsgType.BINARY}:
                entry.body += message.data.encode() if isinstance(message.data, str) else message.data
        return socket


def runner(parties: Parties) -> web.ServerRunner:
    """Return what aiohttp starts listeners on."""
    return web.ServerRunner(web.Server(parties.handle, access_log=None), shutdown_timeout=0.2)
