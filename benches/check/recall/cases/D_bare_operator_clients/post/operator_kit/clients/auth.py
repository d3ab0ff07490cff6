import functools

import pykube


@functools.lru_cache(maxsize=1)
def get_api(timeout=None):
    return pykube.HTTPClient(get_config(), timeout=timeout)


def get_config():
    try:
        return pykube.KubeConfig.from_service_account()
    except FileNotFoundError:
        return pykube.KubeConfig.from_file()
