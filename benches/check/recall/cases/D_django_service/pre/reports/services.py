from reports import exports, mail


class ReportService:
    def __init__(self, address: str) -> None:
        self.address = address

    def run(self, kind: str) -> str:
        path = exports.write_csv([(kind, "1"), (kind, "2")])
        mail.notify(self.address, path)
        return path
