import praw
import tweepy
from twilio.rest import Client


class Poster:
    def __init__(self) -> None:
        self.reddit = praw.Reddit("bot")
        self.twitter = tweepy.Client("token")
        self.twilio = Client()

    async def post(self, text: str) -> None:
        self.reddit.subreddit("test").submit(text)  # hit: reddit
        self.twitter.create_tweet(text=text)  # hit: tweet
        self.twilio.messages.create(body=text, to="+1", from_="+2")  # hit: sms

    async def latest(self) -> list[str]:
        return [post.title for post in self.reddit.subreddit("test").hot(limit=5)]  # hit: hot
