"""Models of which the attack makes nothing."""

# What would change who the attackers are, or what the system is.
NOT_MADE = (
    "ir.", "base.", "res.partner", "res.users", "res.company", "res.groups", "bus.",
    "res.device", "res.config", "auth", "mail.push", "mail.presence", "account.lock",
    "onboarding", "web_tour", "customer.policy", "customer.access", "digest",
    "customer.confidentiality", "fetchmail", "mail.mail", "sms.", "iap", "privacy",
)  # fmt: skip
