import stripe


def charge(customer: str, cents: int) -> str:
    intent = stripe.PaymentIntent.create(customer=customer, amount=cents, currency="eur")
    return intent.id
