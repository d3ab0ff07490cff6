import pykube

from operator_kit.clients import auth


def patch_pod(*, patch, body):
    api = auth.get_api()
    obj = pykube.Pod(api, body)
    obj.patch(patch)  # hit: patch


def post_event(*, event, namespace):
    api = auth.get_api()
    response = api.post(version="v1", namespace=namespace, base="", url="/events", json=event)  # hit: post
    response.raise_for_status()
