from mailbox_app.folder import Folder


class Account:
    def __init__(self, root: str) -> None:
        self.root = root
        self.inbox = Folder(f"{root}/inbox")

    def folder(self, name: str) -> Folder:
        return Folder(f"{self.root}/{name}")
