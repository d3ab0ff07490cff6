class AuditLog:
    def append(self, line: str) -> None:
        with open("audit.log", "a") as file:  # hit: write
            file.write(line)
