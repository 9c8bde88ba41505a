"""A connection in between that makes a server slow."""

from __future__ import annotations

import asyncio
import contextlib
import threading


class SlowProxy:
    """Listens on a free loopback port; each answer of the server behind it comes later.

    :param port: where the server listens
    :param delay: seconds that each piece of an answer is held back
    """

    def __init__(self, port: int, delay: float) -> None:
        self._target = port
        self._delay = delay
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self.port = 0

    def __enter__(self) -> SlowProxy:
        self._thread.start()
        serving = asyncio.start_server(self._connected, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(serving, self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _connected(self, asked: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        answered, forth = await asyncio.open_connection("127.0.0.1", self._target)
        try:
            # Cancelled at the end; asyncio would log that as an error.
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(_pass(asked, forth, 0), _pass(answered, back, self._delay))
        finally:
            for writer in (forth, back):
                writer.close()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            await asyncio.sleep(delay)
            writer.write(data)
            await writer.drain()
        writer.write_eof()
