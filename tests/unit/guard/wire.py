"""Small servers and clients that speak raw bytes."""

import asyncio
from contextlib import asynccontextmanager


@asynccontextmanager
async def serve(handler, ssl=None):
    """Serve connections by `handler(reader, writer)`; gives the port. All handlers are ended on leaving."""
    tasks = set()

    async def run(reader, writer):
        try:
            await handler(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # the other side left, which is what many tests are about
        finally:
            writer.close()

    def connected(reader, writer):
        task = asyncio.create_task(run(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=ssl)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        pending = tuple(tasks)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        await server.wait_closed()


def answering(*responses: bytes):
    """Return a handler that answers the n-th request of a connection with the n-th response, the last for ever."""

    async def handle(reader, writer):
        number = 0
        while await head_of(reader):
            writer.write(responses[min(number, len(responses) - 1)])
            await writer.drain()
            number += 1

    return handle


def response(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def head_of(reader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""


@asynccontextmanager
async def connection(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def ask(port, request: bytes, seconds: float = 10) -> bytes:
    """Send bytes, and return all that comes until the other side closes."""
    async with connection(port) as (reader, writer), asyncio.timeout(seconds):
        writer.write(request)
        return await reader.read()


async def connect(reader, writer, authority: str) -> bytes:
    writer.write(f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode())
    return await head_of(reader)
