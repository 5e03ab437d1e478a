"""Where other machines knock: webhooks are proven, stored, answered; the worker reads them."""
