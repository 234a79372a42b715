"""The tutorial's server: Tornado, Redis Pub/Sub, a WebSocket that receives at /wb/ and POST /send/ that publishes."""

import asyncio
import os

import redis.asyncio
import tornado.web
import tornado.websocket

REDIS = redis.asyncio.from_url(os.environ["REDIS_URL"])
CLIENTS = {"channel_1": set(), "channel_2": set()}


class Receive(tornado.websocket.WebSocketHandler):
    def open(self):
        self.channel = self.get_cookie("channel", "channel_1")
        CLIENTS[self.channel].add(self)

    def on_message(self, message):
        pass

    def on_close(self):
        CLIENTS[self.channel].discard(self)


class Send(tornado.web.RequestHandler):
    async def post(self):
        await REDIS.publish(self.get_argument("channel", "channel_1"), self.get_argument("data"))
        self.write("ok")


async def subscribe(channel):
    pubsub = REDIS.pubsub()
    await pubsub.subscribe(channel)
    async for message in pubsub.listen():
        if message["type"] != "message":
            continue
        text = message["data"].decode()
        for client in list(CLIENTS[channel]):
            try:
                client.write_message(text)
            except tornado.websocket.WebSocketClosedError:
                CLIENTS[channel].discard(client)


async def main():
    tornado.web.Application([(r"/wb/", Receive), (r"/send/", Send)]).listen(int(os.environ["PORT"]), "127.0.0.1")
    await asyncio.gather(*(subscribe(channel) for channel in CLIENTS))


asyncio.run(main())
