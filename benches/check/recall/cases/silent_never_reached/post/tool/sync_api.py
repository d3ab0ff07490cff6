import shutil
import time

import requests


class SyncApi:
    def fetch(self, url: str) -> str:
        time.sleep(1)  # silent: sleep
        return requests.get(url).text  # silent: get

    def clean(self, folder: str) -> None:
        shutil.rmtree(folder)  # silent: rmtree
