class Commands:
    def __init__(self, log: str) -> None:
        self.log = log

    def command_note(self, text: str) -> str:
        with open(self.log, "a") as log:  # hit: computed
            print(text, file=log)
        return "noted"

    def command_help(self, text: str) -> str:
        return f"no help on {text}"

    async def dispatch(self, line: str) -> str:
        name, _, rest = line.partition(" ")
        command = getattr(self, f"command_{name}", self.command_help)
        return command(rest)  # via: computed
