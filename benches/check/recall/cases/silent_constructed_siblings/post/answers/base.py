class Answer:
    def __init__(self, content: object) -> None:
        self.body = self.render(content)

    def render(self, content: object) -> bytes:
        return str(content).encode()


class PlainAnswer(Answer):
    kind = "text/plain"


class FileAnswer(Answer):
    def render(self, content: object) -> bytes:
        with open(str(content), "rb") as file:  # silent: sibling
            return file.read()
