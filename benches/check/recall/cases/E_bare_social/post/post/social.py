import asyncio

import praw
import tweepy
from twilio.rest import Client


class Poster:
    def __init__(self) -> None:
        self.reddit = praw.Reddit("bot")
        self.twitter = tweepy.Client("token")
        self.twilio = Client()

    def post(self, text: str) -> None:
        self.reddit.subreddit("test").submit(text)
        self.twitter.create_tweet(text=text)
        self.twilio.messages.create(body=text, to="+1", from_="+2")

    def latest(self) -> list[str]:
        return [post.title for post in self.reddit.subreddit("test").hot(limit=5)]


async def work(poster: Poster) -> None:
    await asyncio.to_thread(poster.post, "x")  # silent: reddit  # silent: tweet  # silent: sms
    await asyncio.to_thread(poster.latest)  # silent: hot
