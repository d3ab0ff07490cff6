from forge.session import ForgeSession


def open_issue(session: ForgeSession, repository: str, title: str) -> int:
    reply = session.post(f"https://forge.example.org/{repository}/issues", json={"title": title})
    return reply.json()["number"]
