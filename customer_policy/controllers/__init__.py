from . import export, portal, portal_confidentiality
