from . import export, portal, portal_confidentiality, signup_confidentiality
