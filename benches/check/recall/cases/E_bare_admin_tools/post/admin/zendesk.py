from zenpy import Zenpy


class ZendeskClient:
    def __init__(self, subdomain: str, email: str, token: str) -> None:
        self.client = Zenpy(subdomain=subdomain, email=email, token=token)

    def get_ticket(self, ticket_id: int) -> dict:
        ticket = self.client.tickets(id=ticket_id)
        return {"id": ticket.id, "subject": ticket.subject}

    def find(self, text: str) -> list[int]:
        return [ticket.id for ticket in self.client.search(text, type="ticket")]


zendesk_client = ZendeskClient("x", "y", "z")
