from . import (
    crm_lead,
    customer_confidentiality,
    customer_confidentiality_cut,
    customer_confidentiality_twin,
    res_partner,
)
