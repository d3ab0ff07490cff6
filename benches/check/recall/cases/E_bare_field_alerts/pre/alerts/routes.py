import os

import stripe
from deep_translator import GoogleTranslator
from fastapi import APIRouter
from pydantic import BaseModel
from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import Mail
from twilio.rest import Client

router = APIRouter()
twilio_client = Client(os.getenv("TWILIO_SID"), os.getenv("TWILIO_TOKEN")) if os.getenv("TWILIO_SID") else None
stripe.api_key = os.getenv("STRIPE_KEY")


class Subscription(BaseModel):
    phone: str
    name: str
    language: str = "hi"


@router.post("/subscribe")
async def subscribe(data: Subscription):
    text = f"Welcome {data.name}"
    text = GoogleTranslator(source="auto", target=data.language).translate(text)  # hit: translate
    if twilio_client:
        twilio_client.messages.create(  # hit: sms
            body=text, from_="whatsapp:+14155238886", to=f"whatsapp:{data.phone}"
        )
    return {"ok": True}


class StripeService:
    async def create_customer(self, email: str) -> str:
        customer = stripe.Customer.create(email=email)  # hit: customer
        return customer.id

    async def checkout(self, customer: str, price: str) -> str:
        session = stripe.checkout.Session.create(  # hit: charge
            customer=customer, mode="subscription", line_items=[{"price": price, "quantity": 1}]
        )
        return session.url


async def send_receipt(to: str, html: str) -> int:
    message = Mail(from_email="farm@example.com", to_emails=to, subject="Receipt", html_content=html)
    sg = SendGridAPIClient(os.environ.get("SENDGRID_API_KEY"))
    response = sg.send(message)  # hit: mail
    return response.status_code
