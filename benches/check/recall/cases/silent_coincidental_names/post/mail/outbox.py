class Outbox:
    def __init__(self, path: str) -> None:
        self.path = path

    def persist_everything(self, text: str) -> None:
        with open(self.path, "w") as file:  # silent: file
            file.write(text)
