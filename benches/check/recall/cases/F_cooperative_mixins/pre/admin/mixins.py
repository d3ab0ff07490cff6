from typing import Any


class Saver:
    def save(self, record: dict[str, Any]) -> None:
        self.saved = record


class AuditMixin(Saver):
    def save(self, record: dict[str, Any]) -> None:
        super().save(record)
        with open("/var/log/audit", "a") as log:  # hit: audit
            print(record, file=log)


class StampMixin(Saver):
    def save(self, record: dict[str, Any]) -> None:
        super().save({**record, "stamped": True})
