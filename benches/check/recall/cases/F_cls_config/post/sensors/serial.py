import json
import shutil

from sensors.base import Gateway


class SerialGateway(Gateway):
    def setup(self) -> None:
        with open(self.config["persistence"]) as text:
            self.nodes = json.loads(next(text))


class SafeSerialGateway(SerialGateway):
    def setup(self) -> None:
        super().setup()
        shutil.copyfile(self.config["persistence"], self.config["backup"])
