from . import test_confidentiality_leads
