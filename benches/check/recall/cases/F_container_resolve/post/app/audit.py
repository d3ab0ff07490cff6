class AuditLog:
    def append(self, line: str) -> None:
        with open("audit.log", "a") as file:
            file.write(line)
